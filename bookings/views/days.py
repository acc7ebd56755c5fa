"""One day of a building as the timeline draws it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from facilities.kernel import clock
from facilities.kernel.intervals import Interval, gaps
from facilities.opening import OpeningCalendar
from facilities.scopes import scope_of

from ..availability import Taken, taken
from ..presence import Presence
from ..rules import is_staff_of
from .lanes import laned
from .pieces import (
    TRACK,
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
    slots,
)
from .use_words import use_text

if TYPE_CHECKING:
    from facilities.models.people import User
    from facilities.models.places import Site

    from ..models import Room

HOUR = timedelta(hours=1)
# What a day shows on which the site is closed and nothing is booked.
ORDINARY = (8 * 60, 18 * 60)


@dataclass(frozen=True, slots=True)
class Mark:
    """An hour on the ruler."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One room: what takes it and what can be booked, in order."""

    room: Room
    pieces: list[Piece]
    busy: list[Piece]
    free: list[Stretch]
    # What sensors tell of the room and bookings do not, for those who work there.
    remark: str = ""
    use: str = ""

    @property
    def step(self) -> int:
        """How many tracks one step of dragging is."""
        return max(1, self.room.grid // 15)


@dataclass(frozen=True, slots=True)
class Day:
    """Everything both views of one day show."""

    day: date
    rows: list[Row]
    marks: list[Mark]
    closed: list[Span]
    whole: Span
    now: Span | None
    note: str | None
    is_today: bool
    is_open: bool
    starts_at: datetime

    @property
    def previous(self) -> date:
        """The day before."""
        return self.day - timedelta(days=1)

    @property
    def next(self) -> date:
        """The day after."""
        return self.day + timedelta(days=1)


def day_of(*, site: Site, rooms: Iterable[Room], day: date, viewer: User, at: datetime) -> Day:
    """Read and lay out one day; the number of queries does not depend on the number of rooms or bookings."""
    rooms = list(rooms)
    zone = ZoneInfo(site.time_zone)
    whole = clock.local_day(day, zone)
    calendar = OpeningCalendar(site, day, day)
    openings = calendar.stretches(day)
    by_room: dict[int, list[Taken]] = defaultdict(list)
    for entry in taken(rooms, whole, viewer=viewer):
        by_room[entry.room_id].append(entry)
    ruler = Ruler(_window(day, zone, openings, (entry for entries in by_room.values() for entry in entries)), zone)
    today = at.astimezone(zone).date()
    drawing = _Drawing(ruler, viewer, openings, today, at)
    return Day(
        day=day,
        rows=[drawing.row(room, by_room[room.pk], day) for room in rooms],
        marks=list(_marks(ruler)),
        closed=[ruler.span(gap) for gap in _closed(openings, ruler.window)],
        whole=ruler.span(ruler.window),
        now=ruler.span(Interval(at, at + timedelta(seconds=1))) if at in ruler.window else None,
        note=calendar.note(day),
        is_today=day == today,
        is_open=bool(openings),
        starts_at=ruler.window.start,
    )


def with_use(day: Day, used: Mapping[int, Presence], *, at: datetime) -> Day:
    """The day with a remark at each room that is booked and empty, or used and not booked."""
    remarked = {pk: presence for pk, presence in used.items() if presence.remark}
    rows = [
        replace(row, remark=remarked[row.room.pk].remark or "", use=use_text(remarked[row.room.pk], at=at))
        if row.room.pk in remarked
        else row
        for row in day.rows
    ]
    return replace(day, rows=rows)


@dataclass(frozen=True, slots=True)
class _Drawing:
    ruler: Ruler
    viewer: User
    openings: list[Interval]
    today: date
    at: datetime

    def row(self, room: Room, takens: list[Taken], day: date) -> Row:
        ruler, viewer = self.ruler, self.viewer
        parts = [part for entry in takens for part in parts_of(entry, viewer)]
        busy = [piece_of(part, str(room.pk), room.name, ruler, lane=lane) for part, lane in laned(parts)]
        busy.sort(key=lambda piece: piece.span.column)
        is_staff = self._is_staff(room)
        turnover = 0 if is_staff else room.turnover
        first = earliest(room, ruler.zone, at=self.at, is_staff=is_staff)
        free = free_stretches(room, takens, self._bookable(room, day), first, turnover=turnover)
        pieces = busy + [slot for stretch in free for slot in slots(room, stretch, self.ruler)]
        offers = [
            Stretch(
                self.ruler.clock(stretch.start),
                self.ruler.clock(stretch.end),
                booking_address(room, proposed(room, stretch), self.ruler.zone),
            )
            for stretch in free
        ]
        shown = [piece for piece in busy if piece.kind != "pause"]
        return Row(room, sorted(pieces, key=lambda piece: piece.span.column), shown, offers)

    def _is_staff(self, room: Room) -> bool:
        return is_staff_of(self.viewer, room)

    def _bookable(self, room: Room, day: date) -> list[Interval]:
        if not room.is_offered or not may_book_something(self.viewer):
            return []
        if self._is_staff(room):
            return [self.ruler.window]
        return self.openings if day <= self.today + timedelta(days=room.horizon) else []


def may_book_something(viewer: User) -> bool:
    """Whether there is anybody at all this person books for."""
    scope = scope_of(viewer)
    return scope.is_admin or bool(scope.staff_sites or scope.organisations)


def _window(day: date, zone: ZoneInfo, openings: list[Interval], takens: Iterable[Taken]) -> Interval:
    """Opening hours with an hour around, whole hours, wide enough for whatever is booked outside them."""
    whole = clock.local_day(day, zone)
    edges = [(opening.start - HOUR, opening.end + HOUR) for opening in openings]
    edges = edges or [(clock.at_minute(day, ORDINARY[0], zone), clock.at_minute(day, ORDINARY[1], zone))]
    edges += [(entry.starts_at, entry.ends_at) for entry in takens]
    start = max(whole.start, min(first for first, _ in edges))
    end = min(whole.end, max(last for _, last in edges))
    # Zones here are whole hours from UTC, so whole hours of elapsed time are whole hours of the clock.
    start -= (start - whole.start) % HOUR
    end += (whole.start - end) % HOUR
    return Interval(start, min(end, whole.end))


def _closed(openings: list[Interval], window: Interval) -> list[Interval]:
    return gaps([opening for opening in openings if opening.overlaps(window)], window)


def _marks(ruler: Ruler) -> Iterator[Mark]:
    at = ruler.window.start
    while at < ruler.window.end:
        end = min(at + HOUR, ruler.window.end)
        span = Span((at - ruler.window.start) // TRACK + 1, (end - at) // TRACK)
        yield Mark(span, f"{at.astimezone(ruler.zone):%H:%M}")
        at = end
