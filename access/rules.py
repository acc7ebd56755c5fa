"""Who may: the permission table's rows of this storey, and the predicates behind pages, API and topics."""

from django.db.models import QuerySet

from facilities.deeds import Actor
from facilities.models.devices import Device
from facilities.models.people import Organisation, User
from facilities.models.places import Site
from facilities.permissions import (
    ADMIN,
    ANONYMOUS,
    ANYBODY,
    AUDITOR,
    DEVICE,
    EXTERNAL,
    MANAGER,
    STAFF,
    TENANT,
    TENANT_ADMIN,
    Entry,
    allow,
)
from facilities.rules import may_manage_site, may_run_the_platform, require
from facilities.scopes import scope_of

from .models.visits import Visit

__all__ = ["ROUTES", "TOPICS", "require"]

READERS = STAFF | AUDITOR | TENANT
HOSTS = STAFF | TENANT

ROUTES: dict[str, Entry] = {
    # Visits
    "access:visit-list": allow(GET=READERS),
    "access:visit-add": allow(GET=HOSTS, POST=HOSTS),
    "access:group-add": allow(GET=HOSTS, POST=HOSTS),
    "access:visit-details": allow(GET=READERS),
    "access:visit-change": allow(GET=HOSTS, POST=HOSTS),
    "access:visit-cancel": allow(GET=HOSTS, POST=HOSTS),
    "access:visit-decide": allow(POST=HOSTS),
    "access:visit-badge": allow(POST=STAFF),
    # The desk
    "access:desk-list": allow(GET=STAFF),
    "access:desk": allow(GET=STAFF),
    "access:desk-sheet": allow(GET=STAFF),
    "access:desk-worker": allow(GET=ANYBODY),
    "access:evacuation": allow(GET=STAFF | AUDITOR | TENANT_ADMIN),
    "access:evacuation-call": allow(POST=STAFF),
    "access:evacuation-end": allow(POST=STAFF),
    "access:entry-mark": allow(POST=STAFF),
    "access:entry-add": allow(POST=STAFF),
    "access:muster-report": allow(GET=STAFF | AUDITOR | TENANT_ADMIN),
    # People in the building
    "access:people": allow(GET=STAFF | AUDITOR | TENANT_ADMIN, POST=STAFF),
    "access:presence-in": allow(POST=HOSTS),
    "access:presence-out": allow(POST=HOSTS),
    # The kiosk in the hall. An unpaired screen is sent to pair; only a kiosk of the site gets further.
    "access:kiosk-show": allow(GET=ANONYMOUS | DEVICE),
    "access:kiosk-scan": allow(POST=DEVICE),
    "access:kiosk-hosts": allow(POST=DEVICE),
    "access:kiosk-announce": allow(POST=DEVICE),
    # What managers keep
    "access:house-rules": allow(GET=STAFF | AUDITOR, POST=ADMIN | MANAGER),
    "access:visitor-days": allow(GET=STAFF | AUDITOR, POST=ADMIN | MANAGER),
    "access:blocked-list": allow(GET=ADMIN | AUDITOR | MANAGER),
    "access:blocked-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "access:blocked-lift": allow(POST=ADMIN | MANAGER),
    "access:purge-reports": allow(GET=ADMIN | AUDITOR),
    # Links in mails: whoever holds one is let in by it alone.
    "access:visitor-page": allow(GET=ANYBODY, POST=ANYBODY),
    "access:host-page": allow(GET=ANYBODY, POST=ANYBODY),
    # API
    "v1:access:visit-list": allow(GET=READERS),
    "v1:access:visit-detail": allow(GET=READERS),
    "v1:access:visit-check-in": allow(POST=STAFF),
    "v1:access:visit-sign-out": allow(POST=HOSTS),
    "v1:access:visit-decide": allow(POST=HOSTS),
    "v1:access:visitor-days": allow(GET=STAFF | AUDITOR, PUT=ADMIN | MANAGER),
}
TOPICS: dict[str, frozenset[str]] = {
    "desk.<slug:site>": STAFF,
    "kiosk.<slug:site>": DEVICE,
    "muster.<slug:site>": STAFF,
    "people.<slug:site>": STAFF | AUDITOR | TENANT | EXTERNAL | DEVICE,
}

