"""Who may: the permission table's rows of this storey, and the predicates behind pages, API and topics."""

from facilities.deeds import Actor
from facilities.kernel.errors import NotAllowed
from facilities.models.devices import Device
from facilities.models.people import Organisation, User
from facilities.models.places import Site
from facilities.permissions import (
    ADMIN,
    ANONYMOUS,
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

from . import limits
from .models.bookings import Block, Booking
from .models.rooms import Room
from .occupancy import site_of

BOOKERS = STAFF | TENANT | EXTERNAL
READERS = BOOKERS | AUDITOR

ROUTES: dict[str, Entry] = {
    # Timeline
    "bookings:timeline": allow(GET=READERS),
    "bookings:timeline-day": allow(GET=READERS),
    "bookings:timeline-week": allow(GET=READERS),
    # Bookings
    "bookings:booking-list": allow(GET=READERS),
    "bookings:booking-add": allow(GET=BOOKERS, POST=BOOKERS),
    "bookings:booking-hold": allow(GET=BOOKERS, POST=BOOKERS),
    "bookings:booking-export": allow(GET=READERS),
    "bookings:booking-calendar": allow(GET=READERS),
    "bookings:booking-details": allow(GET=READERS),
    "bookings:booking-change": allow(GET=BOOKERS, POST=BOOKERS),
    "bookings:booking-cancel": allow(GET=BOOKERS, POST=BOOKERS),
    "bookings:booking-end": allow(POST=BOOKERS),
    # Blocks
    "bookings:block-list": allow(GET=STAFF | AUDITOR),
    "bookings:block-add": allow(GET=STAFF, POST=STAFF),
    "bookings:block-lift": allow(GET=STAFF, POST=STAFF),
    # Rooms
    "bookings:room-list": allow(GET=PERSON),
    "bookings:room-show": allow(GET=PERSON),
    "bookings:room-door": allow(GET=PERSON),
    "bookings:room-code": allow(GET=STAFF | AUDITOR),
    "bookings:room-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "bookings:room-edit": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "bookings:room-parts": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "bookings:room-remove": allow(POST=ADMIN | MANAGER),
    "bookings:layout-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "bookings:layout-edit": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "bookings:layout-remove": allow(POST=ADMIN | MANAGER),
    # Defects
    "bookings:defect-list": allow(GET=READERS),
    "bookings:defect-add": allow(GET=BOOKERS, POST=BOOKERS),
    "bookings:defect-show": allow(GET=READERS),
    "bookings:defect-take-up": allow(POST=STAFF),
    "bookings:defect-resolve": allow(POST=STAFF),
    "bookings:defect-block": allow(GET=STAFF, POST=STAFF),
    # Equipment
    "bookings:stock-list": allow(GET=STAFF | AUDITOR),
    "bookings:stock-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "bookings:stock-edit": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "bookings:stock-remove": allow(POST=ADMIN | MANAGER),
    # Tasks around meetings
    "bookings:task-list": allow(GET=STAFF | AUDITOR),
    "bookings:task-tick": allow(POST=STAFF),
    # Live screens. An unpaired screen is sent to pair; only the panel's own device acts.
    "bookings:panel-show": allow(GET=ANONYMOUS | DEVICE | STAFF | AUDITOR),
    "bookings:panel-book": allow(POST=DEVICE),
    "bookings:panel-end": allow(POST=DEVICE),
    "bookings:panel-defect": allow(POST=DEVICE),
    "bookings:site-live": allow(GET=READERS),
    # Sensors in rooms
    "bookings:sensor-list": allow(GET=STAFF | AUDITOR),
    "bookings:sensor-add": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "bookings:sensor-rotate": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    "bookings:sensor-revoke": allow(GET=ADMIN | MANAGER, POST=ADMIN | MANAGER),
    # API
    "v1:bookings:reading-list": allow(POST=DEVICE),
    "v1:bookings:room-list": allow(GET=READERS),
    "v1:bookings:room-detail": allow(GET=READERS),
    "v1:bookings:room-availability": allow(GET=READERS),
    "v1:bookings:availability-list": allow(GET=READERS),
    "v1:bookings:equipment-list": allow(GET=READERS),
    "v1:bookings:booking-list": allow(GET=READERS, POST=BOOKERS),
    "v1:bookings:booking-detail": allow(GET=READERS, PATCH=BOOKERS),
    "v1:bookings:booking-cancel": allow(POST=BOOKERS),
    "v1:bookings:booking-end-early": allow(POST=BOOKERS),
    "v1:bookings:defect-list": allow(GET=READERS, POST=BOOKERS),
    "v1:bookings:defect-detail": allow(GET=READERS),
    "v1:bookings:defect-take-up": allow(POST=STAFF),
    "v1:bookings:defect-resolve": allow(POST=STAFF),
    "v1:bookings:task-list": allow(GET=STAFF | AUDITOR),
    "v1:bookings:task-tick": allow(POST=STAFF),
    "v1:bookings:task-undo": allow(POST=STAFF),
    "v1:bookings:hold-list": allow(POST=BOOKERS, DELETE=BOOKERS),
    "v1:bookings:block-list": allow(GET=STAFF | AUDITOR, POST=STAFF),
    "v1:bookings:block-detail": allow(GET=STAFF | AUDITOR),
    "v1:bookings:block-lift": allow(POST=STAFF),
}
TOPICS: dict[str, frozenset[str]] = {
    "defects.<slug:site>": STAFF | AUDITOR,
    "room.<int:pk>": STAFF | AUDITOR | TENANT | EXTERNAL | DEVICE,
    "rooms.<slug:site>": STAFF | AUDITOR | TENANT | EXTERNAL | DEVICE,
    "stock.<slug:site>": STAFF | AUDITOR,
    "tasks.<slug:site>": STAFF | AUDITOR,
    "use.<slug:site>": STAFF | AUDITOR,
}


def require(allowed: bool) -> None:
    """Raise `NotAllowed` unless `allowed`."""
    if not allowed:
        raise NotAllowed


def is_staff_of(by: Actor, room: Room) -> bool:
    """Works for the house of `room` (reception, manager, platform admin) or is the system itself."""
    if isinstance(by, User):
        scope = scope_of(by)
        return scope.is_admin or room.space.floor.building.site_id in scope.staff_sites
    return by is None


def works_at(by: User, site: Site) -> bool:
    """Whether how rooms are really used is this person's business: staff of the site, platform admins, auditors."""
    scope = scope_of(by)
    return scope.is_platform or site.pk in scope.staff_sites


def is_panel_of(by: Actor, room: Room) -> bool:
    """Is the paired screen beside the door of `room`."""
    return (
        isinstance(by, Device)
        and by.is_live
        and by.site_id == room.space.floor.building.site_id
        and by.shows == f"panel:{room.slug}"
    )


def may_book(by: Actor, room: Room, organisation: Organisation, organiser: User | None) -> bool:
    """Staff for whoever is at the site, tenant admins for their people, others for themselves, a panel for walk-ins."""
    if by is None:
        return True
    site = site_of(room)
    if isinstance(by, Device):
        return is_panel_of(by, room) and organisation.pk == site.walk_in_organisation_id and organiser is None
    scope = scope_of(by)
    if scope.is_admin:
        return True
    if is_staff_of(by, room):
        return organisation.pk == site.walk_in_organisation_id or organisation.sites.filter(pk=site.pk).exists()
    if organisation.pk in scope.administered_organisations:
        return True
    return organisation.pk in scope.organisations and organiser is not None and organiser.pk == by.pk


def may_hold(by: Actor, room: Room) -> bool:
    """Who may be about to book it: staff, and whoever belongs to an organisation it is offered to."""
    if not room.is_offered or not isinstance(by, User):
        return False
    if is_staff_of(by, room):
        return True
    firms = Organisation.objects.filter(pk__in=scope_of(by).organisations, is_suspended=False)
    return any(
        limits.is_offered(room, firm, {site.pk for site in firm.sites.all()})
        for firm in firms.prefetch_related("sites")
    )


def may_change(by: Actor, booking: Booking) -> bool:
    """Staff, the organisation's admin, and the member who organises or made it, as long as he belongs to it."""
    if is_staff_of(by, booking.room):
        return True
    if not isinstance(by, User):
        return False
    scope = scope_of(by)
    if booking.organisation_id in scope.administered_organisations:
        return True
    return booking.organisation_id in scope.organisations and by.pk in {booking.organiser_id, booking.booked_by_id}


def may_cancel(by: Actor, booking: Booking) -> bool:
    """Whoever may change it."""
    return may_change(by, booking)


def may_end_early(by: Actor, booking: Booking) -> bool:
    """Whoever may change it, and whoever stands at the panel of its room."""
    return may_change(by, booking) or is_panel_of(by, booking.room)


def may_report(by: Actor, room: Room) -> bool:
    """Say that something is broken: who sees the room, and who stands at its panel."""
    if isinstance(by, User):
        return is_staff_of(by, room) or Room.objects.visible_to(by).filter(pk=room.pk).exists()
    return by is None or is_panel_of(by, room)


def may_block(by: Actor, room: Room) -> bool:
    """Staff of the house."""
    return is_staff_of(by, room)


def may_lift(by: Actor, block: Block) -> bool:
    """Staff of the house."""
    return is_staff_of(by, block.room)


def exempt(by: Actor, room: Room) -> limits.Exempt:
    """Which limits of `room` do not hold for `by`."""
    if by is None:
        return limits.SYSTEM
    if is_staff_of(by, room):
        return limits.STAFF
    return limits.PANEL if is_panel_of(by, room) else limits.NOBODY
