"""Taking events of sensors into the ledger: each counts once, and a bad one never keeps the rest of its batch out.

What was found without a lock is worked out into writes that go in one journey, on the condition that nothing of it has
become otherwise meanwhile. Where something has, or where there is more to write than numbers under the same words, the
same is worked out again in a deed that holds the car park.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from facilities.deeds import deed
from facilities.errors import TooManyAttempts
from facilities.kernel.statements import ALLOWED, Statements
from facilities.models.devices import Device
from facilities.models.machinery import LiveTopic
from facilities.services import throttle

from .. import anomalies, counting, journal, placing, projection, publishing
from ..counting import Batch, Result, placed
from ..hearing import heard, is_talkative, judge_clock, keeps_time
from ..instants import is_sqlite
from ..keeping_up import Unclear, keep_up
from ..messages import Told, name_of, read_all
from ..models.car_parks import CarPark
from ..models.ledger import Anchor, CountEvent
from ..names import car_park_topic
from ..sources import Found, Source, find

WINDOW = timedelta(minutes=1)
STANDS_STILL = "id = %s AND version = %s"


@dataclass(slots=True)
class Taken:
    """What became of a batch, item by item in the order they came."""

    results: list[Result]
    car_park: str

    @property
    def seqs(self) -> dict[str, int]:
        """The sequence number that shows the batch, by car park."""
        row = LiveTopic.objects.filter(pk=car_park_topic(self.car_park)).values_list("seq", flat=True).first()
        return {self.car_park: row or 0}


def take_events(*, device: Device, items: Sequence[Any], at: datetime, most_a_minute: int | None = None) -> Taken:
    """Take what `device` tells, received at `at`; raises only what keeps the whole request out."""
    found = find(device, [name_of(item) for item in items], at=at)
    told = read_all(items, at=at, zone=found.source.zone, has_bad_clock=found.source.has_bad_clock)
    return _take(found, device, told, at, most_a_minute)


def take_messages(*, device: Device, told: Sequence[Told], at: datetime, most_a_minute: int | None = None) -> Taken:
    """Take messages of `device` that have been read."""
    return _take(find(device, [name for name, _ in told], at=at), device, told, at, most_a_minute)


def _take(found: Found, device: Device, told: Sequence[Told], at: datetime, most: int | None) -> Taken:
    results = _at_once(found, told, at, most)
    if results is None:
        results = _held(found.source.car_park_id, device, told, at, most)
    return Taken(results, found.source.car_park)


def _at_once(found: Found, told: Sequence[Told], at: datetime, most: int | None) -> list[Result] | None:
    """All in one journey; None where that cannot be, or is not what was found any more."""
    source, standing, batch = found.source, found.standing, placed(told, found)
    entries, held = batch.entries, standing.areas
    is_ordinary = batch.is_simple and held.keys() >= batch.areas and keeps_time(source, entries)
    if not (standing.state_id and is_ordinary and is_talkative(source, held, at)):
        return None
    writes = Statements()
    raws = _count(batch, source, held, at=at, into=writes)
    if any(anomalies.is_judged(held[area].raw, raw, held[area].places) for area, raw in raws.items()):
        return None
    try:
        published = keep_up(standing, raws, at=at)
    except Unclear:
        return None
    changes, values = ["version = %s"], [projection.another_version()]
    if published is not None:
        changes.append(_published())
        values.append(published)
    conditions, limits = STANDS_STILL, [standing.state_id, standing.version]
    if most is not None:
        left, parameters = throttle.is_left(key=_key(source), limit=most, at=at)
        conditions, limits = f"{conditions} AND {left}", [*limits, *parameters]
        throttle.count_in(writes, key=_key(source), window=WINDOW, at=at)
    guard = f"UPDATE parking_carparkstate SET {', '.join(changes)} WHERE {conditions}"  # noqa: S608 - only names
    topics = () if published is None else (car_park_topic(source.car_park),)
    is_done = deed.at_once(writes, *topics, guard=guard, parameters=[*values, *limits])
    return batch.results if is_done else None


@deed
def _held(car_park_id: int, device: Device, told: Sequence[Told], at: datetime, most: int | None) -> list[Result]:
    """All in a deed that holds the car park. No audit entry: nobody decided anything, and the ledger is the record."""
    found, batch = _found_held(car_park_id, device, told, at)
    source, standing, held = found.source, found.standing, found.standing.areas
    if most is not None:
        _throttle(source, most, at)
    counting.refuse_unplaced(batch, held)
    placing.difference_totals(batch.entries, source, at=at)
    writes = Statements()
    raws = _count(batch, source, held, at=at, into=writes)
    judge_clock(source, batch.entries, at=at)
    if any(entry.message.kind == CountEvent.Kind.LEVEL for entry in batch.entries):
        writes.run()
        raws |= _level(source, batch, at=at)
    for area, raw in sorted(raws.items()):
        anomalies.judge(
            area, car_park=source.car_park_id, before=held[area].raw, after=raw, places=held[area].places, at=at
        )
    if _publish(found, raws, at=at, into=writes):
        deed.touch(car_park_topic(source.car_park))
    return batch.results


def _found_held(car_park_id: int, device: Device, told: Sequence[Told], at: datetime) -> tuple[Found, Batch]:
    """What stands now that nobody else counts there; areas that are told of get a state if need be."""
    names = [name for name, _ in told]
    projection.lock(car_park_id)
    found = find(device, names, at=at)
    batch = placed(told, found)
    if not found.standing.state_id or not found.standing.areas.keys() >= batch.areas:
        projection.begin_missing(car_park_id)
        projection.lock(car_park_id)
        found = find(device, names, at=at)
        batch = placed(told, found)
    return found, batch


def _count(
    batch: Batch, source: Source, held: dict[int, projection.Held], *, at: datetime, into: Statements
) -> dict[int, int]:
    """What counting comes to, and that the sensor was heard; gives the vehicles of each area that it moves."""
    placing.settle(batch.entries, held)
    placing.flag_debounced(batch.entries)
    raws = counting.count(batch.entries, source, held, at=at, into=into)
    heard(source, batch.entries, at=at, into=into)
    return raws


def _publish(found: Found, raws: dict[int, int], *, at: datetime, into: Statements) -> bool:
    """Store what follows from the areas that now hold `raws`, with all that waits; whether it became otherwise."""
    source, standing = found.source, found.standing
    try:
        if not is_talkative(source, standing.areas, at):
            raise Unclear
        published = keep_up(standing, raws, at=at)
    except Unclear:
        into.run()
        return publishing.refresh(CarPark.objects.get(pk=source.car_park_id), at=at)
    if published is not None:
        sql = f"UPDATE parking_carparkstate SET {_published()} WHERE id = %s AND {ALLOWED}"  # noqa: S608 - as above
        into.add(sql, [published, standing.state_id])
    into.run()
    return published is not None


def _published() -> str:
    return "published = %s" if is_sqlite() else "published = %s::jsonb"


def _level(source: Source, batch: Batch, *, at: datetime) -> dict[int, int]:
    """Levels told by other systems are counts as much as those of people; the latest stands."""
    levels = [entry for entry in batch.entries if entry.message.kind == CountEvent.Kind.LEVEL]
    numbers = journal.numbers(source.sensor_id, [entry.message.external_id for entry in levels])
    Anchor.objects.bulk_create(
        Anchor(
            area_id=entry.to_area,
            counted_at=entry.message.effective_at,
            value=entry.value,
            event_id=numbers[entry.message.external_id],
            recorded_at=at,
        )
        for entry in levels
        if entry.to_area is not None and entry.value is not None
    )
    return projection.follow({entry.to_area for entry in levels if not entry.is_late and entry.to_area}, at=at)


def _key(source: Source) -> str:
    return throttle.throttle_key("events", str(source.sensor_id))


def _throttle(source: Source, most: int, at: datetime) -> None:
    # Inside the transaction: a commit of its own would cost as much as the events. Refusing takes the attempt back,
    # which leaves the counter where it refuses.
    if not throttle.take(key=_key(source), limit=most, window=WINDOW, at=at):
        raise TooManyAttempts(retry_after=throttle.seconds_to_wait(key=_key(source), at=at))
