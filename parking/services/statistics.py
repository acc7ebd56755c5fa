"""Statistics: minutes from the ledger, quarters and local days from minutes; told anew where something came late."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Max

from facilities.kernel.clock import local_day
from facilities.kernel.intervals import Interval, merged

from .. import evidence, series
from ..instants import written_instant
from ..models.areas import Area
from ..models.history import Bucket, DayStat, DirtyQuarter, MinuteStat, QuarterStat, Watermark
from ..models.ledger import Anchor
from ..series import Stat
from .retention import MINUTES_KEPT

QUARTER = timedelta(minutes=15)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
# What a sensor told in a minute may be kept a little after it is over.
OVERLAP = timedelta(minutes=1)
FACTS = ("mean", "least", "most", "last", "entered", "left", "arrived", "departed", "coverage", "quality")


def make_statistics(*, at: datetime) -> int:
    """Bring the statistics of all areas up to the last whole minute before `at`; returns how many quarters."""
    areas = Area.objects.counting().select_related("car_park__site").order_by("pk")
    return sum(_catch_up(area, at) for area in areas)


@transaction.atomic
def make(area: Area, within: Interval, *, at: datetime) -> None:
    """Make the minutes and quarters of `within` (whole quarters), and the local days they lie in.

    Of times whose minutes are not kept any more, as an import tells them, only quarters and days.
    """
    # One at a time: the worker's round and an import may come to the same area at once.
    Watermark.objects.select_for_update().filter(area=area).first()
    stats = series.minutes(*evidence.of(area, within), within)
    if within.end > at - MINUTES_KEPT:
        _replace(MinuteStat, area, within, stats.values())
    by_quarter: dict[datetime, list[Stat]] = defaultdict(list)
    for stat in stats.values():
        by_quarter[quarter_of(stat.starts_at)].append(stat)
    quarters = [series.together(some, start, seconds=900) for start, some in by_quarter.items()]
    _replace(QuarterStat, area, within, quarters)
    _make_days(area, list(_days(area, within)))


def quarter_of(moment: datetime) -> datetime:
    """The start of the quarter of an hour that `moment` lies in."""
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def _catch_up(area: Area, at: datetime) -> int:
    first, last = evidence.first(area), evidence.last(area)
    if first is None or last is None:
        return 0
    end = min(at.replace(second=0, microsecond=0), quarter_of(last) + QUARTER)
    row, _ = Watermark.objects.get_or_create(area=area, defaults={"made_until": first})
    dirty = list(DirtyQuarter.objects.filter(area=area, starts_at__lt=end).order_by("starts_at"))
    if not dirty and row.made_until >= end:
        return 0
    start = quarter_of(row.made_until - OVERLAP)
    newest = [Interval(start, end)] if row.made_until < end else []
    made = _make_all(area, _not_closed(area, merged([*_reopened(area, dirty, end), *newest])), at=at)
    # Marks that became others meanwhile stay: what was told then may have come too late for this round.
    seen = {each.mark for each in dirty}
    DirtyQuarter.objects.filter(area=area, starts_at__lt=end, mark__in=seen).delete()
    Watermark.objects.filter(area=area, made_until__lt=end).update(made_until=end)
    return made


def _reopened(area: Area, dirty: list[DirtyQuarter], end: datetime) -> Iterator[Interval]:
    """What came late changes every value from its moment up to the next count."""
    if not dirty:
        return
    counts = Anchor.objects.filter(area=area, counted_at__gte=dirty[0].starts_at).order_by("counted_at")
    counted_at = list(counts.values_list("counted_at", flat=True))
    for row in dirty:
        following = bisect_left(counted_at, row.starts_at + QUARTER)
        until = quarter_of(counted_at[following]) + QUARTER if following < len(counted_at) else end
        if row.starts_at < min(until, end):
            yield Interval(row.starts_at, min(until, end))


def _not_closed(area: Area, stretches: Iterable[Interval]) -> Iterator[Interval]:
    """Without the days whose events are gone: they stay as they were made while these were there."""
    closed_at = Anchor.objects.filter(area=area).closing().aggregate(last=Max("counted_at"))["last"]
    if closed_at is None:
        yield from stretches
        return
    known = set(DayStat.objects.filter(area=area).values_list("day", flat=True))
    open_from = quarter_of(closed_at) + QUARTER
    for stretch in stretches:
        if stretch.start < open_from:
            before = Interval(stretch.start, min(stretch.end, open_from))
            unknown = [_local_day(area, day) for day in _days(area, before) if day not in known]
            yield from series.common([before], merged(unknown))
        if stretch.end > open_from:
            yield Interval(max(stretch.start, open_from), stretch.end)


def _make_all(area: Area, stretches: Iterable[Interval], *, at: datetime) -> int:
    made = 0
    for stretch in stretches:
        start = stretch.start
        while start < stretch.end:
            step = WEEK if start + WEEK < at - MINUTES_KEPT else DAY
            end = min(start + step, stretch.end)
            make(area, Interval(start, end), at=at)
            made += -((start - end) // QUARTER)
            start = _next_start(area, end, stretch.end)
    return made


def _next_start(area: Area, start: datetime, end: datetime) -> datetime:
    """Where to go on: years of silence between an import and the present are stepped over."""
    if end - start <= WEEK:
        return start
    following = evidence.following(area, start)
    return end if following is None else max(start, quarter_of(following))


def _replace(model: type[MinuteStat] | type[QuarterStat], area: Area, within: Interval, stats: Iterable[Stat]) -> None:
    model._default_manager.filter(area=area, starts_at__gte=within.start, starts_at__lt=within.end).delete()
    _insert(model, "starts_at", ((area.pk, written_instant(stat.starts_at), *_facts(stat)) for stat in stats))


def _insert(model: type[Bucket], when: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Straight to the table: an import makes more rows than objects can be made of in reasonable time."""
    columns = ["area_id", when, *FACTS]
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    sql = f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))


