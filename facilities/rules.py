"""Who may: the permission table's rows of this storey, and the predicates behind pages, API and topics."""

from django.contrib.auth.models import AnonymousUser

from facilities.permissions import (
    ADMIN,
    ANYBODY,
    AUDITOR,
    EXTERNAL,
    MANAGER,
    PERSON,
    STAFF,
    TENANT,
    TENANT_ADMIN,
    Entry,
    allow,
)

from .deeds import Actor
from .kernel.errors import NotAllowed
from .models.devices import Board, Device
from .models.people import Organisation, Role, User
from .models.places import Site
from .scopes import scope_of
from .screens import board_of

INVITERS = ADMIN | MANAGER | TENANT_ADMIN

ROUTES: dict[str, Entry] = {
    # People
    "facilities:login": allow(GET=ANYBODY, POST=ANYBODY),
    "facilities:logout": allow(POST=ANYBODY),
    "facilities:set-language": allow(POST=ANYBODY),
    "facilities:profile": allow(GET=PERSON, POST=PERSON),
    "facilities:password-forgotten": allow(GET=ANYBODY, POST=ANYBODY),
    "facilities:password-sent": allow(GET=ANYBODY),
    "facilities:password-set": allow(GET=ANYBODY, POST=ANYBODY),
    "facilities:password-change": allow(GET=PERSON, POST=PERSON),
    "facilities:invitation-accept": allow(GET=ANYBODY, POST=ANYBODY),
    "facilities:invitation-resend": allow(POST=INVITERS),
    "facilities:invitation-withdraw": allow(POST=INVITERS),
    "facilities:membership-remove": allow(GET=PERSON, POST=PERSON),
    "facilities:organisation-list": allow(GET=STAFF | AUDITOR | TENANT | EXTERNAL),
    "facilities:organisation-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:organisation-detail": allow(GET=STAFF | AUDITOR | TENANT | EXTERNAL),
    "facilities:organisation-edit": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:organisation-suspend": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:organisation-invite": allow(GET=INVITERS, POST=INVITERS),
    "facilities:site-people": allow(GET=STAFF | AUDITOR),
    "facilities:site-invite": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:platform-people": allow(GET=ADMIN | AUDITOR),
    "facilities:platform-invite": allow(GET=ADMIN, POST=ADMIN),
    "facilities:audit-list": allow(GET=ADMIN | AUDITOR | MANAGER | TENANT_ADMIN),
    "v1:facilities:me": allow(GET=PERSON),
    "v1:facilities:organisation-list": allow(GET=STAFF | AUDITOR | TENANT | EXTERNAL),
    "v1:facilities:organisation-detail": allow(GET=STAFF | AUDITOR | TENANT | EXTERNAL),
    # Operations
    "facilities:operations": allow(GET=ADMIN | AUDITOR),
    "facilities:message-retry": allow(POST=ADMIN),
    "facilities:job-retry": allow(POST=ADMIN),
    # Live
    "v1:facilities:live-detail": allow(GET=ANYBODY),
    "facilities:screen-start": allow(GET=ANYBODY),
    "facilities:screen-state": allow(GET=ANYBODY),
    "facilities:device-list": allow(GET=STAFF | AUDITOR),
    "facilities:device-pair": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:device-edit": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:device-revoke": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:board-list": allow(GET=STAFF | AUDITOR),
    "facilities:board-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:board-show": allow(GET=ANYBODY),
    "facilities:board-text": allow(GET=ANYBODY),
    "facilities:board-worker": allow(GET=ANYBODY),
    "facilities:board-edit": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:board-remove": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:line-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:line-remove": allow(POST=ADMIN | MANAGER),
    "facilities:line-raise": allow(POST=ADMIN | MANAGER),
    # Places
    "facilities:site-list": allow(GET=PERSON),
    "facilities:site-add": allow(GET=ADMIN, POST=ADMIN),
    "facilities:site-edit": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:site-mode": allow(GET=STAFF, POST=STAFF),
    "facilities:mode-list": allow(GET=STAFF | AUDITOR),
    "facilities:site-hours": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:exception-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:exception-remove": allow(POST=ADMIN | MANAGER),
    "facilities:site-places": allow(GET=STAFF | AUDITOR),
    "facilities:building-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:building-edit": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:building-remove": allow(POST=ADMIN | MANAGER),
    "facilities:floor-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:floor-edit": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:floor-remove": allow(POST=ADMIN | MANAGER),
    "facilities:space-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:space-edit": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:space-remove": allow(POST=ADMIN | MANAGER),
    "facilities:amenity-list": allow(GET=STAFF | AUDITOR),
    "facilities:amenity-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:amenity-edit": allow(GET=ADMIN, POST=ADMIN),
    # Leases
    "v1:facilities:lease-list": allow(GET=STAFF | AUDITOR | TENANT_ADMIN),
    "v1:facilities:lease-detail": allow(GET=STAFF | AUDITOR | TENANT_ADMIN),
    "facilities:lease-list": allow(GET=STAFF | AUDITOR | TENANT_ADMIN),
    "facilities:lease-detail": allow(GET=STAFF | AUDITOR | TENANT_ADMIN),
    "facilities:lease-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:lease-edit": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:lease-offer": allow(POST=ADMIN | MANAGER),
    "facilities:lease-withdraw": allow(POST=ADMIN | MANAGER),
    "facilities:lease-sign": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:notice-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:notice-withdraw": allow(POST=ADMIN | MANAGER),
    "facilities:lease-line-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:lease-line-remove": allow(POST=ADMIN | MANAGER),
    "facilities:rate-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:rate-remove": allow(POST=ADMIN | MANAGER),
    "facilities:indexation-round": allow(GET=ADMIN | MANAGER | AUDITOR, POST=ADMIN | MANAGER),
    "facilities:indexation-letter": allow(GET=ADMIN | MANAGER | AUDITOR | TENANT_ADMIN),
    "facilities:index-list": allow(GET=ADMIN | MANAGER | AUDITOR),
    "facilities:index-import": allow(GET=ADMIN, POST=ADMIN),
    # Invoices
    "facilities:invoice-list": allow(GET=ADMIN | MANAGER | AUDITOR | TENANT_ADMIN),
    "facilities:invoice-detail": allow(GET=ADMIN | MANAGER | AUDITOR | TENANT_ADMIN),
    "facilities:invoice-file": allow(GET=ADMIN | MANAGER | AUDITOR | TENANT_ADMIN),
    "facilities:payment-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:credit-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "facilities:journal-add": allow(GET=ADMIN, POST=ADMIN),
    "facilities:invoice-run": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "v1:facilities:site-list": allow(GET=STAFF | AUDITOR | TENANT | EXTERNAL),
    "v1:facilities:site-detail": allow(GET=STAFF | AUDITOR | TENANT | EXTERNAL),
    "v1:facilities:site-mode": allow(POST=STAFF),
}
TOPICS: dict[str, frozenset[str]] = {"board.<slug:slug>": ANYBODY}


