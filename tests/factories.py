"""A small world for tests: plain keyword functions with fixed values; each test says only what it is about."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

from access.models import BlockedVisitor, HouseRules
from access.services.blocking import block_visitor
from access.services.visits import Invitation as VisitInvitation
from access.services.visits import invite
from bookings.models import Atom, Item, Layout, Room, RoomSensor
from bookings.services.bookings import book_room
from facilities.kernel.intervals import Interval
from facilities.kernel.tokens import hashed, new_token
from facilities.models import (
    Amenity,
    Board,
    BoardLine,
    Building,
    Device,
    Floor,
    IndexValue,
    Invitation,
    Journal,
    Lease,
    Membership,
    OpeningHours,
    Organisation,
    Role,
    Site,
    Space,
    User,
)
from facilities.services.invitations import issue_invitation
from facilities.services.leases import add_line, draft_lease, set_rate, sign_lease

BRUSSELS = ZoneInfo("Europe/Brussels")
NOON = datetime(2026, 10, 1, 7, 0, tzinfo=UTC)  # 09:00 in Brussels
_numbers = count(1)


def at(text: str) -> datetime:
    """`2026-11-24 12:00`, Brussels wall clock, as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS).astimezone(UTC)


def between(start: str, end: str) -> Interval:
    """An interval from two Brussels wall-clock times; the second may leave the day out."""
    if len(end) == 5:
        end = f"{start[:10]} {end}"
    return Interval(at(start), at(end))


def a_site(*, slug: str = "darwin", opens: int = 0, closes: int = 1440, **more) -> Site:
    number = next(_numbers)
    walk_in = Organisation.objects.create(name=f"Walk-in {slug} {number}", kind="walk_in")
    values = {"name": f"Site {slug}", "kind": "incubator", "city": "Niel", "closes_on_holidays": False}
    site = Site.objects.create(slug=slug, walk_in_organisation=walk_in, **values | more)
    for weekday in range(7):
        OpeningHours.objects.create(site=site, weekday=weekday, opens=opens, closes=closes)
    return site


def a_building(*, site: Site | None = None, slug: str | None = None, **more) -> Building:
    number = next(_numbers)
    return Building.objects.create(
        site=site or a_site(), slug=slug or f"building-{number}", **{"name": f"Building {number}"} | more
    )


def a_space(*, building: Building | None = None, **more) -> Space:
    building = building or a_building()
    floor, _ = Floor.objects.get_or_create(building=building, level=0, defaults={"name": "Ground floor"})
    values = {"code": f"9.{next(_numbers):02}", "kind": "meeting", "area": "30.00"}
    return Space.objects.create(floor=floor, **values | more)


def an_atom(*, building: Building | None = None, name: str | None = None) -> Atom:
    return Atom.objects.create(building=building or a_building(), name=name or f"Atom {next(_numbers)}")


def a_room(
    *, site: Site | None = None, building: Building | None = None, atoms: list[Atom] | None = None, **more
) -> Room:
    building = building or a_building(site=site)
    number = next(_numbers)
    values = {"slug": f"room-{number}", "name": f"Room {number}", "seats": 8, "horizon": 3650}
    room = Room.objects.create(space=a_space(building=building), **values | more)
    room.atoms.set(atoms if atoms is not None else [an_atom(building=building)])
    return room


def an_amenity(*, slug: str = "projector", **more) -> Amenity:
    names = {"name_nl": "beamer", "name_en": "projector"} if slug == "projector" else {"name_nl": slug, "name_en": slug}
    return Amenity.objects.get_or_create(slug=slug, defaults=names | more)[0]


def an_item(*, building: Building, kind: Amenity | None = None, name: str | None = None, **more) -> Item:
    atom = an_atom(building=building, name=name or f"Item {next(_numbers)}")
    return Item.objects.create(atom=atom, kind=kind or an_amenity(), **more)


def an_organisation(*, sites: list[Site] | None = None, **more) -> Organisation:
    organisation = Organisation.objects.create(**{"name": f"Organisation {next(_numbers)}"} | more)
    organisation.sites.set(sites or [])
    return organisation


def a_user(
    role: str | None = None,
    *,
    site: Site | None = None,
    organisation: Organisation | None = None,
    password: str | None = None,
    **more,
) -> User:
    number = next(_numbers)
    user = User(**{"email": f"person{number}@example.org", "name": f"Person {number}"} | more)
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    if role:
        Membership.objects.create(user=user, role=Role(role), site=site, organisation=organisation)
    return user


def a_device(*, site: Site, shows: str, token: str | None = None) -> tuple[Device, str]:
    token = token or new_token("rd")
    device = Device.objects.create(name="Screen", site=site, shows=shows, token_hash=hashed(token), paired_at=NOON)
    return device, token


def a_room_sensor(*, room: Room, token: str | None = None, kind: str = "count", **more) -> RoomSensor:
    """A sensor that was never heard, with a live token."""
    site = room.space.floor.building.site
    return RoomSensor.objects.create(
        device=a_device(site=site, shows="room-sensor", token=token)[0], room=room, kind=kind, **more
    )


def a_tenant(*, site: Site, role: str = "tenant_member", **more) -> tuple[Organisation, User]:
    """An organisation at `site` and somebody of it."""
    organisation = an_organisation(sites=[site], **more)
    return organisation, a_user(role, organisation=organisation)


