"""What the timeline draws in the row of one room: pieces of time, each with its place, its sign and its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from facilities.kernel.intervals import Interval, gaps
from facilities.scopes import scope_of

from ..limits import next_on_grid, previous_on_grid

if TYPE_CHECKING:
    from facilities.models.people import User

    from ..availability import Taken
    from ..models import Booking, Room

TRACK = timedelta(minutes=15)
SLOT = timedelta(minutes=30)
PROPOSED = timedelta(hours=1)
# Narrower than this many tracks there is no room for words; title, label and list view carry them.
WORDY = 3
# Narrower than this the organisation gives its line to the title.
LONG = 6


@dataclass(frozen=True, slots=True)
class Span:
    """A place on the tracks of a day: `column` counts from 1."""

    column: int
    width: int

    @property
    def end(self) -> int:
        """The first column behind it."""
        return self.column + self.width


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a room's day: a half-hour that can be booked, or something that takes it."""

    kind: str  # free, own, seen, taken, block or pause
    key: str
    span: Span
    starts: str
    ends: str
    title: str
    label: str
    href: str = ""
    note: str = ""
    lane: str = ""  # upper or lower when two share the row

    @property
    def lane_class(self) -> str:
        """The class of its lane, behind others."""
        return f" is-{self.lane}" if self.lane else ""

    @property
    def shows_words(self) -> bool:
        """Whether the words fit in."""
        return self.span.width >= WORDY

    @property
    def is_short(self) -> bool:
        """Whether the title needs both lines."""
        return self.span.width < LONG


@dataclass(frozen=True, slots=True)
class Stretch:
    """A free stretch as the list view offers it."""

    starts: str
    ends: str
    href: str


