"""What to offer somebody whose room is taken: the same room later, a room like it, a larger one."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from facilities.kernel.errors import DomainError
from facilities.kernel.intervals import Interval
from facilities.models.people import Organisation, User
from facilities.opening import OpeningCalendar, is_open

from . import limits, rules
from .models.bookings import Booking
from .models.claims import Claim
from .models.rooms import Layout, Room
from .occupancy import in_use, minutes_around, occupied, site_of, zone_of
from .stock import Wanted, shortages

AT_MOST = 5
LATER_AT_MOST = 2
DAYS_AHEAD = 3
ROOMS_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Alternative:
    """A room and a time that were free a moment ago."""

    room: Room
    interval: Interval


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for and refused."""

    room: Room
    interval: Interval
    organisation: Organisation
    user: User | None
    at: datetime
    layout: Layout | None = None
    attendees: int | None = None
    moving: Booking | None = None
    equipment: Wanted = field(default_factory=dict)


def alternatives(wish: Wish) -> list[Alternative]:
    """At most five that keep to the limits: two of the room later, then rooms that seat as many, smallest first."""
    offers = _later(wish)
    return offers + _elsewhere(wish)[: AT_MOST - len(offers)]


def bookable(rooms: list[Room], interval: Interval, *, by: User, at: datetime) -> list[Room]:
    """Those of `rooms` that `by` could book for `interval`, in the same order; queries by site, not by room."""
    opened: dict[int, bool] = {}
    for room in rooms:
        site = site_of(room)
        if site.pk not in opened:
            opened[site.pk] = is_open(site, interval)
    likely = []
    for room in rooms:
        exempt = rules.exempt(by, room)
        if (exempt.from_hours or opened[site_of(room).pk]) and _is_within_limits(room, interval, at, exempt):
            likely.append(room)
    return _clear(likely, interval, by=by)


def _later(wish: Wish) -> list[Alternative]:
    room, length, zone = wish.room, wish.interval.duration, zone_of(wish.room)
    first = wish.interval.start.astimezone(zone).date()
    opened = OpeningCalendar(site_of(room), first, first + timedelta(days=DAYS_AHEAD)).merged()
    last = opened[-1].end if opened else wish.interval.end
    if last <= wish.interval.start:
        return []
    busy = [held for _room, held in _claims([room], Interval(wish.interval.start, last), wish.moving, wish.user)]
    offers: list[Alternative] = []
    start = limits.next_on_grid(max(wish.interval.start, wish.at), room.grid, zone)
    while start + length <= last and len(offers) < LATER_AT_MOST:
        wanted = Interval(start, start + length)
        fits = _is_clear(room, wanted, busy, wish.layout) and any(stretch.covers(wanted) for stretch in opened)
        if fits and _is_within_limits(room, wanted, wish.at) and _has_enough(wish, wanted):
            offers.append(Alternative(room, wanted))
            start = wanted.end
        else:
            start += timedelta(minutes=1)
        start = limits.next_on_grid(start, room.grid, zone)
    return offers


def _elsewhere(wish: Wish) -> list[Alternative]:
    if wish.user is None or wish.layout is not None:
        return []
    site, home, zone = site_of(wish.room), wish.room.space.floor.building_id, zone_of(wish.room)
    rooms = (
        Room.objects.visible_to(wish.user)
        .offered()
        .at(site)
        .for_people(wish.attendees or wish.room.seats)
        .exclude(pk=wish.room.pk)
        .with_place()
        .order_by("seats", "name", "pk")[:ROOMS_LOOKED_AT]
    )
    at_home = set(wish.organisation.sites.values_list("pk", flat=True))
    likely = [
        room
        for room in rooms
        if limits.is_offered(room, wish.organisation, at_home) and _is_within_limits(room, wish.interval, wish.at)
    ]
    calendar = OpeningCalendar(site, *(end.astimezone(zone).date() for end in (wish.interval.start, wish.interval.end)))
    if not likely or not any(stretch.covers(wish.interval) for stretch in calendar.merged()):
        return []
    if not _has_enough(wish, wish.interval):
        return []
    free = _clear(likely, wish.interval, wish.moving, wish.user)
    free.sort(key=lambda room: (room.space.floor.building_id != home, room.seats, room.name))
    return [Alternative(room, wish.interval) for room in free]


def _clear(rooms: list[Room], interval: Interval, moving: Booking | None = None, by: User | None = None) -> list[Room]:
    busy: dict[int, list[Interval]] = {}
    for pk, held in _claims(rooms, interval, moving, by):
        busy.setdefault(pk, []).append(held)
    return [room for room in rooms if _is_clear(room, interval, busy.get(room.pk, []), None)]


def _claims(
    rooms: list[Room], interval: Interval, moving: Booking | None, by: User | None
) -> Iterator[tuple[int, Interval]]:
    # A day on both sides: one group a day claims from midnight to midnight.
    claims = Claim.objects.during(interval.widened(before=timedelta(days=1), after=timedelta(days=1)))
    claims = claims.filter(atom__rooms__in=[room.pk for room in rooms])
    if moving is not None:
        claims = claims.exclude(booking=moving)
    if by is not None:
        claims = claims.exclude(hold__user=by)
    for room, start, end in claims.values_list("atom__rooms", "starts_at", "ends_at"):
        yield room, Interval(start, end)


def _is_clear(room: Room, wanted: Interval, busy: list[Interval], layout: Layout | None) -> bool:
    claimed = occupied(room, wanted, **minutes_around(layout))
    return not any(claimed.overlaps(held) for held in busy)


def _has_enough(wish: Wish, interval: Interval) -> bool:
    carried = in_use(interval, **minutes_around(wish.layout))
    return not shortages(site_of(wish.room), wish.equipment, carried, but=wish.moving)


def _is_within_limits(room: Room, wanted: Interval, at: datetime, exempt: limits.Exempt = limits.NOBODY) -> bool:
    try:
        # The hours of the site are asked once for all its rooms.
        limits.check_time(room, wanted, at=at, exempt=replace(exempt, from_hours=True))
    except DomainError:
        return False
    return True
