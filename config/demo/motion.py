"""Lets the demonstration move: cars come and go, now and then a short meeting begins, ends or is called off."""

import logging
import random
import threading
import time
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from bookings.errors import RoomTaken
from bookings.models.bookings import Booking
from bookings.models.claims import Claim
from bookings.models.rooms import Room
from bookings.services.bookings import book_room, cancel_booking, end_booking_early
from bookings.touching import topics_of
from facilities.deeds import deed
from facilities.kernel import clock
from facilities.kernel.intervals import Interval

from . import car_park, screens, sensing
from .organisations import FIRMS
from .people import STRANGERS
from .rooms import PLANS

logger = logging.getLogger(__name__)

# These titles are the motion's own: by them it knows again what it may end, call off and clear away.
TITLES = ("Kort overleg", "Belafspraak", "Even samenzitten", "Stand-up")
AT_ONCE = 5
KEPT = timedelta(minutes=10)
LEAST = timedelta(minutes=2)
PAUSE = (6.0, 12.0)
MEETING_PAUSE = (20.0, 40.0)


class Motion:
    """One thread in the server of the demonstration."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Move until `stop`."""
        self._thread = threading.Thread(target=self._run, name="ruimte-demo", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the step under way and end."""
        self._stopping.set()
        if self._thread:
            self._thread.join(10)

    def _run(self) -> None:
        draw = random.Random()  # noqa: S311 - a show, no secret
        meets_at = 0.0
        while not self._stopping.wait(draw.uniform(*PAUSE)):
            try:
                car_park.move(at=clock.now())
                sensing.move(at=clock.now())
                screens.move(at=clock.now())
                if time.monotonic() >= meets_at:
                    step(at=clock.now(), draw=draw)
                    meets_at = time.monotonic() + draw.uniform(*MEETING_PAUSE)
            except Exception:  # the show goes on
                logger.exception("the demonstration missed a step")
                connection.close()
        connection.close()


def step(*, at: datetime, draw: random.Random) -> None:
    """Clear away what is over, then do one thing that changes a screen."""
    clear(before=at - KEPT)
    moving = _moving().filter(status=Booking.Status.CONFIRMED, ends_at__gt=at)
    coming = list(moving.filter(starts_at__gt=at))
    endable = list(moving.filter(starts_at__lte=at - LEAST, ends_at__gt=at + LEAST))
    if len(coming) + len(endable) < AT_ONCE and (draw.random() < 0.6 or not endable) and _begin(at, draw):
        return
    if coming and (draw.random() < 0.3 or not endable):
        cancel_booking(by=None, booking=draw.choice(coming), at=at)
    elif endable:
        end_booking_early(by=None, booking=draw.choice(endable), at=at)


@deed
def clear(*, before: datetime) -> None:
    """Remove the motion's own meetings that were over or called off before that, so that the day stays readable."""
    over = _moving().filter(ends_at__lt=before) | _moving().filter(cancelled_at__lt=before)
    gone = list(over.select_related("room__space__floor__building__site"))
    Claim.objects.filter(booking__in=gone).delete()
    Booking.objects.filter(pk__in=[booking.pk for booking in gone]).delete()
    for booking in gone:
        deed.touch(*topics_of(booking.room))


def _begin(at: datetime, draw: random.Random) -> bool:
    start = at.replace(second=0, microsecond=0) + timedelta(minutes=draw.choice((0, 0, 0, 4, 8)))
    interval = Interval(start, start + timedelta(minutes=draw.choice((10, 15, 20))))
    small = [plan.slug for plan in PLANS if not plan.layouts and plan.kind == "meeting"]
    # A little longer than the meeting: it keeps clear of those who booked in time.
    free = Room.objects.with_place().filter(slug__in=small).free(interval.widened(after=timedelta(minutes=5)))
    rooms = list(free)
    if not rooms:
        return False
    room = draw.choice(rooms)
    firm = draw.choice(list(_firms_at(room)))
    try:
        book_room(
            by=None,
            room=room,
            organisation=firm,
            organiser=None,
            interval=interval,
            title=draw.choice(TITLES),
            at=at,
        )
    except RoomTaken:
        # Somebody was quicker.
        return False
    return True


def _firms_at(room: Room) -> QuerySet:
    known = [name for name, kind, _ in FIRMS if kind == "tenant" and name not in STRANGERS]
    return room.space.floor.building.site.organisations.filter(name__in=known)


def _moving() -> QuerySet:
    return Booking.objects.filter(
        title__in=TITLES, organiser__isnull=True, booked_by__isnull=True, booked_at_panel__isnull=True
    )