KIOSK = "kiosk:"


def is_staff_of(by: Actor, site: Site) -> bool:
    """Works for the site (reception, manager, platform admin), or is the system itself."""
    if isinstance(by, User):
        scope = scope_of(by)
        return scope.is_admin or site.pk in scope.staff_sites
    return by is None


def sites_of(person: User) -> QuerySet[Site]:
    """The sites whose upkeep of visits this person may read: where one works; the platform all."""
    scope = scope_of(person)
    return Site.objects.all() if scope.is_platform else Site.objects.filter(pk__in=scope.staff_sites)


def is_kiosk_of(by: Actor, site: Site) -> bool:
    """Is a paired kiosk in the hall of the site."""
    return isinstance(by, Device) and by.is_live and by.site_id == site.pk and by.shows.startswith(KIOSK)


def works_at(person: User, site: Site) -> bool:
    """Has a place in the house: the staff of its site, and the people of the tenants that sit there."""
    scope = scope_of(person)
    if site.pk in scope.staff_sites:
        return True
    return bool(scope.tenant_organisations) and site.organisations.filter(pk__in=scope.tenant_organisations).exists()


def may_declare(by: Actor, person: User, site: Site) -> bool:
    """Say that somebody is in or left: everybody of himself, the desk of all."""
    return is_staff_of(by, site) or (isinstance(by, User) and by.pk == person.pk)


def may_see_people(by: User, site: Site) -> bool:
    """Look at who is inside: the desk all, a tenant admin his firm, an auditor the figures."""
    scope = scope_of(by)
    if scope.is_platform or site.pk in scope.staff_sites:
        return True
    firms = scope.administered_organisations
    return bool(firms) and site.organisations.filter(pk__in=firms).exists()


def may_receive(by: Actor, site: Site) -> bool:
    """Check visitors in: the desk and the kiosks of the site."""
    return is_staff_of(by, site) or is_kiosk_of(by, site)


def may_invite(by: Actor, site: Site, organisation: Organisation, host: User) -> bool:
    """Staff for whoever sits at the site, tenant admins for their people, members for themselves."""
    if is_staff_of(by, site):
        return True
    if not isinstance(by, User):
        return False
    scope = scope_of(by)
    if organisation.pk in scope.administered_organisations:
        return True
    return organisation.pk in scope.tenant_organisations and host.pk == by.pk


def may_change(by: Actor, visit: Visit) -> bool:
    """Staff of the site, the firm's admin, and the host as long as he belongs to it."""
    if is_staff_of(by, visit.site):
        return True
    if not isinstance(by, User):
        return False
    scope = scope_of(by)
    if visit.organisation_id in scope.administered_organisations:
        return True
    return visit.organisation_id in scope.tenant_organisations and visit.host_id == by.pk


def may_decide(by: Actor, visit: Visit) -> bool:
    """Let a walk-in through or not: the host, his firm's admin, and the desk."""
    return may_change(by, visit)


def may_sign_out(by: Actor, visit: Visit) -> bool:
    """The desk, a kiosk, and whoever may change the visit."""
    return may_receive(by, visit.site) or may_change(by, visit)


def may_block(by: Actor, site: Site | None) -> bool:
    """Keep somebody out of a site one manages; out of all sites is for platform admins."""
    return may_run_the_platform(by) if site is None else may_manage_site(by, site)


def may_publish_rules(by: Actor, site: Site) -> bool:
    """Publish house rules of a site one manages."""
    return may_manage_site(by, site)


def may_set_visitor_days(by: Actor, site: Site) -> bool:
    """Say how long a site one manages remembers its visitors."""
    return may_manage_site(by, site)


def receives_somewhere(by: Actor) -> bool:
    """Receives visitors at some site, so that a code of another one can be named as such."""
    if isinstance(by, Device):
        return by.is_live and by.shows.startswith(KIOSK)
    return isinstance(by, User) and bool(scope_of(by).staff_sites)