def _make_days(area: Area, days: list[date]) -> None:
    wholes = {day: _local_day(area, day) for day in days}
    first, last = wholes[days[0]], wholes[days[-1]]
    zone = ZoneInfo(area.car_park.site.time_zone)
    by_day: dict[date, list[Stat]] = defaultdict(list)
    for row in QuarterStat.objects.filter(area=area, starts_at__gte=first.start, starts_at__lt=last.end):
        by_day[row.starts_at.astimezone(zone).date()].append(_as_stat(row))
    made = []
    for day, quarters in sorted(by_day.items()):
        seconds = wholes[day].duration.total_seconds()
        made.append((area.pk, day, *_facts(series.together(quarters, wholes[day].start, seconds=seconds))))
    DayStat.objects.filter(area=area, day__in=days).delete()
    _insert(DayStat, "day", made)


def _as_stat(row: QuarterStat) -> Stat:
    return Stat(
        row.starts_at,
        weighted=(row.mean or 0.0) * row.coverage,
        covered=row.coverage,
        least=row.least,
        most=row.most,
        last=row.last,
        entered=row.entered,
        left=row.left,
        arrived=row.arrived,
        departed=row.departed,
        quality=row.quality,
    )


def _facts(stat: Stat) -> tuple[Any, ...]:
    """What is known of a stretch, in the order of FACTS."""
    known = (stat.mean, stat.least, stat.most, stat.last)
    moved = (stat.entered, stat.left, stat.arrived, stat.departed)
    return (*known, *moved, round(stat.covered), stat.quality)


def _days(area: Area, within: Interval) -> Iterator[date]:
    zone = ZoneInfo(area.car_park.site.time_zone)
    day = within.start.astimezone(zone).date()
    last = (within.end - timedelta(microseconds=1)).astimezone(zone).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _local_day(area: Area, day: date) -> Interval:
    return local_day(day, ZoneInfo(area.car_park.site.time_zone))
