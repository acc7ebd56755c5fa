"""Rooms of a house as they stand today, and counting rows by what they belong to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils import timezone

from bookings.models import Booking, Room
from bookings.moments import Moment
from bookings.views.words import clock_text
from facilities.kernel.clock import local_day
from facilities.kernel.intervals import Interval

FREE = {"free", "soon"}


@dataclass(slots=True)
class RoomToday:
    """One room: how it stands now and until when, and the meetings still to come or under way today."""

    room: Room
    moment: Moment
    until: str
    meetings: list[Booking] = field(default_factory=list)


def today(at: datetime) -> Interval:
    """The local day around `at`."""
    return local_day(timezone.localtime(at).date())


def room_today(room: Room, moment: Moment, at: datetime) -> RoomToday:
    """How `room` stands, with the time until when in words; a closed room says none."""
    until = moment.stands_until if moment.now != "closed" else None
    return RoomToday(room, moment, clock_text(until, at=at) if until else "")


def counts(rows: QuerySet, by: str, of: str) -> dict[int, int]:
    """How many different `of` each `by` has among `rows`."""
    return dict(rows.order_by().values_list(by).annotate(Count(of, distinct=True)))
