"""One rival of B1, in a process of its own."""

from datetime import timedelta
from multiprocessing.managers import ListProxy
from threading import Barrier

from bookings.errors import RoomTaken
from bookings.models import Room
from bookings.services.bookings import book_room
from facilities.kernel.intervals import Interval
from facilities.models import Organisation, User

from .world import EPOCH


def rival(gate: Barrier, told: "ListProxy[str]", attempts: int, room_id: int, person_id: int, firm_id: int) -> None:
    """Try to book each of `attempts` slots when the gate opens, and tell how it went."""
    room, person = Room.objects.get(pk=room_id), User.objects.get(pk=person_id)
    firm = Organisation.objects.get(pk=firm_id)
    for attempt in range(attempts):
        start = EPOCH + timedelta(days=attempt)
        gate.wait()
        try:
            book_room(
                by=person,
                room=room,
                organisation=firm,
                organiser=person,
                interval=Interval(start, start + timedelta(hours=1)),
                title="Bench",
                at=EPOCH - timedelta(days=1),
            )
            told.append("won")
        except RoomTaken:
            told.append("taken")
        except Exception as error:
            # Counted, not raised: any other answer breaks the goal.
            told.append(type(error).__name__)
