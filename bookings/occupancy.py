"""How long a booking really keeps its room: set-up before, tear-down and turnover behind, or the whole day."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from facilities.kernel.clock import local_midnight
from facilities.kernel.intervals import Interval
from facilities.models.places import Site

from .models.bookings import Booking
from .models.rooms import Layout, Room


def site_of(room: Room) -> Site:
    """The site a room stands at; free of queries when the room was read `with_place()`."""
    return room.space.floor.building.site


def zone_of(room: Room) -> ZoneInfo:
    """The time zone on the wall clocks of the room."""
    return ZoneInfo(site_of(room).time_zone)


def in_use(interval: Interval, *, setup: int = 0, teardown: int = 0) -> Interval:
    """The meeting with the minutes it takes to furnish the room and to clear it: nobody may ever take that."""
    return interval.widened(before=timedelta(minutes=setup), after=timedelta(minutes=teardown))


def occupied(room: Room, interval: Interval, *, setup: int = 0, teardown: int = 0) -> Interval:
    """What a booking of `room` claims.

    The turnover, a gap two neighbours share, stands behind only: before and behind, both would add up. One group a day
    means from local midnight to local midnight, 23 or 25 hours at a clock change.
    """
    used = in_use(interval, setup=setup, teardown=teardown)
    if not room.takes_whole_day:
        return used.widened(after=timedelta(minutes=room.turnover))
    zone = zone_of(room)
    first = used.start.astimezone(zone).date()
    # Half-open: a meeting that ends at midnight leaves the new day alone.
    last = (used.end - timedelta(microseconds=1)).astimezone(zone).date()
    return Interval(local_midnight(first, zone), local_midnight(last + timedelta(days=1), zone))


def minutes_around(layout: Layout | None) -> dict[str, int]:
    """Set-up and tear-down of a layout, by the names of the booking's fields."""
    return {"setup": layout.setup if layout else 0, "teardown": layout.teardown if layout else 0}


def span(booking: Booking) -> Interval:
    """The time of the meeting itself."""
    return Interval(booking.starts_at, booking.ends_at)


def claimed_by(booking: Booking) -> Interval:
    """What this booking claims unless a neighbour's turnover was given up to it."""
    return occupied(booking.room, span(booking), setup=booking.setup, teardown=booking.teardown)


def used_by_meeting(booking: Booking) -> Interval:
    """The meeting with its set-up and tear-down: how long what is carried to it is away."""
    return in_use(span(booking), setup=booking.setup, teardown=booking.teardown)


def used_by(booking: Booking) -> Interval:
    """The part of its claim that nobody may take away."""
    if booking.room.takes_whole_day:
        return claimed_by(booking)
    return used_by_meeting(booking)