def require(allowed: bool) -> None:
    """Go on when `allowed`, refuse with `NotAllowed` otherwise."""
    if not allowed:
        raise NotAllowed


# Places


def may_run_the_platform(by: Actor) -> bool:
    """Add sites and change what all sites share."""
    return by is None or (isinstance(by, User) and scope_of(by).is_admin)


def may_manage_site(by: Actor, site: Site) -> bool:
    """Change a site's facts, hours, places and rooms."""
    return may_run_the_platform(by) or (isinstance(by, User) and site.pk in scope_of(by).managed_sites)


def may_manage_some_site(by: Actor) -> bool:
    """Add to what all sites share, such as a kind of equipment."""
    return may_run_the_platform(by) or (isinstance(by, User) and bool(scope_of(by).managed_sites))


def may_set_mode(by: Actor, site: Site, mode: str) -> bool:
    """A lockdown asks for a manager, also to end it; the desk may call and end an evacuation."""
    if may_manage_site(by, site):
        return True
    if not isinstance(by, User) or site.pk not in scope_of(by).desk_sites:
        return False
    return Site.Mode.LOCKDOWN not in {mode, site.mode}


# Leases


def may_manage_leases(by: Actor, site: Site) -> bool:
    """Draft, sign and end leases at a site, and read what they cost."""
    return may_manage_site(by, site)


def may_manage_invoices(by: Actor, site: Site) -> bool:
    """Send invoices and credit notes for a site, and enter what was paid."""
    return may_manage_site(by, site)


def may_import_indices(by: Actor) -> bool:
    """Bring in published index numbers: they count at every site."""
    return may_run_the_platform(by)


# People


def may_grant(by: Actor, role: str, *, site: Site | None = None, organisation: Organisation | None = None) -> bool:
    """Invite into, grant and take away this role in this scope: never beyond one's own."""
    if organisation is not None and organisation.kind == Organisation.Kind.WALK_IN:
        return by is None
    if may_run_the_platform(by):
        return True
    if not isinstance(by, User):
        return False
    scope = scope_of(by)
    if site is not None:
        return role == Role.RECEPTIONIST and site.pk in scope.managed_sites
    if organisation is None:
        return False
    if role in {Role.TENANT_ADMIN, Role.TENANT_MEMBER} and organisation.pk in scope.administered_organisations:
        return True
    return may_manage_organisation(by, organisation)


def may_manage_organisation(by: Actor, organisation: Organisation) -> bool:
    """Change an organisation's facts: platform admins, and managers of a site it sits at."""
    if may_run_the_platform(by):
        return True
    managed = scope_of(by).managed_sites if isinstance(by, User) else frozenset()
    return any(site.pk in managed for site in organisation.sites.all()) if managed else False


def may_suspend_organisation(by: Actor, organisation: Organisation) -> bool:
    """Suspending works at every site it sits at, so it asks for a manager of them all; the house itself never is."""
    if organisation.kind in {Organisation.Kind.OPERATOR, Organisation.Kind.WALK_IN}:
        return False
    if may_run_the_platform(by):
        return True
    managed = scope_of(by).managed_sites if isinstance(by, User) else frozenset()
    at = [site.pk for site in organisation.sites.all()]
    return bool(at) and managed.issuperset(at)


def may_see_addresses(by: User, organisation: Organisation) -> bool:
    """Mail addresses of members are for those who administer them; colleagues and the desk see names."""
    return organisation.pk in scope_of(by).administered_organisations or may_manage_organisation(by, organisation)


# Devices and boards


def may_manage_device(by: Actor, device: Device) -> bool:
    """Change or revoke a screen of one's own site."""
    return by is None or (device.site is not None and may_manage_site(by, device.site))


def may_see_board(user: User | AnonymousUser, device: Device | None, board: Board) -> bool:
    """Everybody a public one; else the screen that shows it, and the people of its site who manage or receive."""
    if board.is_public:
        return True
    if device is not None and device.is_live and device.shows == board_of(board.slug):
        return True
    return isinstance(user, User) and Board.objects.visible_to(user).filter(pk=board.pk).exists()
