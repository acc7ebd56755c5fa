"""Who may: the permission table's rows of this storey, and the predicates behind pages, API and topics."""

from facilities.deeds import Actor
from facilities.kernel.errors import NotAllowed
from facilities.models.devices import Device
from facilities.models.people import User
from facilities.models.places import Site
from facilities.permissions import (
    ADMIN,
    ANYBODY,
    AUDITOR,
    DEVICE,
    EXTERNAL,
    MANAGER,
    PERSON,
    STAFF,
    TENANT,
    Entry,
    allow,
)
from facilities.scopes import scope_of

from .models.car_parks import CarPark

READERS = STAFF | AUDITOR | TENANT | EXTERNAL
CHANGERS = ADMIN | MANAGER

ROUTES: dict[str, Entry] = {
    "parking:car-park-list": allow(GET=PERSON),
    "parking:car-park-add": allow(GET=CHANGERS, POST=CHANGERS),
    "parking:car-park-show": allow(GET=ANYBODY),
    # Counting
    "parking:recount": allow(GET=STAFF, POST=STAFF),
    "parking:override-set": allow(GET=STAFF, POST=STAFF),
    "parking:override-lift": allow(POST=STAFF),
    "parking:anomaly-list": allow(GET=STAFF | AUDITOR),
    # Held places
    "parking:hold-list": allow(GET=STAFF | AUDITOR),
    "parking:hold-add": allow(GET=STAFF, POST=STAFF),
    "parking:hold-release": allow(POST=STAFF),
    # History
    "parking:history-show": allow(GET=STAFF | AUDITOR),
    "parking:history-export": allow(GET=STAFF | AUDITOR),
    # Laying out
    "parking:car-park-layout": allow(GET=STAFF | AUDITOR),
    "parking:car-park-edit": allow(GET=CHANGERS, POST=CHANGERS),
    "parking:car-park-remove": allow(POST=CHANGERS),
    "parking:area-add": allow(GET=CHANGERS, POST=CHANGERS),
    "parking:area-edit": allow(GET=CHANGERS, POST=CHANGERS),
    "parking:area-remove": allow(POST=CHANGERS),
    "parking:capacity-set": allow(GET=CHANGERS, POST=CHANGERS),
    "parking:lane-add": allow(GET=CHANGERS, POST=CHANGERS),
    "parking:lane-edit": allow(GET=CHANGERS, POST=CHANGERS),
    "parking:lane-remove": allow(POST=CHANGERS),
    # Sensors
    "parking:sensor-list": allow(GET=STAFF | AUDITOR),
    "parking:sensor-add": allow(GET=CHANGERS, POST=CHANGERS),
    "parking:sensor-edit": allow(GET=CHANGERS, POST=CHANGERS),
    "parking:sensor-rotate": allow(GET=CHANGERS, POST=CHANGERS),
    "parking:sensor-revoke": allow(GET=CHANGERS, POST=CHANGERS),
    # Hours
    "parking:gate-hours": allow(GET=CHANGERS, POST=CHANGERS),
    "parking:gate-exception-add": allow(GET=CHANGERS, POST=CHANGERS),
    "parking:gate-exception-remove": allow(POST=CHANGERS),
    # API
    "v1:parking:car-park-list": allow(GET=READERS),
    "v1:parking:car-park-detail": allow(GET=READERS),
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


def may_hold(by: Actor, car_park: CarPark) -> bool:
    """Have a place held, and say that it is moved, taken or free again: people and devices of the site.

    Tenants do so by inviting a visitor; who is expected is known only to whoever knows the reference.
    """
    if isinstance(by, User):
        scope = scope_of(by)
        at_home = scope.is_admin or car_park.site_id in scope.staff_sites
        return at_home or Site.objects.visible_to(by).filter(pk=car_park.site_id).exists()
    if isinstance(by, Device):
        return by.is_live and by.site_id == car_park.site_id
    return True


def may_operate(by: Actor, car_park: CarPark) -> bool:
    """Recount, override, look into anomalies: managers and reception of the site, platform admins, the system."""
    if isinstance(by, User):
        scope = scope_of(by)
        return scope.is_admin or car_park.site_id in scope.staff_sites
    return by is None