@dataclass(frozen=True, slots=True)
class Ruler:
    """Turns instants into tracks and clock times of one site's day."""

    window: Interval
    zone: ZoneInfo

    def span(self, interval: Interval) -> Span:
        """The tracks `interval` covers, cut to the window."""
        start = max(interval.start, self.window.start) - self.window.start
        end = min(interval.end, self.window.end) - self.window.start
        first = start // TRACK
        return Span(first + 1, max(1, -(-end // TRACK) - first))

    def clock(self, moment: datetime) -> str:
        """The wall clock at `moment`; the midnight that ends the day reads 24:00."""
        local = moment.astimezone(self.zone)
        if (local.hour, local.minute) == (0, 0) and moment > self.window.start:
            return "24:00"
        return f"{local:%H:%M}"


def booking_address(room: Room, interval: Interval, zone: ZoneInfo) -> str:
    """The booking form with room, day and times filled in; an hour that exists twice says which pass is meant."""
    start, end = (moment.astimezone(zone) for moment in (interval.start, interval.end))
    values = {
        "room": room.pk,
        "day": f"{start:%Y-%m-%d}",
        "start": f"{start:%H:%M}",
        "end": "24:00" if end.date() > start.date() else f"{end:%H:%M}",
    }
    if start.fold:
        values["start_pass"] = 1
    if end.fold:
        values["end_pass"] = 1
    return f"{_form_address()}?{urlencode(values)}"


@lru_cache(maxsize=1)
def _form_address() -> str:
    return reverse("bookings:booking-add")


# A week of many rooms asks for thousands, and asks again at every change.
@lru_cache(maxsize=8192)
def details_address(pk: int) -> str:
    """The page of a booking."""
    return reverse("bookings:booking-details", args=[pk])


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of what takes a room, as somebody may know it."""

    kind: str  # own, seen, taken, block or pause
    interval: Interval
    title: str
    note: str = ""
    href: str = ""


def parts_of(taken: Taken, viewer: User) -> Iterator[Part]:
    """A booking or block as `viewer` may know it; set-up, clearing and turnover around a booking apart from it."""
    claimed = Interval(taken.starts_at, taken.ends_at)
    booking = taken.booking
    if booking is None:
        yield Part("taken" if taken.block is None else "block", claimed, taken.label)
        return
    meeting = Interval(booking.starts_at, booking.ends_at)
    kind = "own" if is_own(booking, viewer) else "seen"
    yield Part(kind, meeting, booking.title, booking.organisation.name, details_address(booking.pk))
    for around in gaps([meeting], claimed):
        yield Part("pause", around, _("set-up, clearing or turnover"))


def piece_of(part: Part, prefix: str, where: str, ruler: Ruler, *, lane: str = "") -> Piece:
    """A part in its place and in words; `where` is the room, and the day where several are shown."""
    starts, ends = ruler.clock(part.interval.start), ruler.clock(part.interval.end)
    words = {"room": where, "start": starts, "end": ends, "title": part.title, "note": part.note}
    if part.note:
        label = _("%(room)s, %(start)s to %(end)s: %(title)s, %(note)s") % words
    else:
        label = _("%(room)s, %(start)s to %(end)s: %(title)s") % words
    # Two may start at once, each in a lane of its own.
    below = "-lower" if lane == "lower" else ""
    key = f"{prefix}-{int(part.interval.start.timestamp()) // 60}{below}"
    return Piece(part.kind, key, ruler.span(part.interval), starts, ends, part.title, label, part.href, part.note, lane)


def is_own(booking: Booking, viewer: User) -> bool:
    """Whether the booking is the viewer's or their firm's."""
    mine = viewer.pk in (booking.organiser_id, booking.booked_by_id)
    return mine or booking.organisation_id in scope_of(viewer).organisations


def free_stretches(
    room: Room, takens: list[Taken], openings: list[Interval], earliest: datetime, *, turnover: int
) -> list[Interval]:
    """What of `openings` can still be booked from `earliest` on, keeping `turnover` minutes before whatever follows."""
    # What is taken ends with its own turnover; that of a new booking must fit in before the next.
    before = timedelta(minutes=turnover)
    busy = [Interval(taken.starts_at, taken.ends_at).widened(before=before) for taken in takens]
    shortest = timedelta(minutes=room.shortest)
    free: list[Interval] = []
    for opening in openings:
        start = max(opening.start, earliest)
        if start < opening.end:
            free += gaps(busy, Interval(start, opening.end))
    return [stretch for stretch in free if stretch.duration >= shortest]


def earliest(room: Room, zone: ZoneInfo, *, at: datetime, is_staff: bool) -> datetime:
    """From when on `room` can still be booked by somebody who asks at `at`."""
    if room.notice and not is_staff:
        return next_on_grid(at + timedelta(minutes=room.notice), room.grid, zone)
    # The step that runs now may still be booked.
    return previous_on_grid(at, room.grid, zone)


def slots(room: Room, stretch: Interval, ruler: Ruler) -> Iterator[Piece]:
    """The free stretch in half-hours of the clock, each a link that proposes an hour from there or what is left."""
    at = stretch.start
    until = ruler.clock(stretch.end)
    while at < stretch.end:
        following = min(at + SLOT - (at - ruler.window.start) % SLOT, stretch.end)
        proposal = proposed(room, Interval(at, stretch.end))
        starts = ruler.clock(at)
        label = _("%(room)s, %(start)s: free until %(end)s") % {"room": room.name, "start": starts, "end": until}
        yield Piece(
            "free",
            f"{room.pk}-{int(at.timestamp()) // 60}",
            ruler.span(Interval(at, following)),
            starts,
            ruler.clock(following),
            "",
            label,
            booking_address(room, proposal, ruler.zone),
        )
        at = following


def proposed(room: Room, rest: Interval) -> Interval:
    """An hour from the start of `rest`, no longer than what is left and no shorter than the room asks."""
    shortest = timedelta(minutes=room.shortest)
    if rest.duration < shortest:
        return Interval(rest.end - shortest, rest.end)
    return Interval(rest.start, rest.start + min(max(PROPOSED, shortest), rest.duration))
