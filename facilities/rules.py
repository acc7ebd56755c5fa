"""Who may: the permission table's rows of this storey, and the predicates behind pages, API and topics."""

from facilities.permissions import ADMIN, ANYBODY, AUDITOR, MANAGER, PERSON, STAFF, Entry, allow

from .deeds import Actor
from .kernel.errors import NotAllowed
from .models.people import User
from .models.places import Site
from .scopes import scope_of

ROUTES: dict[str, Entry] = {
    # People
    "facilities:login": allow(GET=ANYBODY, POST=ANYBODY),
    "facilities:logout": allow(POST=ANYBODY),
    # Operations
    "facilities:operations": allow(GET=ADMIN | AUDITOR),
    "facilities:message-retry": allow(POST=ADMIN),
    "facilities:job-retry": allow(POST=ADMIN),
    # Live
    "v1:facilities:live-detail": allow(GET=ANYBODY),
    # Places
    "facilities:site-list": allow(GET=PERSON),
    "facilities:site-add": allow(GET=ADMIN, POST=ADMIN),
    "facilities:site-edit": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
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
}
TOPICS: dict[str, frozenset[str]] = {}


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
