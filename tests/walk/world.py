"""Two houses side by side: one of everything on either, and the people whose walk is tested, all of the first."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bookings.models import Block, Booking, Defect, Item, Layout, Room, RoomSensor
from facilities.kernel import clock
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
from tests.factories import (
    a_building,
    a_device,
    a_room,
    a_room_sensor,
    a_site,
    a_user,
    an_amenity,
    an_item,
    an_organisation,
)
from tests.walk.leases import Leases
from tests.walk.parking import ParkingLot
from tests.walk.visits import Visitors


@dataclass
class House:
    """One of everything at one site."""

    slug: str
    site: Site = field(init=False)
    building: Building = field(init=False)
    room: Room = field(init=False)
    space: Space = field(init=False)
    floor: Floor = field(init=False)
    layout: Layout = field(init=False)
    exception: OpeningException = field(init=False)
    tenant: Organisation = field(init=False)
    external: Organisation = field(init=False)
    people: dict[str, User] = field(init=False)
    bookings: dict[str, Booking] = field(init=False)
    block: Block = field(init=False)
    item: Item = field(init=False)
    defects: dict[str, Defect] = field(init=False)
    panel: Device = field(init=False)
    panel_token: str = field(init=False)
    sensor: RoomSensor = field(init=False)
    board: Board = field(init=False)
    line: BoardLine = field(init=False)
    parking: ParkingLot = field(init=False)
    visitors: Visitors = field(init=False)
    leases: Leases = field(init=False)
    invitations: dict[str, Invitation] = field(init=False)
    removable: dict[str, Membership] = field(init=False)

    def __post_init__(self) -> None:
        self.site = a_site(slug=self.slug)
        self.building = a_building(site=self.site, slug=f"{self.slug}-main")
        self.room = a_room(building=self.building, slug=f"{self.slug}-room")
        self.space, self.floor = self.room.space, self.room.space.floor
        self.layout = Layout.objects.create(room=self.room, name="Theatre", seats=8)
        self.exception = OpeningException.objects.create(site=self.site, day="2030-01-02")
        self.tenant = an_organisation(sites=[self.site])
        self.external = an_organisation(sites=[self.site], kind="external")
        self.item = an_item(building=self.building, kind=an_amenity(slug="flipchart"))
        self.sensor = a_room_sensor(room=self.room)
        self._people()
        self._bookings()
        self.defects = {
            role: Defect.objects.create(
                room=self.room, summary=f"Broken in {self.slug}", reported_by=person, reported_at=clock.now()
            )
            for role, person in self.people.items()
        }
        self._screens()

    def _people(self) -> None:
        scopes = {
            "platform_admin": {},
            "auditor": {},
            "site_manager": {"site": self.site},
            "receptionist": {"site": self.site},
            "tenant_admin": {"organisation": self.tenant},
            "tenant_member": {"organisation": self.tenant},
            "external_booker": {"organisation": self.external},
        }
        self.people = {role: a_user(role, **scope) for role, scope in scopes.items()}
        inviter, at = self.people["platform_admin"], clock.now()

        def invitation(role: str, **scope: Any) -> Invitation:
            return Invitation.objects.create(
                email=f"new-{role}@{self.slug}.example",
                name="New",
                role=role,
                invited_by=inviter,
                token_hash=hashed(f"{self.slug}-{role}"),
                created_at=at,
                expires_at=at + timedelta(days=14),
                **scope,
            )

        self.invitations = {
            "tenant": invitation("tenant_member", organisation=self.tenant),
            "site": invitation("receptionist", site=self.site),
        }
        self.removable = {
            "tenant": a_user("tenant_member", organisation=self.tenant).memberships.get(),
            "site": a_user("receptionist", site=self.site).memberships.get(),
        }

    @property
    def audience(self) -> str:
        """Only the first house offers something to people from outside."""
        return "everyone" if self.slug == "darwin" else "site_tenants"

    def _bookings(self) -> None:
        start = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(minutes=30)
        self.bookings = {}
        for number, (role, firm) in enumerate({"tenant_member": self.tenant, "external_booker": self.external}.items()):
            self.bookings[role] = Booking.objects.create(
                room=a_room(building=self.building, slug=f"{self.slug}-{number}", audience=self.audience),
                organisation=firm,
                organiser=self.people[role],
                title=f"Secret of {self.slug}",
                starts_at=start,
                ends_at=start + timedelta(hours=3),
                created_at=start,
                changed_at=start,
            )
        later = start + timedelta(days=3)
        self.block = Block.objects.create(
            room=self.room, reason="Paint", starts_at=later, ends_at=later + timedelta(hours=2), created_at=start
        )

    def _screens(self) -> None:
        self.kiosk_token = a_device(site=self.site, shows=f"kiosk:{self.site.slug}")[1]
        self.panel, self.panel_token = a_device(site=self.site, shows=f"panel:{self.room.slug}")
        self.board = Board.objects.create(
            site=self.site, slug=f"{self.slug}-lobby", name="Lobby", is_public=self.slug == "darwin"
        )
        self.line = BoardLine.objects.create(
            board=self.board, position=1, provider="rooms", argument=self.slug, topic=f"rooms.{self.slug}"
        )
        self.parking = ParkingLot(self.site, self.slug, is_public=self.slug == "darwin")
        self.leases = Leases(self.site, self.building, self.tenant, self.slug)
        self.visitors = Visitors(self.site, self.tenant, self.people["tenant_member"], self.slug)


@dataclass
class World:
    """Both houses, and what belongs to none."""

    mine: House = field(default_factory=lambda: House("darwin"))
    other: House = field(default_factory=lambda: House("mol"))
    amenity: Amenity = field(init=False)
    message: OutboxMessage = field(init=False)
    job: PeriodicJob = field(init=False)

    def __post_init__(self) -> None:
        at = clock.now()
        self.amenity = Amenity.objects.create(slug="beamer", name_nl="beamer", name_en="projector")
        self.message = OutboxMessage.objects.create(
            kind="mail", payload={}, state="failed", created_at=at, due_at=at, last_error="refused"
        )
        self.job, _ = PeriodicJob.objects.get_or_create(
            name="clear-sessions", defaults={"next_due_at": at, "last_error": "broken"}
        )
