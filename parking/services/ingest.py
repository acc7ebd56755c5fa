"""Taking events of sensors into the ledger: each counts once, and a bad one never keeps the rest of its batch out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection

from facilities.deeds import deed
from facilities.errors import TooManyAttempts
from facilities.kernel.errors import DomainError
from facilities.models.devices import Device
from facilities.models.machinery import LiveTopic
from facilities.services.throttle import seconds_to_wait, take, throttle_key

from .. import anomalies, journal, ledger, placing, projection, publishing
from ..errors import EventDiffers, EventRejected
from ..instants import written_instant
from ..journal import Entry
from ..keeping_up import keep_up
from ..messages import name_of, read
from ..models.areas import Area
from ..models.ledger import Anchor, Anomaly, CountEvent
from ..names import car_park_topic
from ..quality import MISSED
from ..sources import Source, source_of
from . import dirt

WINDOW = timedelta(minutes=1)
# How far one request may move the running median of a clock's offset: an outage delivered late says little.
OFFSET_STEP, OFFSET_SHARE = 30.0, 1 / 16
HEARD = """
    UPDATE parking_sensor SET
        last_contact_at = CASE WHEN last_contact_at IS NULL OR last_contact_at < %s THEN %s ELSE last_contact_at END,
        clock_offset = %s
    WHERE id = %s
"""


@dataclass(frozen=True, slots=True)
class Result:
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
    batch = _read(items, source, at=at)
    return Taken(_keep(source=source, batch=batch, at=at, most_a_minute=most_a_minute), source.car_park.slug)


def _read(items: Sequence[Any], source: Source, *, at: datetime) -> _Batch:
    """All that can be known before the transaction begins."""
    batch = _Batch()
    messages: list[Any] = []
    for item in items:
        batch.names.append(name_of(item))
        try:
            messages.append(read(item, at=at, zone=source.zone, has_bad_clock=source.has_bad_clock))
        except EventRejected as refusal:
            messages.append(refusal)
    legible = [message for message in messages if not isinstance(message, DomainError)]
    areas, foreign = placing.areas_told_of(source, legible), placing.foreign_lanes(source, legible)
    for message in messages:
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
def _keep(*, source: Source, batch: _Batch, at: datetime, most_a_minute: int | None) -> list[Result]:
    """The transaction: insert, add, publish. No audit entry: nobody decided anything, and the ledger is the record."""
    if most_a_minute is not None:
        _throttle(source, most_a_minute, at)
    entries = list(batch.first.values())
    named = {area for entry in entries for area in (entry.from_area, entry.to_area) if area is not None}
    standing = projection.hold(source.car_park.pk, needed=named, at=at)
    held = standing.areas
    entries = _possible(batch, entries, held)
    told_before = _told_before(source, entries)
    fresh = [entry for entry in entries if entry.message.external_id not in told_before]
    placing.difference_totals(fresh, source, at=at)
    placing.settle(fresh, held)
    placing.flag_debounced(fresh)
    new = journal.write(source.sensor_id, fresh, at=at) if fresh else {}
    counted = [entry for entry in fresh if entry.message.external_id in new]
    raws = _count(source, counted, new, held, at=at) if counted else {}
    _heard(source, counted, at=at)
    changed = keep_up(standing, raws, at=at) if _is_talkative(source, held, at) else None
    if changed is None:
        changed = publishing.refresh(source.car_park, at=at)
    if changed:
        deed.touch(car_park_topic(source.car_park.slug))
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
    source: Source, counted: list[Entry], new: dict[str, int], held: dict[int, projection.Held], *, at: datetime
) -> dict[int, int]:
    """Let what is new in the ledger move the present; gives the vehicles of each area that it touched."""
    anchors = {area_id: area.anchor_at for area_id, area in held.items()}
    moved = ledger.added(((entry.message.effective_at, entry.moved) for entry in counted), anchors)
    projection.add(moved, at=at)
    raws = {area_id: held[area_id].raw + came - went for area_id, (came, went, _) in moved.items()}
    raws |= _level(counted, new, anchors, at=at)
    for area_id, raw in sorted(raws.items()):
        area = held[area_id]
        anomalies.judge(area_id, car_park=source.car_park.pk, before=area.raw, after=raw, places=area.places, at=at)
    minute = at.replace(second=0, microsecond=0)
    past = [entry for entry in counted if entry.message.effective_at < minute]
    if past:
        fed = _fed(source, held)
        dirt.mark(
            (area_id, entry.message.effective_at)
            for entry in past
            for area_id in fed | {entry.from_area, entry.to_area}
            if area_id is not None
        )
    return raws


def _is_talkative(source: Source, held: dict[int, projection.Held], at: datetime) -> bool:
    """Whether the sensor was heard so lately that hearing it again makes no count more trustworthy."""
    if source.last_contact_at is None:
        return False
    silence = (at - source.last_contact_at).total_seconds()
    return silence < min([source.expected_every * MISSED, *(area.stale_after for area in held.values())])


def _fed(source: Source, held: dict[int, projection.Held]) -> set[int | None]:
    """The areas of which a sign of life of the sensor says that their count is known."""
    told = {area_id for area_id, area in held.items() if area.method == Area.Method.EXTERNAL}
    return told | {area_id for way in source.ways.values() for area_id in (way.from_area, way.to_area)}


def _level(
    counted: list[Entry], new: dict[str, int], anchors: dict[int, datetime | None], *, at: datetime
) -> dict[int, int]:
    """Levels told by other systems are counts as much as those of people; the latest stands."""
    levels = [entry for entry in counted if entry.message.kind == CountEvent.Kind.LEVEL]
    if not levels:
        return {}
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


def _heard(source: Source, counted: Sequence[Entry], *, at: datetime) -> None:
    """The sensor lives, whatever it said; what is new says how its clock runs."""
    offset = source.clock_offset
    if counted:
        seen = median((at - entry.message.occurred_at).total_seconds() for entry in counted)
        if offset is None:
            offset = seen
        else:
            step = (seen - offset) * OFFSET_SHARE
            offset += max(-OFFSET_STEP, min(OFFSET_STEP, step))
    moment = written_instant(at)
    with connection.cursor() as cursor:
        cursor.execute(HEARD, [moment, moment, offset, source.sensor_id])
    if not counted or source.has_bad_clock:
        return
    is_skewed = any("clock_skew" in entry.flags for entry in counted)
    if is_skewed and not source.is_known_skewed:
        _note_skew(source, offset or 0, at=at)
    elif source.is_known_skewed and not is_skewed:
        anomalies.end(Anomaly.Kind.CLOCK_SKEW, sensor=source.sensor_id, at=at)


def _note_skew(source: Source, offset: float, *, at: datetime) -> None:
    anomalies.begin(
        Anomaly.Kind.CLOCK_SKEW,
        car_park=source.car_park.pk,
        sensor=source.sensor_id,
        at=at,
        seconds=round(offset),
    )


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
