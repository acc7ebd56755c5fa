"""What the ledger says of a stretch of time: what changed an area then, and when that is known at all."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Max, Min, Q

from facilities.kernel.intervals import Interval, merged

from . import ledger, series
from .models.areas import Area, Sensor
from .models.ledger import Anchor, CountEvent
from .series import Change


def first(area: Area) -> datetime | None:
    """When anybody first counted."""
    found: datetime | None = Anchor.objects.filter(area=area).aggregate(first=Min("counted_at"))["first"]
    return found


def last(area: Area) -> datetime | None:
    """Until when something can be known: the last sign of life, and as long as it may be silent after."""
    counted = Anchor.objects.filter(area=area).told().aggregate(last=Max("counted_at"))["last"]
    heard = Sensor.objects.filter(pk__in=_feeders(area)).aggregate(last=Max("last_contact_at"))["last"]
    latest = max((moment for moment in (counted, heard) if moment), default=None)
    return None if latest is None else latest + timedelta(seconds=area.stale_after)


def following(area: Area, moment: datetime) -> datetime | None:
    """The first moment from `moment` on of which something can be known."""
    since = moment - timedelta(seconds=area.stale_after)
    counted = Anchor.objects.filter(area=area, counted_at__gt=since).told().aggregate(next=Min("counted_at"))["next"]
    # One by one: each is a step into an index, together they would be a walk through all that came since.
    own = [Q(to_area=area), Q(from_area=area), *(Q(sensor=sensor) for sensor in _feeders(area))]
    events = CountEvent.objects.filter(effective_at__gt=since)
    heard = [events.filter(each).aggregate(next=Min("effective_at"))["next"] for each in own]
    earliest = min((each for each in (counted, *heard) if each), default=None)
    return None if earliest is None else max(earliest, moment)


def of(area: Area, within: Interval) -> tuple[int | None, list[Change], list[Interval]]:
    """What the area held at the start, what changed it until the end, and when that is known at all."""
    told_since = within.start - timedelta(seconds=area.stale_after)
    changes: dict[datetime, Change] = {}
    moved = CountEvent.objects.moving().filter(Q(to_area=area) | Q(from_area=area))
    rows = moved.filter(effective_at__gt=within.start, effective_at__lte=within.end).order_by()
    for start, end, entered, returned, moment in rows.values_list(
        "from_area_id", "to_area_id", "entered", "returned", "effective_at"
    ):
        is_outer = start is None or end is None
        for move in ledger.moves(from_area=start, to_area=end, entered=entered, returned=returned):
            if move.area_id == area.pk:
                changes[moment] = _moved(changes.get(moment, Change(moment)), move, is_outer=is_outer)
    counts = Anchor.objects.filter(area=area, counted_at__gt=told_since, counted_at__lte=within.end).told()
    counted_at = []
    for moment, value in counts.order_by("pk").values_list("counted_at", "value"):
        counted_at.append(moment)
        if moment > within.start:
            known = changes.get(moment, Change(moment))
            changes[moment] = replace(known, counted=value)
    covered = _covered(area, counted_at, told_since, within.end)
    return ledger.value_at(area.pk, within.start), [changes[moment] for moment in sorted(changes)], covered


def _moved(known: Change, move: ledger.Move, *, is_outer: bool) -> Change:
    return replace(
        known,
        entered=known.entered + move.entered,
        left=known.left + move.left,
        arrived=known.arrived + move.entered * is_outer,
        departed=known.departed + move.left * is_outer,
    )


def _feeders(area: Area) -> list[int]:
    """The sensors whose silence leaves a gap in this area: those in use that were ever heard."""
    own = Q(lanes__from_area=area) | Q(lanes__to_area=area)
    if area.method == Area.Method.EXTERNAL:
        own |= Q(kind=Sensor.Kind.SYSTEM)
    sensors = Sensor.objects.filter(own, car_park=area.car_park_id, device__revoked_at__isnull=True)
    return list(sensors.filter(last_contact_at__isnull=False).order_by().values_list("pk", flat=True).distinct())


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
