"""From what a sensor says to what it does: which lane, which areas, how many vehicles, late or not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from . import anomalies, ledger
from .errors import CountedOtherwise, EventRejected, LaneNotYours, NoDirection, UnknownArea, UnknownLane
from .journal import Entry
from .messages import MOST_LEVEL, Message
from .models.areas import Area, Lane
from .models.ledger import Anomaly, CountEvent
from .projection import Held
from .sources import Source

Kind = CountEvent.Kind
Areas = Mapping[str, tuple[int, str]]


def areas_told_of(source: Source, messages: Iterable[Message]) -> Areas:
    """Number and method of the areas whose level `messages` tell, by short name."""
    slugs = {message.area for message in messages if message.kind == Kind.LEVEL}
    if not slugs:
        return {}
    rows = Area.objects.counting().filter(car_park=source.car_park_id, slug__in=slugs)
    return {slug: (pk, method) for slug, pk, method in rows.order_by().values_list("slug", "pk", "method")}


def foreign_lanes(source: Source, messages: Iterable[Message]) -> set[str]:
    """Those of the lanes named in `messages` that another sensor watches."""
    unknown = {message.lane for message in messages if message.lane and message.lane not in source.ways}
    return set(Lane.objects.filter(slug__in=unknown).values_list("slug", flat=True)) if unknown else set()


def place(message: Message, source: Source, areas: Areas, foreign: set[str]) -> Entry:
    """The entry of a message; raises `EventRejected` where it names what is not there or not the sensor's."""
    entry = Entry(message, flags=list(message.flags))
    if message.kind == Kind.LEVEL:
        area_id, method = areas.get(message.area, (None, ""))
        if area_id is None:
            raise UnknownArea
        if method != Area.Method.EXTERNAL:
            raise CountedOtherwise
        entry.to_area = area_id
    elif message.kind != Kind.HEARTBEAT:
        _over_a_lane(entry, source, foreign)
    return entry


def _over_a_lane(entry: Entry, source: Source, foreign: set[str]) -> None:
    message = entry.message
    way = source.ways.get(message.lane)
    if way is None:
        raise LaneNotYours if message.lane in foreign else UnknownLane
    entry.way, entry.from_area, entry.to_area = way, way.from_area, way.to_area
    if message.kind == Kind.PASSAGE:
        if way.is_reversible and not message.direction:
            raise NoDirection
        if message.direction in ("", way.along):
            entry.entered = message.count
        else:
            entry.returned = message.count
            # Over a one-way lane a car that backs out again: it did, so it counts.
            if not way.is_reversible:
                entry.flags.append("wrong_way")


def settle(entries: Sequence[Entry], held: Mapping[int, Held]) -> None:
    """Say of each entry whether it came after the count it belongs to, and fill in what a level means."""
    latest = max((area.anchor_at for area in held.values() if area.anchor_at is not None), default=None)
    for entry in entries:
        if entry.message.kind == Kind.LEVEL:
            _settle_level(entry, held[entry.to_area])  # type: ignore[index]  # a level has its area
        elif latest is not None and entry.message.effective_at <= latest and entry.is_moving:
            _settle_move(entry, held)


def _settle_move(entry: Entry, held: Mapping[int, Held]) -> None:
    joined = [held[area_id] for area_id in (entry.to_area, entry.from_area) if area_id is not None]
    count = [ledger.counts(entry.message.effective_at, area.anchor_at) for area in joined]
    if not all(count):
        entry.is_late = not any(count)
        if any(count):
            entry.flags.append("partly_late")


def _settle_level(entry: Entry, area: Held) -> None:
    message = entry.message
    if message.occupied is not None:
        entry.value = message.occupied
    elif area.places is not None and message.free is not None:
        entry.value = area.places - message.free
    entry.is_late = area.anchor_at is not None and message.effective_at < area.anchor_at


def check_places(entry: Entry, held: Mapping[int, Held]) -> None:
    """Refuse a number of free places where nobody knows of how many."""
    is_free = entry.message.kind == Kind.LEVEL and entry.message.occupied is None
    if is_free and held[entry.to_area].places is None:  # type: ignore[index]  # a level has its area
        raise EventRejected(field="free")


def flag_debounced(entries: Sequence[Entry]) -> None:
    """Flag anonymous passages over one lane in one direction within its limit; two cars nose to tail are real."""
    close = [e for e in entries if e.way and e.way.debounce and e.is_moving and not e.message.subject]
    if not close:
        return
    seen: dict[tuple[int, bool], list[datetime]] = defaultdict(list)
    around = Q(pk__in=[])
    for entry in close:
        reach, moment = _reach(entry), entry.message.occurred_at
        around |= Q(lane=entry.way.lane_id, occurred_at__range=(moment - reach, moment + reach))  # type: ignore[union-attr]
    passed = CountEvent.objects.order_by().filter(around, kind=Kind.PASSAGE, subject="")
    for lane_id, moment, entered in passed.values_list("lane_id", "occurred_at", "entered"):
        seen[lane_id, entered > 0].append(moment)
    for entry in close:
        before = seen[entry.way.lane_id, entry.entered > 0]  # type: ignore[union-attr]
        if any(abs(entry.message.occurred_at - moment) <= _reach(entry) for moment in before):
            entry.flags.append("debounced")
        before.append(entry.message.occurred_at)


def _reach(entry: Entry) -> timedelta:
    return timedelta(milliseconds=entry.way.debounce if entry.way else 0)


def difference_totals(entries: Sequence[Entry], source: Source, *, at: datetime) -> None:
    """Turn lifetime counters into vehicles since the reading before; whoever calls holds the car park."""
    totals = [entry for entry in entries if entry.message.kind == Kind.TOTAL and entry.way]
    if not totals:
        return
    lanes = Lane.objects.in_bulk({entry.way.lane_id for entry in totals if entry.way})
    for entry in sorted(totals, key=lambda entry: entry.message.occurred_at):
        lane, way = lanes[entry.way.lane_id], entry.way  # type: ignore[union-attr]
        if lane.total_at is not None and entry.message.occurred_at < lane.total_at:
            # A later reading said all this one could say.
            entry.flags.append("out_of_order")
            continue
        came, went = _since(lane, entry, "in"), _since(lane, entry, "out")
        entry.entered, entry.returned = (came, went) if way.along == "in" else (went, came)  # type: ignore[union-attr]
        lane.total_at = entry.message.occurred_at
        if "counter_reset" in entry.flags:
            anomalies.note(
                Anomaly.Kind.COUNTER_RESET,
                car_park=source.car_park_id,
                sensor=source.sensor_id,
                at=at,
                lane=lane.slug,
                event=entry.message.external_id,
            )
    Lane.objects.bulk_update(lanes.values(), ["total_in", "total_out", "total_at"])


def _since(lane: Lane, entry: Entry, direction: str) -> int:
    """Vehicles since the reading before; a counter that became smaller began anew at zero."""
    name = f"total_{direction}"
    now, before = getattr(entry.message, name), getattr(lane, name)
    if now is None:
        return 0
    setattr(lane, name, now)
    if before is None:
        return 0
    if now < before and "counter_reset" not in entry.flags:
        entry.flags.append("counter_reset")
    passed = now if now < before else now - before
    if passed > MOST_LEVEL:
        entry.flags.append("counter_jump")
        return 0
    return passed
