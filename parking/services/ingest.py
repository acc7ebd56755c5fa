"""Taking events of sensors into the ledger: each counts once, and a bad one never keeps the rest of its batch out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from facilities.deeds import deed
from facilities.errors import TooManyAttempts
from facilities.kernel.errors import DomainError
from facilities.models.devices import Device
from facilities.models.machinery import LiveTopic
from facilities.services.throttle import seconds_to_wait, take, throttle_key

from .. import anomalies, journal, ledger, placing, projection, publishing
from ..errors import EventDiffers, EventRejected
from ..hearing import heard, is_talkative
from ..journal import Entry
from ..keeping_up import keep_up
from ..messages import Told, read_all
from ..models.areas import Area
from ..models.car_parks import CarPark
from ..models.ledger import Anchor, CountEvent
from ..names import car_park_topic
from ..sources import Source, source_of
from ..statements import Statements
from . import dirt

WINDOW = timedelta(minutes=1)


class Result(NamedTuple):
    """What became of one item."""

    id: str | None
    status: str
    flags: Sequence[str] = ()
    refusal: DomainError | None = None


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


@dataclass(slots=True)
class _Batch:
    """Items as they were read: an entry or a refusal each; `first` are the entries by the sender's number."""

    names: list[str | None] = field(default_factory=list)
    read: list[Entry | DomainError] = field(default_factory=list)
    first: dict[str, Entry] = field(default_factory=dict)


def take_events(*, device: Device, items: Sequence[Any], at: datetime, most_a_minute: int | None = None) -> Taken:
    """Take what `device` tells, received at `at`; raises only what keeps the whole request out."""
    source = source_of(device)
    told = read_all(items, at=at, zone=source.zone, has_bad_clock=source.has_bad_clock)
    return take_messages(source=source, told=told, at=at, most_a_minute=most_a_minute)


def take_messages(*, source: Source, told: Sequence[Told], at: datetime, most_a_minute: int | None = None) -> Taken:
    """Take messages of `source` that have been read."""
    placed = [_placed(told, source)]
    return Taken(_keep(source=source, told=told, placed=placed, at=at, most_a_minute=most_a_minute), source.car_park)


def _placed(told: Sequence[Told], source: Source) -> _Batch:
    """All that can be known before the transaction begins."""
    batch = _Batch([name for name, _ in told])
    legible = [message for _, message in told if not isinstance(message, DomainError)]
    areas, foreign = placing.areas_told_of(source, legible), placing.foreign_lanes(source, legible)
    for _, message in told:
        try:
            if isinstance(message, DomainError):
                raise message
            entry = placing.place(message, source, areas, foreign)
        except EventRejected as refusal:
            batch.read.append(refusal)
        else:
            batch.read.append(entry)
            batch.first.setdefault(message.external_id, entry)
    return batch


@deed
def _keep(
    *, source: Source, told: Sequence[Told], placed: list[_Batch], at: datetime, most_a_minute: int | None
) -> list[Result]:
    """The transaction: insert, add, publish. No audit entry: nobody decided anything, and the ledger is the record."""
    # After a deadlock this runs again, and must not find on an entry what it wrote there the first time.
    batch = placed.pop() if placed else _placed(told, source)
    if most_a_minute is not None:
        _throttle(source, most_a_minute, at)
    entries = list(batch.first.values())
    named = {area for entry in entries for area in (entry.from_area, entry.to_area) if area is not None}
    standing = projection.hold(source.car_park_id, needed=named, at=at)
    held = standing.areas
    entries = _possible(batch, entries, held)
    told_before = _told_before(source, entries)
    fresh = [entry for entry in entries if entry.message.external_id not in told_before]
    placing.difference_totals(fresh, source, at=at)
    placing.settle(fresh, held)
    placing.flag_debounced(fresh)
    new = journal.write(source.sensor_id, fresh, at=at) if fresh else {}
    counted = [entry for entry in fresh if entry.message.external_id in new]
    writes = Statements()
    raws = _count(source, counted, new, held, at=at, into=writes) if counted else {}
    heard(source, counted, at=at, into=writes)
    changed = keep_up(standing, raws, at=at, into=writes) if is_talkative(source, held, at) else None
    writes.run()
    if changed is None:
        changed = publishing.refresh(CarPark.objects.get(pk=source.car_park_id), at=at)
    if changed:
        deed.touch(car_park_topic(source.car_park))
    hashes = journal.kept(source.sensor_id, batch.first.keys() - new.keys())
    return _results(batch, new, hashes)


