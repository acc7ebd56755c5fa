"""What to put into the address of each route: by hand for every route with parameters, none is walked blindly."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bookings.models import Room
from tests.walk.world import House, World

ME = "external_booker"
Arguments = dict[str, Any]


@dataclass(frozen=True)
class Address:
    """How a route's address is filled for a role: with something of one house, or (`scoped=False`) of nobody's."""

    fill: Callable[[World, House, str], Arguments]
    scoped: bool = True


def _booking(house: House, role: str):
    return house.bookings["external_booker" if role == ME else "tenant_member"]


def _firm(house: House, role: str):
    return house.external if role == ME else house.tenant


def _site(world: World, house: House, role: str) -> Arguments:
    return {"slug": house.site.slug}


def _building(world: World, house: House, role: str) -> Arguments:
    return {"slug": house.building.slug}


def _room(world: World, house: House, role: str) -> Arguments:
    # Somebody from outside reaches only what is offered to everyone, which is nobody's secret in either house.
    return {"slug": house.bookings[ME].room.slug if role == ME and house is world.mine else house.room.slug}


def _pk(of: Callable[[House, str], Any]) -> Callable[[World, House, str], Arguments]:
    return lambda world, house, role: {"pk": of(house, role).pk}


def _nobody(fill: Callable[[World], Arguments]) -> Address:
    return Address(lambda world, house, role: fill(world), scoped=False)


SITE, BUILDING, ROOM = Address(_site), Address(_building), Address(_room)
FLOOR, SPACE = Address(_pk(lambda house, _: house.floor)), Address(_pk(lambda house, _: house.space))
FIRM, BOOKING = Address(_pk(_firm)), Address(_pk(_booking))
BLOCK, LAYOUT = Address(_pk(lambda house, _: house.block)), Address(_pk(lambda house, _: house.layout))
ROOM_PK = Address(lambda world, house, role: {"pk": Room.objects.get(**_room(world, house, role)).pk})
CAR_PARK = Address(lambda world, house, role: {"slug": house.parking.car_park.slug})
AREA, LANE = Address(_pk(lambda house, _: house.parking.area)), Address(_pk(lambda house, _: house.parking.lane))
HOLD = Address(_pk(lambda house, _: house.parking.hold))
SENSOR = Address(_pk(lambda house, _: house.parking.sensor))
ROOM_SENSOR = Address(_pk(lambda house, _: house.sensor))
DRAFT, LINE = Address(_pk(lambda house, _: house.leases.draft)), Address(_pk(lambda house, _: house.leases.line))
INVOICE = Address(_pk(lambda house, _: house.leases.invoice))
VISIT = Address(_pk(lambda house, _: house.visitors.visit))
DEFECT = Address(_pk(lambda house, role: house.defects.get(role, house.defects["tenant_member"])))
TASK = Address(lambda world, house, role: {"pk": _booking(house, role).pk, "kind": "set_up"})
ITEM = Address(_pk(lambda house, _: house.item))
PANEL = Address(lambda world, house, role: {"slug": house.room.slug})
AMENITY = _nobody(lambda world: {"pk": world.amenity.pk})


def _membership(house: House, role: str) -> Any:
    return house.people[ME].memberships.get() if role == ME else house.removable["tenant"]


def _device(world: World, house: House, role: str) -> Arguments:
    return {"uuid": house.panel.uuid}


def _board(world: World, house: House, role: str) -> Arguments:
    return {"slug": house.board.slug}


def _held(kind: str) -> Callable[[House, str], Any]:
    return lambda house, role: getattr(house, kind)["tenant"]


ADDRESSES: dict[str, Address] = {
    "facilities:password-set": _nobody(lambda world: {"uidb64": "MQ", "token": "set-password"}),
    "facilities:invitation-accept": _nobody(lambda world: {"token": "darwin-tenant_member"}),
    "facilities:invitation-resend": Address(_pk(_held("invitations"))),
    "facilities:invitation-withdraw": Address(_pk(_held("invitations"))),
    "facilities:membership-remove": Address(_pk(_membership)),
    "facilities:organisation-detail": FIRM,
    "facilities:organisation-edit": FIRM,
    "facilities:organisation-suspend": FIRM,
    "facilities:organisation-invite": FIRM,
    "facilities:site-people": SITE,
    "facilities:site-invite": SITE,
    "facilities:message-retry": _nobody(lambda world: {"pk": world.message.pk}),
    "facilities:job-retry": _nobody(lambda world: {"name": world.job.name}),
    "facilities:site-edit": SITE,
    "facilities:site-hours": SITE,
    "facilities:site-mode": SITE,
    "facilities:mode-list": SITE,
    "facilities:exception-add": SITE,
    "facilities:exception-remove": Address(_pk(lambda house, _: house.exception)),
    "facilities:site-places": SITE,
    "facilities:building-add": SITE,
    "facilities:building-edit": BUILDING,
    "facilities:building-remove": BUILDING,
    "facilities:floor-add": BUILDING,
    "facilities:floor-edit": FLOOR,
    "facilities:floor-remove": FLOOR,
    "facilities:space-add": FLOOR,
    "facilities:space-edit": SPACE,
    "facilities:space-remove": SPACE,
    "facilities:amenity-edit": AMENITY,
    "facilities:device-edit": Address(_device),
    "facilities:device-revoke": Address(_device),
    "facilities:board-show": Address(_board),
    "facilities:board-text": Address(_board),
    "facilities:board-edit": Address(_board),
    "facilities:board-remove": Address(_board),
    "facilities:line-add": Address(_board),
    "facilities:line-remove": Address(_pk(lambda house, _: house.line)),
    "facilities:line-raise": Address(_pk(lambda house, _: house.line)),
    "facilities:lease-add": SITE,
    "facilities:lease-detail": Address(_pk(lambda house, _: house.leases.signed)),
    "facilities:lease-edit": DRAFT,
    "facilities:lease-offer": DRAFT,
    "facilities:lease-withdraw": DRAFT,
    "facilities:lease-sign": DRAFT,
    "facilities:notice-add": Address(_pk(lambda house, _: house.leases.running)),
    "facilities:notice-withdraw": Address(_pk(lambda house, _: house.leases.notice)),
    "facilities:lease-line-add": DRAFT,
    "facilities:lease-line-remove": LINE,
    "facilities:rate-add": LINE,
    "facilities:rate-remove": Address(_pk(lambda house, _: house.leases.rate)),
    "facilities:invoice-detail": INVOICE,
    "facilities:invoice-file": Address(lambda world, house, role: {"pk": house.leases.invoice.pk, "kind": "pdf"}),
    "facilities:payment-add": INVOICE,
    "facilities:credit-add": INVOICE,
    "facilities:invoice-run": SITE,
    "facilities:indexation-letter": Address(_pk(lambda house, _: house.leases.indexation)),
    "bookings:timeline-day": BUILDING,
    "bookings:booking-details": BOOKING,
    "bookings:booking-change": BOOKING,
    "bookings:booking-calendar": BOOKING,
    "bookings:booking-export": _nobody(lambda world: {"kind": "csv"}),
    "bookings:booking-cancel": BOOKING,
    "bookings:booking-end": BOOKING,
    "bookings:block-lift": BLOCK,
    "bookings:room-add": Address(lambda world, house, role: {"?": f"?space={house.space.pk}"}),
    "bookings:room-show": ROOM,
    "bookings:room-door": ROOM,
    "bookings:room-code": ROOM,
    "bookings:room-edit": ROOM,
    "bookings:room-parts": ROOM,
    "bookings:room-remove": ROOM,
    "bookings:layout-add": ROOM,
    "bookings:sensor-list": ROOM,
    "bookings:sensor-add": ROOM,
    "bookings:sensor-rotate": ROOM_SENSOR,
    "bookings:sensor-revoke": ROOM_SENSOR,
    "bookings:layout-edit": LAYOUT,
    "bookings:layout-remove": LAYOUT,
    "bookings:defect-add": ROOM,
    "bookings:defect-show": DEFECT,
    "bookings:defect-take-up": DEFECT,
    "bookings:defect-resolve": DEFECT,
    "bookings:defect-block": DEFECT,
    "v1:bookings:defect-detail": DEFECT,
    "v1:bookings:defect-take-up": DEFECT,
    "v1:bookings:defect-resolve": DEFECT,
    "bookings:stock-edit": ITEM,
    "bookings:task-list": SITE,
    "bookings:task-tick": TASK,
    "v1:bookings:task-tick": TASK,
    "v1:bookings:task-undo": TASK,
    "bookings:stock-remove": ITEM,
    "bookings:panel-show": PANEL,
    "bookings:panel-book": PANEL,
    "bookings:panel-end": PANEL,
    "bookings:panel-defect": PANEL,
    "bookings:site-live": SITE,
    "v1:facilities:lease-detail": Address(_pk(lambda house, _: house.leases.signed)),
    "v1:facilities:live-detail": Address(lambda world, house, role: {"topic": f"rooms.{house.site.slug}"}),
    "v1:facilities:organisation-detail": FIRM,
    "v1:facilities:site-detail": Address(_pk(lambda house, _: house.site)),
    "v1:facilities:site-mode": Address(_pk(lambda house, _: house.site)),
    "v1:bookings:room-detail": ROOM_PK,
    "v1:bookings:room-availability": ROOM_PK,
    "v1:bookings:booking-detail": BOOKING,
    "v1:bookings:booking-cancel": BOOKING,
    "v1:bookings:booking-end-early": BOOKING,
    "v1:bookings:block-detail": BLOCK,
    "v1:bookings:block-lift": BLOCK,
    "parking:car-park-show": CAR_PARK,
    "parking:recount": CAR_PARK,
    "parking:override-set": CAR_PARK,
    "parking:override-lift": Address(_pk(lambda house, _: house.parking.override)),
    "parking:anomaly-list": CAR_PARK,
    "parking:hold-list": CAR_PARK,
    "parking:hold-add": CAR_PARK,
    "parking:hold-release": HOLD,
    "parking:history-show": CAR_PARK,
    "parking:history-export": Address(lambda world, house, role: {"slug": house.parking.car_park.slug, "kind": "csv"}),
    "parking:car-park-layout": CAR_PARK,
    "parking:car-park-edit": CAR_PARK,
    "parking:car-park-remove": CAR_PARK,
    "parking:area-add": CAR_PARK,
    "parking:area-edit": AREA,
    "parking:area-remove": AREA,
    "parking:capacity-set": AREA,
    "parking:lane-add": CAR_PARK,
    "parking:lane-edit": LANE,
    "parking:lane-remove": LANE,
    "parking:sensor-list": CAR_PARK,
    "parking:sensor-add": CAR_PARK,
    "parking:sensor-edit": SENSOR,
    "parking:sensor-rotate": SENSOR,
    "parking:sensor-revoke": SENSOR,
    "parking:gate-hours": CAR_PARK,
    "parking:gate-exception-add": CAR_PARK,
    "parking:gate-exception-remove": Address(_pk(lambda house, _: house.parking.exception)),
    "v1:parking:car-park-detail": CAR_PARK,
    "access:desk": SITE,
    "access:people": SITE,
    "access:evacuation": SITE,
    "access:evacuation-call": SITE,
    "access:evacuation-end": SITE,
    "access:entry-mark": SITE,
    "access:entry-add": SITE,
    "access:muster-report": Address(_pk(lambda house, _: house.visitors.muster)),
    "access:presence-in": SITE,
    "access:presence-out": Address(
        _pk(
            lambda house, role: house.visitors.presence(
                house.people["tenant_admin"] if role == "tenant_admin" else None
            )
        )
    ),
    "access:desk-sheet": SITE,
    "access:kiosk-show": SITE,
    "access:kiosk-scan": SITE,
    "access:kiosk-hosts": SITE,
    "access:kiosk-announce": SITE,
    "access:visit-details": VISIT,
    "access:visit-change": VISIT,
    "access:visit-cancel": VISIT,
    "access:visit-decide": VISIT,
    "access:visit-badge": VISIT,
    "access:house-rules": SITE,
    "access:visitor-days": SITE,
    "v1:access:visitor-days": SITE,
    "access:blocked-lift": Address(_pk(lambda house, _: house.visitors.blocked)),
    "access:visitor-page": _nobody(lambda world: {"token": world.mine.visitors.token}),
    "access:host-page": _nobody(lambda world: {"token": world.mine.visitors.host_token}),
    "v1:access:visit-detail": VISIT,
    "v1:access:visit-sign-out": VISIT,
    "v1:access:visit-decide": VISIT,
}
