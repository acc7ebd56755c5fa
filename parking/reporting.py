"""Reading statistics for people: a day, a week or a month of one area, or of all places for cars together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from facilities.kernel.clock import local_day
from facilities.kernel.intervals import Interval

from .models.areas import Area, Capacity
from .models.car_parks import CarPark
from .models.history import DayStat, QuarterStat
from .quality import worst

QUARTER = 900
VIEWS = ("day", "week", "month")
# Whatever else tells how full an area is says nothing of who drove in and out.
PASSING = (Area.Method.BALANCE, Area.Method.BAYS)


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from `first` up to and including `last`."""

    view: str
    first: date
    last: date
    zone: ZoneInfo

    @property
    def interval(self) -> Interval:
        """The days as instants."""
        return Interval(local_day(self.first, self.zone).start, local_day(self.last, self.zone).end)

    def moved(self, by: int) -> date:
        """A day in the period before (-1) or after (1)."""
        return self.last + timedelta(days=1) if by > 0 else self.first - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figure:
    """What one stretch held; `share` of it is covered, from 0 to 1.

    Least and most of a sum are not known, nor its `entered` and `left`, which count who went from one area to another
    twice; who `arrived` from outside the car park and `departed` there adds up.
    """

    starts_at: datetime
    ends_at: datetime
    mean: float | None
    least: int | None
    most: int | None
    entered: int | None
    left: int | None
    arrived: int | None
    departed: int | None
    share: float
    quality: str

    @property
    def is_whole(self) -> bool:
        """Whether it is known from beginning to end; a second is lost in the rounding of minutes."""
        return self.share > 0.998


def period_of(view: str, day: date, zone: ZoneInfo) -> Period:
    """The day, the week from Monday, or the month that `day` lies in."""
    if view == "week":
        first = day - timedelta(days=day.weekday())
        return Period(view, first, first + timedelta(days=6), zone)
    if view == "month":
        first = day.replace(day=1)
        return Period(view, first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), zone)
    return Period("day", day, day, zone)


def figures(areas: Sequence[Area], period: Period) -> list[Figure]:
    """Quarters of a day or week, days of a month: of one area, or of several together; one query."""
    return _together(areas, _rows(areas, period))


def figures_each(areas: Sequence[Area], period: Period) -> Iterator[tuple[Area, Figure]]:
    """The same of each area by itself; one query."""
    rows = list(_rows(areas, period))
    for area in areas:
        for figure in _together([area], (each for each in rows if each[1].area_id == area.pk)):
            yield area, figure


def _rows(areas: Sequence[Area], period: Period) -> Iterator[tuple[Interval, QuarterStat | DayStat]]:
    if period.view == "month":
        for day in DayStat.objects.filter(area__in=areas, day__range=(period.first, period.last)):
            yield local_day(day.day, period.zone), day
        return
    within = period.interval
    for row in QuarterStat.objects.filter(area__in=areas, starts_at__gte=within.start, starts_at__lt=within.end):
        yield _quarter(row.starts_at), row


def hours(quarters: Iterable[Figure], zone: ZoneInfo) -> list[Figure]:
    """The same by the hour of the wall clock: in autumn one comes twice, in spring one is left out."""
    by_hour: dict[datetime, list[Figure]] = defaultdict(list)
    for figure in quarters:
        local = figure.starts_at.astimezone(zone)
        by_hour[local.replace(minute=0).astimezone(UTC)].append(figure)
    return [_hour(start, by_hour[start]) for start in sorted(by_hour)]


def counted_areas(car_park: CarPark) -> list[Area]:
    """The areas that count, nearest first."""
    return list(Area.objects.filter(car_park=car_park).counting().order_by("position", "pk"))


def places_at(areas: Sequence[Area], moment: datetime) -> int:
    """Places in service of these areas together at `moment`; one query."""
    known: dict[int, int] = {}
    for row in Capacity.objects.filter(area__in=areas, starts_at__lte=moment).order_by("starts_at"):
        known[row.area_id] = row.in_service
    return sum(known.values())


def _quarter(start: datetime) -> Interval:
    return Interval(start, start + timedelta(seconds=QUARTER))


def _together(areas: Sequence[Area], rows: Iterable[tuple[Interval, QuarterStat | DayStat]]) -> list[Figure]:
    found: dict[Interval, list[QuarterStat | DayStat]] = defaultdict(list)
    for stretch, row in rows:
        found[stretch].append(row)
    return [_figure(areas, stretch, found[stretch]) for stretch in sorted(found, key=lambda each: each.start)]


def _figure(areas: Sequence[Area], stretch: Interval, rows: list[QuarterStat | DayStat]) -> Figure:
    seconds = (stretch.end - stretch.start).total_seconds()
    # A sum with a hole in it is no sum.
    is_whole = len(rows) == len(areas) and all(row.mean is not None for row in rows)
    alone = rows[0] if len(areas) == 1 else None
    return Figure(
        starts_at=stretch.start,
        ends_at=stretch.end,
        mean=sum(row.mean or 0.0 for row in rows) if is_whole else None,
        least=alone.least if alone else None,
        most=alone.most if alone else None,
        entered=_passed(areas, rows, "entered") if alone else None,
        left=_passed(areas, rows, "left") if alone else None,
        arrived=_passed(areas, rows, "arrived"),
        departed=_passed(areas, rows, "departed"),
        share=min(1.0, min(row.coverage for row in rows) / seconds) if len(rows) == len(areas) else 0.0,
        quality=worst(row.quality for row in rows),
    )


def _passed(areas: Sequence[Area], rows: list[QuarterStat | DayStat], name: str) -> int | None:
    """Vehicles that passed, where each area counts them and each of them is known."""
    if len(rows) != len(areas) or any(area.method not in PASSING for area in areas):
        return None
    found = [getattr(row, name) for row in rows]
    return None if None in found else sum(found)


def _hour(start: datetime, quarters: list[Figure]) -> Figure:
    known = [each for each in quarters if each.mean is not None and each.share > 0]
    weight = sum(each.share for each in known)
    return Figure(
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        mean=sum((each.mean or 0.0) * each.share for each in known) / weight if weight else None,
        least=min((each.least for each in known if each.least is not None), default=None),
        most=max((each.most for each in known if each.most is not None), default=None),
        entered=total(each.entered for each in quarters),
        left=total(each.left for each in quarters),
        arrived=total(each.arrived for each in quarters),
        departed=total(each.departed for each in quarters),
        share=sum(each.share for each in quarters) / 4,
        quality=worst(each.quality for each in quarters),
    )


def total(numbers: Iterable[int | None]) -> int | None:
    """The sum of those that are known, None when none is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
