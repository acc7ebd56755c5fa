"""Who may: the permission table's rows of this storey, and the predicates behind pages, API and topics."""

from facilities.deeds import Actor
from facilities.kernel.errors import NotAllowed
from facilities.models.people import User
from facilities.permissions import ANYBODY, DEVICE, Entry, allow
from facilities.scopes import scope_of

from .models.car_parks import CarPark

ROUTES: dict[str, Entry] = {
    # API
    "v1:parking:event-list": allow(POST=DEVICE),
}
TOPICS: dict[str, frozenset[str]] = {"car-park.<slug:slug>": ANYBODY}


def require(allowed: bool) -> None:
    """Raise `NotAllowed` unless `allowed`."""
    if not allowed:
        raise NotAllowed


def may_manage(by: Actor, car_park: CarPark) -> bool:
    """Lay out areas, lanes, sensors, hours: managers of the site, platform admins, the system."""
    if isinstance(by, User):
        scope = scope_of(by)
        return scope.is_admin or car_park.site_id in scope.managed_sites
    return by is None


def may_operate(by: Actor, car_park: CarPark) -> bool:
    """Recount, override, look into anomalies: managers and reception of the site, platform admins, the system."""
    if isinstance(by, User):
        scope = scope_of(by)
        return scope.is_admin or car_park.site_id in scope.staff_sites
    return by is None
