"""One week of several buildings as the timeline draws it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from facilities.opening import OpeningCalendar, calendars

from ..availability import Taken, taken
from ..occupancy import site_of, zone_of
from ..presence import Presence
from .days import ORDINARY, Mark
from .pieces import Span
from .use_words import use_text
from .week_rows import Drawing, WeekRow

if TYPE_CHECKING:
    from facilities.models.people import User
    from facilities.models.places import Building, Site

    from ..models import Room

WORKING, WHOLE = 5, 7
HALF_A_DAY = 12 * 60


@dataclass(frozen=True, slots=True)
class Column:
    """A day of the week at the top."""

    day: date
    is_today: bool
    tracks: int
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class Group:
    """The rooms of one building, with what is special about its days."""

    building: Building
    notes: list[str]
    rows: list[WeekRow]

    @property
    def place(self) -> str:
        """The site, where the building does not bear its name."""
        site = self.building.site.name
        return "" if site.startswith(self.building.name) else site


@dataclass(frozen=True, slots=True)
class Week:
    """Everything both views of one week show."""

    days: list[date]
    columns: list[Column]
    groups: list[Group]
    is_current: bool

    @property
    def first(self) -> date:
        """The Monday."""
        return self.days[0]

    @property
    def last(self) -> date:
        """The last day shown."""
        return self.days[-1]

    @property
    def has_weekend(self) -> bool:
        """Whether Saturday and Sunday are shown."""
        return len(self.days) == WHOLE

    @property
    def number(self) -> int:
        """The number of the week, by ISO 8601 as in Belgium."""
        return self.first.isocalendar().week

    @property
    def previous(self) -> date:
        """The Monday before."""
        return self.first - timedelta(days=WHOLE)

    @property
    def next(self) -> date:
        """The Monday after."""
        return self.first + timedelta(days=WHOLE)


def days_of(day: date, *, weekend: bool) -> list[date]:
    """The days of the week that holds `day`, Monday first."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(WHOLE if weekend else WORKING)]


def week_of(*, rooms: Iterable[Room], days: list[date], viewer: User, at: datetime, today: date) -> Week:
    """Read and lay out one week; the number of queries depends on no number of rooms, sites, days or bookings."""
    rooms = list(rooms)
    sites = {site.pk: site for site in map(site_of, rooms)}
    known = calendars(sites.values(), days[0], days[-1])
    by_room: dict[int, list[Taken]] = defaultdict(list)
    for entry in taken(rooms, _whole(sites.values(), days), viewer=viewer):
        by_room[entry.room_id].append(entry)
    edges = _edges(rooms, by_room, known.values(), days)
    drawings = {pk: Drawing(calendar, days, edges, viewer, at) for pk, calendar in known.items()}
    groups = []
    for building, inside in groupby(rooms, key=lambda room: room.space.floor.building):
        drawing = drawings[building.site_id]
        rows = [drawing.row(room, by_room[room.pk]) for room in inside]
        groups.append(Group(building, [drawing.calendar.note(day) or "" for day in days], rows))
    marks = list(_marks(edges))
    columns = [Column(day, day == today, (edges[1] - edges[0]) // 15, marks) for day in days]
    return Week(days, columns, groups, is_current=days[0] <= today < days[0] + timedelta(days=WHOLE))


def week_with_use(week: Week, used: Mapping[int, Presence], *, at: datetime) -> Week:
    """The week with a remark at each room that is booked and empty now, or used and not booked."""
    groups = [replace(group, rows=[_remarked(row, used, at) for row in group.rows]) for group in week.groups]
    return replace(week, groups=groups)


def _remarked(row: WeekRow, used: Mapping[int, Presence], at: datetime) -> WeekRow:
    presence = used.get(row.room.pk)
    if presence is None or not presence.remark:
        return row
    return replace(row, remark=presence.remark, use=use_text(presence, at=at))


def _whole(sites: Iterable[Site], days: list[date]) -> Interval:
    """From the first midnight to the last, wherever the houses stand."""
    zones = {ZoneInfo(site.time_zone) for site in sites} or {clock.BRUSSELS}
    first = min(clock.local_midnight(days[0], zone) for zone in zones)
    return Interval(first, max(clock.local_midnight(days[-1] + timedelta(days=1), zone) for zone in zones))


def _edges(
    rooms: list[Room], by_room: dict[int, list[Taken]], known: Iterable[OpeningCalendar], days: list[date]
) -> tuple[int, int]:
    """The minutes of the day, whole hours, that every column shows: where a house is open or something happens."""
    minutes = [stretch for calendar in known for day in days for stretch in calendar.minutes(day)]
    first = min((opens for opens, _closes in minutes), default=ORDINARY[0])
    last = max((closes for _opens, closes in minutes), default=ORDINARY[1])
    for room in rooms:
        zone = zone_of(room)
        for entry in by_room[room.pk]:
            for moment in (entry.starts_at, entry.ends_at):
                local = moment.astimezone(zone)
                # What begins or ends at midnight takes the day or the night whole: nothing of it stands outside.
                if (minute := local.hour * 60 + local.minute) and local.date() in days:
                    first, last = min(first, minute), max(last, minute)
    return first // 60 * 60, -(-last // 60) * 60


def _marks(edges: tuple[int, int]) -> Iterator[Mark]:
    every = 3 if edges[1] - edges[0] <= HALF_A_DAY else 6
    # No figure beside the edge: the next day begins there.
    for hour in range(edges[0] // 60 + 1, edges[1] // 60 - 1):
        if hour % every == 0:
            yield Mark(Span((hour * 60 - edges[0]) // 15 + 1, 4), f"{hour:02}")
