"""The row of one room in the week: a cell a day, each with what takes it and what can be booked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from facilities.kernel import clock
from facilities.kernel.intervals import Interval, gaps, merged

from ..limits import in_words
from ..rules import is_staff_of
from .days import may_book_something
from .lanes import laned
from .pieces import (
    TRACK,
    Part,
    Piece,
    Ruler,
    Span,
    Stretch,
    booking_address,
    earliest,
    free_stretches,
    parts_of,
    piece_of,
    proposed,
)

if TYPE_CHECKING:
    from facilities.models.people import User
    from facilities.opening import OpeningCalendar

    from ..availability import Taken
    from ..models import Room

# Dragging in a week is coarser than in a day: a quarter of an hour is a few pixels wide.
STEP = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """One room on one day: what takes it, what can be booked, and words for who does not see it."""

    key: str
    day: date
    is_today: bool
    is_closed: bool
    tracks: int
    starts_at: int  # minutes since 1970, as scripts count
    ends_at: int
    pieces: list[Piece]
    closed: list[Span]
    free: list[Stretch]
    label: str
    now: Span | None

    @property
    def told(self) -> list[Piece]:
        """What the list view tells one by one."""
        return [piece for piece in self.pieces if piece.kind != "pause" and piece not in self.masked]

    @property
    def masked(self) -> list[Piece]:
        """Of what is somebody else's the list view tells the times alone, in one line."""
        return [piece for piece in self.pieces if piece.kind == "taken" and piece.title == _("Occupied")]


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One room: its days, and the stretches one booking may take, over nights where the house stays open."""

    room: Room
    cells: list[Cell]
    stretches: str
    step: int
    longest: str
    # What sensors tell of the room now and bookings do not, for those who work there.
    remark: str = ""
    use: str = ""


@dataclass
class Drawing:
    """How the rooms of one site are drawn: what its days share is worked out once."""

    calendar: OpeningCalendar
    days: list[date]
    edges: tuple[int, int]
    viewer: User
    at: datetime

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the site's clocks."""
        return self.calendar.zone

    @cached_property
    def today(self) -> date:
        """The day it is there."""
        return self.at.astimezone(self.zone).date()

    @cached_property
    def rulers(self) -> list[Ruler]:
        """The window of each day."""
        opens, closes = self.edges
        windows = [
            Interval(clock.at_minute(day, opens, self.zone), clock.at_minute(day, closes, self.zone))
            for day in self.days
        ]
        return [Ruler(window, self.zone) for window in windows]

    @cached_property
    def midnights(self) -> list[Interval]:
        """Each day from midnight to midnight."""
        return [clock.local_day(day, self.zone) for day in self.days]

    @cached_property
    def opened(self) -> list[list[Interval]]:
        """The opening hours of each day."""
        return [self.calendar.stretches(day) for day in self.days]

    @cached_property
    def closed(self) -> list[list[Span]]:
        """The closed part of each day's window."""
        return [
            [ruler.span(gap) for gap in gaps([hours for hours in opened if hours.overlaps(ruler.window)], ruler.window)]
            for opened, ruler in zip(self.opened, self.rulers, strict=True)
        ]

    @cached_property
    def texts(self) -> list[str]:
        """Each day in words."""
        return [date_format(day, "l j F") for day in self.days]

    @cached_property
    def may_book(self) -> bool:
        """Whether the viewer books at all."""
        return may_book_something(self.viewer)

    def row(self, room: Room, takens: list[Taken]) -> WeekRow:
        """The row of `room`."""
        is_staff = is_staff_of(self.viewer, room)
        free = free_stretches(
            room,
            takens,
            self._bookable(room, is_staff),
            earliest(room, self.zone, at=self.at, is_staff=is_staff),
            turnover=0 if is_staff else room.turnover,
        )
        parts = [part for entry in takens for part in parts_of(entry, self.viewer)]
        cells = [self._cell(room, number, parts, free) for number in range(len(self.days))]
        stretches = " ".join(f"{_minutes(stretch.start)}-{_minutes(stretch.end)}" for stretch in free)
        return WeekRow(room, cells, stretches, -(-STEP // room.grid) * room.grid, in_words(room.longest))

    def _bookable(self, room: Room, is_staff: bool) -> list[Interval]:
        if not room.is_offered or not self.may_book:
            return []
        if is_staff:
            return [Interval(self.rulers[0].window.start, self.rulers[-1].window.end)]
        last = self.today + timedelta(days=room.horizon)
        days = zip(self.days, self.opened, strict=True)
        return merged(stretch for day, opened in days if day <= last for stretch in opened)

    def _cell(self, room: Room, number: int, parts: list[Part], free: list[Interval]) -> Cell:
        day, ruler, whole = self.days[number], self.rulers[number], self.midnights[number]
        window = ruler.window
        where = _("%(room)s on %(day)s") % {"room": room.name, "day": self.texts[number]}
        cuts = [replace(part, interval=_cut(part.interval, whole)) for part in parts if part.interval.overlaps(window)]
        pieces = [piece_of(part, str(room.pk), where, ruler, lane=lane) for part, lane in laned(cuts)]
        shortest = timedelta(minutes=room.shortest)
        inside = [_cut(stretch, ruler.window) for stretch in free if stretch.overlaps(window)]
        offers = [
            Stretch(
                ruler.clock(stretch.start),
                ruler.clock(stretch.end),
                booking_address(room, proposed(room, stretch), self.zone),
            )
            for stretch in inside
            if stretch.duration >= shortest
        ]
        is_now = self.at in ruler.window
        return Cell(
            key=f"{room.pk}-{day:%Y%m%d}",
            day=day,
            is_today=day == self.today,
            is_closed=not self.opened[number],
            tracks=(ruler.window.end - ruler.window.start) // TRACK,
            starts_at=_minutes(ruler.window.start),
            ends_at=_minutes(ruler.window.end),
            pieces=sorted(pieces, key=lambda piece: piece.span.column),
            closed=self.closed[number],
            free=offers,
            label=self._label(where, number, offers),
            now=ruler.span(Interval(self.at, self.at + timedelta(seconds=1))) if is_now else None,
        )

    def _label(self, where: str, number: int, offers: list[Stretch]) -> str:
        if offers:
            times = ", ".join(f"{offer.starts}–{offer.ends}" for offer in offers)
            return _("%(room)s: free %(times)s") % {"room": where, "times": times}
        if not self.opened[number]:
            reason = self.calendar.reason(self.days[number])
            if reason:
                return _("%(room)s: closed, %(reason)s") % {"room": where, "reason": reason}
            return _("%(room)s: closed") % {"room": where}
        return _("%(room)s: nothing to book") % {"room": where}


def _cut(interval: Interval, frame: Interval) -> Interval:
    return Interval(max(interval.start, frame.start), min(interval.end, frame.end))


def _minutes(moment: datetime) -> int:
    return int(moment.timestamp()) // 60
