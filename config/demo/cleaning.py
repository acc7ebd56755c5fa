"""Each working day of the demonstration one room of each house is kept free for a thorough cleaning."""

from datetime import datetime, timedelta

from bookings.errors import RoomTaken
from bookings.models.bookings import Block
from bookings.models.rooms import Room
from bookings.services.blocks import block_room
from facilities.kernel.clock import BRUSSELS, at_minute
from facilities.kernel.intervals import Interval

# By turns; hours of the wall clock in minutes after midnight.
TURNS = {
    "darwin": ("newton", "curie", "mendel", "linnaeus"),
    "mth": ("turbine", "biogas", "warmtepomp"),
    "voorbeeldkaai": ("anker", "sluis", "kraan"),
}
FROM, UNTIL = 7 * 60, 9 * 60
REASON = "Grote schoonmaak"
SATURDAY = 5


def fill(*, at: datetime, back: timedelta, ahead: timedelta) -> None:
    """The cleanings that are missing; what somebody lifted stays lifted."""
    today = at.astimezone(BRUSSELS).date()
    rooms = {room.slug: room for room in Room.objects.with_place()}
    known = set(Block.objects.filter(reason=REASON).values_list("room_id", "starts_at"))
    for distance in range(-back.days, ahead.days + 1):
        day = today + timedelta(days=distance)
        if day.weekday() >= SATURDAY:
            continue
        interval = Interval(at_minute(day, FROM), at_minute(day, UNTIL))
        for slugs in TURNS.values():
            room = rooms[slugs[day.toordinal() % len(slugs)]]
            if (room.pk, interval.start) not in known:
                _keep_free(room, interval)


def _keep_free(room: Room, interval: Interval) -> None:
    try:
        block_room(by=None, room=room, interval=interval, reason=REASON, at=interval.start - timedelta(days=14))
    except RoomTaken:
        # Somebody booked it first: it gets its turn next time.
        return