def _possible(batch: _Batch, entries: list[Entry], held: dict[int, projection.Held]) -> list[Entry]:
    """Those that can count now that the areas are known; the others become refusals."""
    refused: dict[int, DomainError] = {}
    for entry in entries:
        try:
            placing.check_places(entry, held)
        except EventRejected as refusal:
            refused[id(entry)] = refusal
    if not refused:
        return entries
    batch.read = [refused.get(id(one), one) for one in batch.read]
    return [entry for entry in entries if id(entry) not in refused]


def _told_before(source: Source, entries: Sequence[Entry]) -> dict[str, str]:
    """Lifetime counters the ledger knows: their difference must not be taken a second time."""
    totals = [e.message.external_id for e in entries if e.message.kind == CountEvent.Kind.TOTAL]
    return journal.kept(source.sensor_id, totals)


def _count(
    source: Source,
    counted: list[Entry],
    new: dict[str, int],
    held: dict[int, projection.Held],
    *,
    at: datetime,
    into: Statements,
) -> dict[int, int]:
    """Let what is new in the ledger move the present; gives the vehicles of each area that it touched."""
    anchors = {area_id: area.anchor_at for area_id, area in held.items()}
    moved = ledger.added(
        [(e.message.effective_at, e.from_area, e.to_area, e.entered, e.returned) for e in counted if e.is_moving],
        anchors,
    )
    projection.add(moved, at=at, into=into)
    raws = {area_id: held[area_id].raw + came - went for area_id, (came, went, _) in moved.items()}
    if any(entry.message.kind == CountEvent.Kind.LEVEL for entry in counted):
        into.run()
        raws |= _level(counted, new, at=at)
    for area_id, raw in sorted(raws.items()):
        area = held[area_id]
        anomalies.judge(area_id, car_park=source.car_park_id, before=area.raw, after=raw, places=area.places, at=at)
    _mark_past(source, counted, held, at=at, into=into)
    return raws


def _mark_past(
    source: Source, counted: Sequence[Entry], held: dict[int, projection.Held], *, at: datetime, into: Statements
) -> None:
    """Statistics of minutes that are over must be made again."""
    minute = at.replace(second=0, microsecond=0)
    moments = [e.message.effective_at for e in counted if e.message.effective_at < minute]
    if moments:
        ends = {dirt.quarter_of(min(moments)), dirt.quarter_of(max(moments))}
        past = ends if len(ends) == 1 else {dirt.quarter_of(moment) for moment in moments}
        # Whatever an event tells, it also tells that its sensor lived, and so that what the sensor feeds was known.
        dirt.mark(((area_id, quarter) for area_id in _fed(source, held) for quarter in past), into=into)


def _fed(source: Source, held: dict[int, projection.Held]) -> set[int]:
    """The areas of which a sign of life of the sensor says that their count is known."""
    told = {area_id for area_id, area in held.items() if area.method == Area.Method.EXTERNAL}
    joined = {area_id for way in source.ways.values() for area_id in (way.from_area, way.to_area)}
    return told | {area_id for area_id in joined if area_id is not None}


def _level(counted: list[Entry], new: dict[str, int], *, at: datetime) -> dict[int, int]:
    """Levels told by other systems are counts as much as those of people; the latest stands."""
    levels = [entry for entry in counted if entry.message.kind == CountEvent.Kind.LEVEL]
    Anchor.objects.bulk_create(
        Anchor(
            area_id=entry.to_area,
            counted_at=entry.message.effective_at,
            value=entry.value,
            event_id=new[entry.message.external_id],
            recorded_at=at,
        )
        for entry in levels
        if entry.to_area is not None and entry.value is not None
    )
    return projection.follow({entry.to_area for entry in levels if not entry.is_late and entry.to_area}, at=at)


def _throttle(source: Source, most: int, at: datetime) -> None:
    # Inside the transaction: a commit of its own would cost as much as the events. Refusing takes the attempt back,
    # which leaves the counter where it refuses.
    key = throttle_key("events", str(source.sensor_id))
    if not take(key=key, limit=most, window=WINDOW, at=at):
        raise TooManyAttempts(retry_after=seconds_to_wait(key=key, at=at))


def _results(batch: _Batch, new: dict[str, int], hashes: dict[str, str]) -> list[Result]:
    results = []
    for name, one in zip(batch.names, batch.read, strict=True):
        if isinstance(one, DomainError):
            results.append(Result(name, "rejected", refusal=one))
            continue
        first = batch.first[one.message.external_id]
        if one is first and name in new:
            results.append(Result(name, "late" if one.is_late else "accepted", one.flags))
        elif one.message.body_hash == (first.message.body_hash if name in new else hashes.get(name or "")):
            results.append(Result(name, "duplicate"))
        else:
            results.append(Result(name, "conflict", refusal=EventDiffers()))
    return results
