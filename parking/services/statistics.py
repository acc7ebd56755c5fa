"""Statistics: minutes from the ledger, quarters and local days from minutes; told anew where something came late."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Min, Model, Q

from facilities.kernel.clock import local_day
from facilities.kernel.intervals import Interval, merged

from .. import ledger, series
from ..models.areas import Area, Sensor
from ..models.history import DayStat, DirtyQuarter, MinuteStat, QuarterStat
from ..models.ledger import Anchor, CountEvent
from ..series import Change, Stat
from .retention import MINUTES_KEPT

QUARTER = timedelta(minutes=15)
AT_ONCE = timedelta(days=1)
ROWS = 1500


def make_statistics(*, at: datetime) -> int:
    """Bring the statistics of all areas up to the last whole minute before `at`; returns how many quarters."""
    areas = Area.objects.counting().select_related("car_park__site").order_by("pk")
    return sum(_catch_up(area, at) for area in areas)


@transaction.atomic
def make(area: Area, within: Interval, *, at: datetime) -> None:
    """Make the minutes and quarters of `within` (whole quarters), and the local days they lie in.

    Of times whose minutes are not kept any more, as an import tells them, only quarters and days.
    """
    stats = series.minutes(*_read(area, within), within)
    if within.end > at - MINUTES_KEPT:
        _replace(MinuteStat, area, within, stats.values())
    by_quarter: dict[datetime, list[Stat]] = defaultdict(list)
    for stat in stats.values():
        by_quarter[quarter_of(stat.starts_at)].append(stat)
    quarters = [series.together(some, start, seconds=900) for start, some in by_quarter.items()]
    _replace(QuarterStat, area, within, quarters)
    for day in _days(area, within):
        _make_day(area, day)


def quarter_of(moment: datetime) -> datetime:
    """The start of the quarter of an hour that `moment` lies in."""
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def _catch_up(area: Area, at: datetime) -> int:
    end = min(at.replace(second=0, microsecond=0), _last_known(area) or at)
    latest = QuarterStat.objects.filter(area=area).aggregate(latest=Max("starts_at"))["latest"]
    first = latest or _first_known(area)
    if first is None:
        return 0
    dirty = list(DirtyQuarter.objects.filter(area=area, starts_at__lt=end).order_by("starts_at"))
    newest = [Interval(quarter_of(first), end)] if quarter_of(first) < end else []
    made = _make_all(area, merged([*_reopened(area, dirty, end), *newest]), at=at)
    DirtyQuarter.objects.filter(pk__in=[row.pk for row in dirty]).delete()
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


def _make_all(area: Area, stretches: Iterable[Interval], *, at: datetime) -> int:
    made = 0
    for stretch in stretches:
        start = stretch.start
        while start < stretch.end:
            end = min(start + AT_ONCE, stretch.end)
            make(area, Interval(start, end), at=at)
            made += -((start - end) // QUARTER)
            start = end
    return made


def _first_known(area: Area) -> datetime | None:
    found: datetime | None = Anchor.objects.filter(area=area).aggregate(first=Min("counted_at"))["first"]
    return found


def _last_known(area: Area) -> datetime | None:
    """Until when something can be known: the last sign of life, and as long as it may be silent after."""
    counted = Anchor.objects.filter(area=area).aggregate(last=Max("counted_at"))["last"]
    heard = CountEvent.objects.filter(sensor__in=_feeders(area)).aggregate(last=Max("effective_at"))["last"]
    last = max((moment for moment in (counted, heard) if moment), default=None)
    return None if last is None else quarter_of(last + timedelta(seconds=area.stale_after)) + QUARTER


def _feeders(area: Area) -> list[int]:
    """The sensors whose silence leaves a gap in this area: those in use that were ever heard."""
    own = Q(lanes__from_area=area) | Q(lanes__to_area=area)
    if area.method == Area.Method.EXTERNAL:
        own |= Q(kind=Sensor.Kind.SYSTEM)
    sensors = Sensor.objects.filter(own, car_park=area.car_park_id, device__revoked_at__isnull=True)
    return list(sensors.filter(last_contact_at__isnull=False).order_by().values_list("pk", flat=True).distinct())


def _read(area: Area, within: Interval) -> tuple[int | None, list[Change], list[Interval]]:
    """What the area held at the start, what changed it until the end, and when that is known at all."""
    stale_after = timedelta(seconds=area.stale_after)
    told_since = within.start - stale_after
    changes: dict[datetime, Change] = {}
    moved = CountEvent.objects.moving().filter(Q(to_area=area) | Q(from_area=area))
    rows = moved.filter(effective_at__gt=within.start, effective_at__lte=within.end).order_by()
    for start, end, entered, returned, moment in rows.values_list(
        "from_area_id", "to_area_id", "entered", "returned", "effective_at"
    ):
        for move in ledger.moves(from_area=start, to_area=end, entered=entered, returned=returned):
            if move.area_id == area.pk:
                known = changes.get(moment, Change(moment))
                changes[moment] = Change(moment, known.entered + move.entered, known.left + move.left, known.counted)
    counts = Anchor.objects.filter(area=area, counted_at__gt=told_since, counted_at__lte=within.end).order_by("pk")
    counted_at = []
    for moment, value in counts.values_list("counted_at", "value"):
        counted_at.append(moment)
        if moment > within.start:
            known = changes.get(moment, Change(moment))
            changes[moment] = Change(moment, known.entered, known.left, value)
    covered = _covered(area, counted_at, told_since, within.end)
    return ledger.value_at(area.pk, within.start), [changes[moment] for moment in sorted(changes)], covered


def _covered(area: Area, counted_at: list[datetime], start: datetime, end: datetime) -> list[Interval]:
    """When every sensor behind the area was heard lately, or somebody had just counted."""
    stale_after = timedelta(seconds=area.stale_after)
    heard: dict[int, list[datetime]] = {sensor: [] for sensor in _feeders(area)}
    rows = CountEvent.objects.filter(sensor__in=heard, effective_at__gt=start, effective_at__lte=end).order_by()
    for sensor, moment in rows.values_list("sensor_id", "effective_at"):
        heard[sensor].append(moment)
    by_people = series.fresh(counted_at, stale_after)
    if not heard:
        return by_people
    together = [Interval(start, end + stale_after)]
    for contacts in heard.values():
        together = series.common(together, series.fresh(contacts, stale_after))
    return merged([*together, *by_people])


def _replace(model: type[Model], area: Area, within: Interval, stats: Iterable[Stat]) -> None:
    rows = model._default_manager
    rows.filter(area=area, starts_at__gte=within.start, starts_at__lt=within.end).delete()
    rows.bulk_create((model(area=area, starts_at=stat.starts_at, **_facts(stat)) for stat in stats), batch_size=ROWS)


def _make_day(area: Area, day: date) -> None:
    whole = local_day(day, ZoneInfo(area.car_park.site.time_zone))
    rows = QuarterStat.objects.filter(area=area, starts_at__gte=whole.start, starts_at__lt=whole.end)
    quarters = [
        Stat(
            row.starts_at,
            weighted=(row.mean or 0.0) * row.coverage,
            covered=row.coverage,
            least=row.least,
            most=row.most,
            last=row.last,
            entered=row.entered,
            left=row.left,
            quality=row.quality,
        )
        for row in rows
    ]
    DayStat.objects.filter(area=area, day=day).delete()
    if quarters:
        seconds = (whole.end - whole.start).total_seconds()
        DayStat.objects.create(area=area, day=day, **_facts(series.together(quarters, whole.start, seconds=seconds)))


def _facts(stat: Stat) -> dict[str, object]:
    return {
        "mean": stat.mean,
        "least": stat.least,
        "most": stat.most,
        "last": stat.last,
        "entered": stat.entered,
        "left": stat.left,
        "coverage": round(stat.covered),
        "quality": stat.quality,
    }


def _days(area: Area, within: Interval) -> Iterator[date]:
    zone = ZoneInfo(area.car_park.site.time_zone)
    day = within.start.astimezone(zone).date()
    last = (within.end - timedelta(microseconds=1)).astimezone(zone).date()
    while day <= last:
        yield day
        day += timedelta(days=1)
