"""The demonstration as the walk's addresses know a world: Incubator Darwin, and what a filled day lacks added to it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bookings.errors import RoomTaken
from bookings.models import Block, Booking, Defect, Item, Layout, Room, RoomSensor
from bookings.services.blocks import block_room
from config.demo.filling import fill
from config.demo.people import HOST
from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from facilities.kernel.tokens import hashed
from facilities.models import (
    Amenity,
    Board,
    BoardLine,
    Building,
    Device,
    Floor,
    Invitation,
    Membership,
    OpeningException,
    Organisation,
    OutboxMessage,
    PeriodicJob,
    Site,
    Space,
    User,
)
from tests.factories import a_booking, a_device, a_room_sensor, a_user, an_invitation
from tests.walk.leases import Leases
from tests.walk.parking import ParkingLot
from tests.walk.visits import Visitors

ACCOUNTS = {
    "platform_admin": "platform",
    "auditor": "auditor",
    "site_manager": "manager.niel",
    "receptionist": "onthaal.niel",
    "tenant_admin": "huurder",
    "tenant_member": "collega",
    "external_booker": "extern",
}
INVITATION = "darwin-tenant_member"
WHILE = timedelta(minutes=45)


@dataclass
class DemoHouse:
    """Incubator Darwin with the names of `tests.walk.world.House`."""

    site: Site = field(init=False)
    building: Building = field(init=False)
    room: Room = field(init=False)
    space: Space = field(init=False)
    floor: Floor = field(init=False)
    layout: Layout = field(init=False)
    exception: OpeningException = field(init=False)
    sensor: RoomSensor = field(init=False)
    tenant: Organisation = field(init=False)
    external: Organisation = field(init=False)
    people: dict[str, User] = field(init=False)
    bookings: dict[str, Booking] = field(init=False)
    block: Block = field(init=False)
    item: Item = field(init=False)
    defects: dict[str, Defect] = field(init=False)
    panel: Device = field(init=False)
    panel_token: str = field(init=False)
    board: Board = field(init=False)
    board_token: str = field(init=False)
    kiosk_token: str = field(init=False)
    line: BoardLine = field(init=False)
    parking: ParkingLot = field(init=False)
    leases: Leases = field(init=False)
    visitors: Visitors = field(init=False)
    invitations: dict[str, Invitation] = field(init=False)
    removable: dict[str, Membership] = field(init=False)

    def __post_init__(self) -> None:
        now = clock.now()
        self.people = {role: User.objects.get(email=f"{name}@{HOST}") for role, name in ACCOUNTS.items()}
        self.site = Site.objects.get(slug="darwin")
        self.building = Building.objects.get(slug="darwin")
        self.layout = Layout.objects.filter(room__slug="beagle").first()
        self.exception = OpeningException.objects.filter(site=self.site).first()
        self.tenant = Organisation.objects.get(memberships__user=self.people["tenant_admin"])
        self.external = Organisation.objects.get(memberships__user=self.people["external_booker"])
        self.room = self._a_room_in_use(now)
        self.space, self.floor = self.room.space, self.room.space.floor
        self.bookings = {role: self._to_come(role, now) for role in ("tenant_member", "external_booker")}
        quiet = Interval(now + timedelta(days=30), now + timedelta(days=30, hours=2))
        self.block = block_room(by=None, room=self.room, interval=quiet, reason="Schilderwerken", at=now)
        self.item = Item.objects.filter(atom__building=self.building).first()
        self.defects = {
            role: Defect.objects.create(room=self.room, summary="Lamp stuk", reported_by=person, reported_at=now)
            for role, person in self.people.items()
        }
        self._screens()
        self.leases = Leases(self.site, self.building, self.tenant, "darwin")
        self.visitors = Visitors(self.site, self.tenant, self.people["tenant_member"], "darwin")
        self.invitations = {"tenant": self._invited("tenant_member", now, organisation=self.tenant)}
        self._invited("receptionist", now, site=self.site)
        self._invited("auditor", now)
        leaving = a_user("tenant_member", organisation=self.tenant, name="Loes Vertrekt")
        self.removable = {"tenant": leaving.memberships.get()}

    def _a_room_in_use(self, now) -> Room:
        """At night and in the weekend the demonstration rests, and a panel is looked at in full only when in use."""
        rooms = Room.objects.with_place().filter(space__floor__building=self.building, takes_whole_day=False)
        for room in rooms.order_by("pk"):
            try:
                interval = Interval(now - timedelta(minutes=1), now + WHILE)
                a_booking(room=room, interval=interval, organisation=self.tenant, title="Overleg", at=now - WHILE)
            except RoomTaken:
                continue
            return room
        return Booking.objects.ongoing(now).filter(ends_at__gt=now + WHILE / 3).earliest("pk").room

    def _to_come(self, role: str, now) -> Booking:
        coming = Booking.objects.live().filter(organiser=self.people[role], starts_at__gt=now + timedelta(days=1))
        return coming.earliest("starts_at")

    def _screens(self) -> None:
        self.panel, self.panel_token = a_device(site=self.site, shows=f"panel:{self.room.slug}")
        self.board = Board.objects.get(slug="lobby-darwin")
        _, self.board_token = a_device(site=self.site, shows=f"board:{self.board.slug}")
        _, self.kiosk_token = a_device(site=self.site, shows=f"kiosk:{self.site.slug}")
        Device.objects.filter(site=self.site).update(name="Scherm aan de muur")
        self.line = self.board.lines.first()
        self.sensor = RoomSensor.objects.live().filter(room=self.room).first() or a_room_sensor(room=self.room)
        self.parking = ParkingLot(self.site, "darwin", is_public=True)

    def _invited(self, role: str, now, **scope: Any) -> Invitation:
        invitation, _token = an_invitation(role, email=f"{role}@nieuw.example", now=now, **scope)
        if role == "tenant_member":
            # The addresses know this token.
            Invitation.objects.filter(pk=invitation.pk).update(token_hash=hashed(INVITATION))
        return invitation


@dataclass
class DemoWorld:
    """The demonstration filled around now, under the names of `tests.walk.world.World`."""

    mine: DemoHouse = field(init=False)
    person: User = field(init=False)
    amenity: Amenity = field(init=False)
    message: OutboxMessage = field(init=False)
    job: PeriodicJob = field(init=False)

    def __post_init__(self) -> None:
        now = clock.now()
        # A weekend with a holiday beside it has no meetings; the next working day is in it all the same.
        fill(at=now, back=timedelta(days=1), ahead=timedelta(days=6))
        self.mine = DemoHouse()
        self.person = a_user(name="Zonder Rol", email="zonder.rol@demo.ruimte.example")
        self.amenity = Amenity.objects.first()
        self.message = OutboxMessage.objects.create(
            kind="mail", payload={}, state="failed", created_at=now, due_at=now, last_error="refused"
        )
        self.job, _ = PeriodicJob.objects.get_or_create(
            name="clear-sessions", defaults={"next_due_at": now, "last_error": "broken"}
        )