def a_layout(*, room: Room, **more) -> Layout:
    return Layout.objects.create(room=room, **{"name": f"Layout {next(_numbers)}", "seats": room.seats} | more)


def a_booking(*, room: Room, interval: Interval | None = None, by=None, organisation=None, organiser=None, **more):
    """A booking made through the service; by the system, which may everything, unless told."""
    if organisation is None:
        organisation = an_organisation(sites=[room.space.floor.building.site])
    return book_room(
        by=by,
        room=room,
        organisation=organisation,
        organiser=organiser,
        interval=interval or between("2026-11-24 12:00", "13:00"),
        **{"title": "Meeting", "at": NOON} | more,
    )


def an_invitation(
    role: str = "tenant_member",
    *,
    site: Site | None = None,
    organisation: Organisation | None = None,
    email: str = "lena@example.org",
    now: datetime = NOON,
) -> tuple[Invitation, str]:
    """An open invitation and the token of its link."""
    return issue_invitation(by=None, email=email, name="Lena", role=role, site=site, organisation=organisation, at=now)


def a_board(*, site: Site, slug: str = "lobby", rooms: bool = True, **more) -> Board:
    board = Board.objects.create(site=site, slug=slug, **{"name": f"Board {slug}"} | more)
    if rooms:
        BoardLine.objects.create(
            board=board, position=1, provider="rooms", argument=site.slug, topic=f"rooms.{site.slug}"
        )
    return board


def a_visit(
    *, site: Site, host: User | None = None, organisation: Organisation | None = None, **more
) -> VisitInvitation:
    """A visit agreed through the service, by the system, and the token of its code."""
    if organisation is None:
        organisation = host.memberships.get().organisation if host else an_organisation(sites=[site])
    if host is None:
        host = a_user("tenant_member", organisation=organisation)
    values = {
        "visitor_name": "Jan Peeters",
        "visitor_email": "jan@example.org",
        "interval": between("2026-11-24 09:00", "10:00"),
        "at": NOON,
        "by": None,
    }
    return invite(site=site, host=host, organisation=organisation, **values | more)


def house_rules(*, site: Site, version: int = 1, **more) -> HouseRules:
    values = {"text_nl": "Draag uw badge zichtbaar.", "text_en": "Wear your badge.", "published_at": NOON}
    return HouseRules.objects.create(site=site, version=version, **values | more)


def a_blocked_visitor(*, site: Site | None, name: str = "Jan Peeters", **more) -> BlockedVisitor:
    return block_visitor(by=None, site=site, name=name, **{"reason": "Theft", "at": NOON} | more)


def a_lease(
    *, site: Site, tenant: Organisation | None = None, spaces: list[Space] | None = None, signed_on: str = "", **more
) -> Lease:
    """A draft of three years by common law with a line for each space; signed when `signed_on` says a day."""
    dates = {name: date.fromisoformat(more.pop(name)) for name in ("starts_on", "ends_on") if more.get(name)}
    values = {
        "number": f"L{next(_numbers)}",
        "landlord": Organisation.objects.get_or_create(name="Huisbeheer", kind="operator")[0],
        "regime": "common",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2029, 1, 1),
    }
    lease = draft_lease(by=None, site=site, tenant=tenant or an_organisation(sites=[site]), **values | more | dates)
    for space in spaces or []:
        add_line(by=None, lease=lease, space=space)
    return sign_lease(by=None, lease=lease, signed_on=date.fromisoformat(signed_on)) if signed_on else lease


def an_invoicing(*, site: Site, rents: tuple[str, ...] = ("850.00",), vat: str = "letting", **more) -> list[Lease]:
    """A signed lease for each rent, tenants and landlord with all that invoices say, and the landlord's journal."""
    building = a_building(site=site)
    leases = []
    for rent in rents:
        lease = a_lease(site=site, spaces=[an_office(building=building)], **more)
        set_rate(
            by=None, line=lease.lines.get(), kind="rent", amount=Decimal(rent), per="month", vat=vat, is_indexable=True
        )
        leases.append(sign_lease(by=None, lease=lease, signed_on=date(2025, 12, 1)))
    address = {"street": "Voorbeeldstraat 1", "postcode": "2845", "city": "Niel"}
    for firm in [leases[0].landlord, *(lease.tenant for lease in leases)]:
        base = 19_990_000 + firm.pk
        number = f"{base}{97 - base % 97:02}"
        Organisation.objects.filter(pk=firm.pk).update(enterprise_number=number, **address)
    Journal.objects.get_or_create(
        landlord=leases[0].landlord, defaults={"code": "VF", "prefix": 101, "iban": "BE68539007547034"}
    )
    return [Lease.objects.select_related("tenant", "landlord").get(pk=lease.pk) for lease in leases]


def an_office(*, building: Building | None = None, area: str = "40.00", **more) -> Space:
    return a_space(building=building, kind="office", area=area, **more)


def an_index(*, month: str, value: str, base: int = 2013) -> IndexValue:
    """A published index number; the one that stands is overwritten."""
    facts = {"value": Decimal(value), "source": "Statbel", "imported_at": NOON}
    found = {"series": "health", "base": base, "month": date.fromisoformat(f"{month}-01")}
    return IndexValue.objects.update_or_create(**found, defaults=facts)[0]
