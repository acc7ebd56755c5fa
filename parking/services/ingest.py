"""Taking events of sensors into the ledger: each counts once, and a bad one never keeps the rest of its batch out.

What was found without a lock is worked out into writes that go in one journey, on the condition that nothing of it has
become otherwise meanwhile. Where something has, or where there is more to write than numbers under the same words, the
same is worked out again in a deed that holds the car park.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

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
from ..projection import another_version
from ..remembering import forget, remember, remembered
from ..sources import Found, Source, find

WINDOW = timedelta(minutes=1)


class Sent(NamedTuple):
    """What came in one request: the senders' numbers, and how to read it once the sensor is known."""

    device: Device
    names: Sequence[str | None]
    read: Callable[[Source], Sequence[Told]]
    at: datetime
    most_a_minute: int | None


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

    def read(source: Source) -> list[Told]:
        return read_all(items, at=at, zone=source.zone, has_bad_clock=source.has_bad_clock)

    return _take(Sent(device, [name_of(item) for item in items], read, at, most_a_minute))


def take_messages(*, device: Device, told: Sequence[Told], at: datetime, most_a_minute: int | None = None) -> Taken:
    """Take messages of `device` that have been read."""
    return _take(Sent(device, [name for name, _ in told], lambda source: told, at, most_a_minute))


def _take(sent: Sent) -> Taken:
    # Of a batch some events were sent before more often than not, and then to have asked at once is cheaper.
    found = remembered(sent.device.pk) if len(sent.names) == 1 else None
    results = _at_once(found, sent, is_remembered=True) if found else None
    if found is None or results is None:
        found = find(sent.device, sent.names, at=sent.at)
        results = _at_once(found, sent, is_remembered=False)
    if results is None:
        forget(found.source.car_park_id)
        results = _held(found.source.car_park_id, sent)
    return Taken(results, found.source.car_park)


def _at_once(found: Found, sent: Sent, *, is_remembered: bool) -> list[Result] | None:
    """All in one journey; None where that cannot be, or is not what was found any more."""
    source, standing, at = found.source, found.standing, sent.at
    batch, held = placed(sent.read(source), found), standing.areas
    is_ordinary = batch.is_simple and held.keys() >= batch.areas and keeps_time(source, batch.entries)
    if not (standing.state_id and is_ordinary and is_talkative(source, held, at)):
        return None
    writes = Statements()
    raws, heard_of = _count(batch, source, held, at=at, into=writes)
    if any(anomalies.is_judged(held[area].raw, raw, held[area].places) for area, raw in raws.items()):
        return None
    try:
        published = keep_up(standing, raws, at=at)
    except Unclear:
        return None
    version = another_version()
    guard, limits = _guard(found, sent, version, published, is_remembered=is_remembered)
    if sent.most_a_minute is not None:
        throttle.count_in(writes, key=_key(source), window=WINDOW, at=at)
    topics = () if published is None else (car_park_topic(source.car_park),)
    if not deed.at_once(writes, *topics, guard=guard, parameters=limits):
        return None
    areas = held | {area: held[area]._replace(raw=raw) for area, raw in raws.items()}
    left = standing._replace(areas=areas, version=version, published=published or standing.published)
    remember(sent.device.pk, found, heard_of, left)
    return batch.results


def _guard(
    found: Found, sent: Sent, version: int, published: str | None, *, is_remembered: bool
) -> tuple[str, list[Any]]:
    """The update that finds its row only while what was found still stands, with its parameters."""
    source, standing = found.source, found.standing
    changes: str = "version = %s"
    values: list[Any] = [version]
    if published is not None:
        changes, values = f"{changes}, {_published()}", [*values, published]
    conditions, limits = "id = %s AND version = %s", [standing.state_id, standing.version]
    if is_remembered:
        unknown, parameters = journal.is_unknown(source.sensor_id, sent.names)
        conditions, limits = f"{conditions} AND {unknown}", [*limits, *parameters]
    if sent.most_a_minute is not None:
        left, parameters = throttle.is_left(key=_key(source), limit=sent.most_a_minute, at=sent.at)
        conditions, limits = f"{conditions} AND {left}", [*limits, *parameters]
    return f"UPDATE parking_carparkstate SET {changes} WHERE {conditions}", [*values, *limits]  # noqa: S608 - no values


@deed
def _held(car_park_id: int, sent: Sent) -> list[Result]:
    """All in a deed that holds the car park. No audit entry: nobody decided anything, and the ledger is the record."""
    found, batch = _found_held(car_park_id, sent)
    source, held, at = found.source, found.standing.areas, sent.at
    if sent.most_a_minute is not None:
        _throttle(source, sent.most_a_minute, at)
    counting.refuse_unplaced(batch, held)
    placing.difference_totals(batch.entries, source, at=at)
    writes = Statements()
    raws, _ = _count(batch, source, held, at=at, into=writes)
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


def _found_held(car_park_id: int, sent: Sent) -> tuple[Found, Batch]:
    """What stands now that nobody else counts there; areas that are told of get a state if need be."""
    projection.lock(car_park_id)
    found = find(sent.device, sent.names, at=sent.at)
    batch = placed(sent.read(found.source), found)
    if not found.standing.state_id or not found.standing.areas.keys() >= batch.areas:
        projection.begin_missing(car_park_id)
        projection.lock(car_park_id)
        found = find(sent.device, sent.names, at=sent.at)
        batch = placed(sent.read(found.source), found)
    return found, batch


def _count(
    batch: Batch, source: Source, held: dict[int, projection.Held], *, at: datetime, into: Statements
) -> tuple[dict[int, int], Source]:
    """Count and note that the sensor was heard; gives the vehicles of each area that moves, and what the sensor is."""
    placing.settle(batch.entries, held)
    placing.flag_debounced(batch.entries)
    raws = counting.count(batch.entries, source, held, at=at, into=into)
    return raws, heard(source, batch.entries, at=at, into=into)


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
