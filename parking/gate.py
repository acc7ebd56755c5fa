"""When the gate of a car park is open: weekly hours that may pass midnight; a dated exception wins over its weekday."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from facilities.kernel.intervals import Interval, merged
from facilities.live.reading import once

from .models.car_parks import CarPark

DAY = 24 * 60
LOOKS_AHEAD = timedelta(days=15)


def gate_is_open(car_park: CarPark, *, at: datetime) -> bool:
    """Whether vehicles may come in at `at`."""
    return any(stretch.start <= at < stretch.end for stretch in gate_intervals(car_park, at, at + timedelta(days=1)))


def gate_changes_at(car_park: CarPark, *, at: datetime) -> datetime | None:
    """When the gate next opens or closes, within two weeks; None when it does not."""
    edges = (edge for each in gate_intervals(car_park, at, at + LOOKS_AHEAD) for edge in (each.start, each.end))
    return min((edge for edge in edges if at < edge < at + LOOKS_AHEAD), default=None)


@once
def gate_intervals(car_park: CarPark, start: datetime, end: datetime) -> list[Interval]:
    """The open stretches that touch [start, end), joined where they meet; two queries."""
    zone = ZoneInfo(car_park.site.time_zone)
    # From two days before: hours that began then may pass two midnights.
    first, last = start.astimezone(zone).date() - timedelta(days=2), end.astimezone(zone).date()
    weekly: dict[int, list[tuple[int, int]]] = {}
    if car_park.is_always_open:
        weekly = {weekday: [(0, DAY)] for weekday in range(7)}
    for hours in [] if car_park.is_always_open else car_park.gate_hours.all():
        weekly.setdefault(hours.weekday, []).append((hours.opens, hours.closes))
    # All of them, and not those of these days alone: so they can be read beforehand for many car parks at once.
    dated = {row.day: row for row in car_park.gate_exceptions.all() if first <= row.day <= last}
    stretches = [
        Interval(opens, closes)
        for day in _days(first, last)
        for opening, closing in _of_day(weekly, dated.get(day), day)
        # A stretch that lies wholly in the hour that spring skips does not exist.
        if (opens := instant(day, opening, zone, closes=False)) < (closes := instant(day, closing, zone, closes=True))
    ]
    return [stretch for stretch in merged(stretches) if stretch.end > start and stretch.start < end]


def instant(day: date, minute: int, zone: ZoneInfo, *, closes: bool) -> datetime:
    """The moment (UTC) of a wall-clock minute after midnight of `day`, the next day's too.

    In autumn an hour exists twice: opening means the first, closing the second, so that nobody is locked in early.
    In spring a minute inside the gap means as long after midnight as it would have been: 02:30 is 03:30 summer time.
    """
    wall = datetime.combine(day + timedelta(days=minute // DAY), time(minute % DAY // 60, minute % 60), zone)
    return wall.replace(fold=int(closes) if _is_ambiguous(wall) else 0).astimezone(UTC)


def _is_ambiguous(wall: datetime) -> bool:
    return wall.replace(fold=0).utcoffset() > wall.replace(fold=1).utcoffset()  # type: ignore[operator]  # a zone has one


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _of_day(weekly: dict[int, list[tuple[int, int]]], exception: object, day: date) -> list[tuple[int, int]]:
    if exception is None:
        return weekly.get(day.weekday(), [])
    opens, closes = exception.opens, exception.closes  # type: ignore[attr-defined]
    return [] if opens is None or closes is None else [(opens, closes)]
