"""The worlds that are measured: made by SQL, since a million bookings through the services would take hours."""

from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import connection

from bookings.models import Atom, Room
from facilities.models import Building, Floor, OpeningHours, Organisation, Site, Space, User

EPOCH = datetime(2026, 1, 5, tzinfo=UTC)
EVERY = timedelta(hours=2)


def migrate() -> None:
    """An empty database with all tables."""
    call_command("migrate", verbosity=0)


def empty() -> None:
    """Start clean on a server that an earlier group has used."""
    if connection.vendor == "postgresql":
        call_command("flush", interactive=False, verbosity=0)


def a_site() -> Site:
    """The site all measured rooms stand on, open day and night."""
    found = Site.objects.filter(slug="bench").first()
    if found:
        return found
    walk_in = Organisation.objects.create(name="Bench walk-in", kind="walk_in")
    site = Site.objects.create(
        slug="bench",
        name="Bench",
        kind="incubator",
        city="Niel",
        walk_in_organisation=walk_in,
        closes_on_holidays=False,
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(site=site, weekday=weekday, opens=0, closes=1440) for weekday in range(7)
    )
    return site


def rooms(count: int) -> list[Room]:
    """`count` rooms with one atom each; 8 to 27 seats."""
    building, _ = Building.objects.get_or_create(site=a_site(), slug="bench", defaults={"name": "Bench"})
    floor, _ = Floor.objects.get_or_create(building=building, level=0, defaults={"name": "Ground floor"})
    made = []
    for number in range(Room.objects.count(), count):
        space = Space.objects.create(floor=floor, code=f"B{number}", kind="meeting", area="30")
        room = Room.objects.create(
            space=space, slug=f"bench-{number}", name=f"Bench {number}", seats=4 + number % 20, horizon=3650
        )
        room.atoms.set([Atom.objects.create(building=building, name=f"Bench {number}")])
        made.append(room)
    return list(Room.objects.order_by("id")[:count])


def an_organisation() -> Organisation:
    """The tenant of all measured bookings."""
    organisation, _ = Organisation.objects.get_or_create(name="Bench tenant")
    organisation.sites.add(a_site())
    return organisation


def a_person() -> User:
    """A member of that tenant."""
    person, _ = User.objects.get_or_create(email="bench@example.org", defaults={"name": "Bench", "password": "!"})
    person.memberships.get_or_create(role="tenant_admin", organisation=an_organisation())
    return person


def bookings(total: int, room_list: list[Room]) -> None:
    """`total` one-hour bookings, one every two hours in each room from `EPOCH`, each with its claim."""
    per_room = total // len(room_list)
    organisation = an_organisation()
    stamp, start, end = _expressions()
    with connection.cursor() as cursor:
        # In the order of time, all rooms in turn, as bookings really come in.
        cursor.execute(
            f"{_numbers(per_room)} INSERT INTO bookings_booking (uid, sequence, room_id, organisation_id, title,"
            " is_private, starts_at, ends_at, setup, teardown, status, created_at, changed_at)"
            f" SELECT {_uid()}, 0, bookings_room.id, {organisation.pk}, 'Bench', {_false()}, {start}, {end}, 0, 0,"
            f" 'confirmed', {stamp}, {stamp} FROM numbers CROSS JOIN bookings_room ORDER BY n, bookings_room.id"
        )
        cursor.execute(
            "INSERT INTO bookings_claim (atom_id, starts_at, ends_at, booking_id)"
            " SELECT ra.atom_id, b.starts_at, b.ends_at, b.id FROM bookings_booking b"
            " JOIN bookings_room_atoms ra ON ra.room_id = b.room_id ORDER BY b.starts_at, ra.atom_id"
        )
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def middle(total: int, room_list: list[Room]) -> datetime:
    """An instant in the middle of the bookings at which every room is taken, half an hour into a booking."""
    return EPOCH + EVERY * (total // len(room_list) // 2) + timedelta(minutes=30)


def _numbers(count: int) -> str:
    if connection.vendor == "postgresql":
        return f"WITH numbers AS (SELECT generate_series(0, {count - 1}) AS n)"
    return f"WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count - 1})"


def _expressions() -> tuple[str, str, str]:
    text = EPOCH.strftime("%Y-%m-%d %H:%M:%S")
    if connection.vendor == "postgresql":
        base = f"TIMESTAMPTZ '{text}+00'"
        return base, f"{base} + n * INTERVAL '2 hours'", f"{base} + n * INTERVAL '2 hours' + INTERVAL '1 hour'"
    return (
        f"'{text}'",
        f"datetime('{text}', '+' || (n * 120) || ' minutes')",
        f"datetime('{text}', '+' || (n * 120 + 60) || ' minutes')",
    )


def _uid() -> str:
    return "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"


def _false() -> str:
    return "false" if connection.vendor == "postgresql" else "0"
