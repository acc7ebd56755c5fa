"""What a batch of messages does to a car park, worked out from what was found of it: nothing here asks or writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from facilities.kernel.errors import DomainError
from facilities.kernel.statements import Statements

from . import journal, ledger, placing, projection
from .errors import EventDiffers, EventRejected
from .journal import Entry
from .messages import Message, Told
from .models.areas import Area
from .models.ledger import CountEvent
from .projection import Held
from .services import dirt
from .sources import Found, Source

# What their entry alone says; the others need to know more, or write more.
SIMPLE = frozenset({CountEvent.Kind.PASSAGE.value, CountEvent.Kind.HEARTBEAT.value})


class Result(NamedTuple):
    """What became of one item."""

    id: str | None
    status: str
    flags: Sequence[str] = ()
    refusal: DomainError | None = None


@dataclass(slots=True)
class Batch:
    """Items in the order they came: what became of each, or its entry; `entries` are those that are new."""

    items: list[Result | Entry] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def results(self) -> list[Result]:
        """What became of each, once all is settled."""
        return [
            one
            if isinstance(one, Result)
            else Result(one.message.external_id, "late" if one.is_late else "accepted", one.flags)
            for one in self.items
        ]

    @property
    def is_simple(self) -> bool:
        """Whether there are but passages and signs of life."""
        return all(entry.message.kind in SIMPLE for entry in self.entries)

    @property
    def areas(self) -> set[int]:
        """The areas that are told of."""
        ends = {(entry.from_area, entry.to_area) for entry in self.entries}
        return {area_id for pair in ends for area_id in pair if area_id is not None}


def placed(told: Sequence[Told], found: Found) -> Batch:
    """Entries of all that is new and can be told where it belongs."""
    source, batch = found.source, Batch()
    legible = [message for _, message in told if isinstance(message, Message)]
    areas, foreign = placing.areas_told_of(source, legible), placing.foreign_lanes(source, legible)
    known = dict(found.kept)
    for name, message in told:
        if not isinstance(message, Message):
            batch.items.append(Result(name, "rejected", refusal=message))
            continue
        before = known.get(message.external_id)
        if before is not None:
            same = before == message.body_hash
            batch.items.append(Result(name, "duplicate") if same else Result(name, "conflict", refusal=EventDiffers()))
            continue
        try:
            entry = placing.place(message, source, areas, foreign)
        except EventRejected as refusal:
            batch.items.append(Result(name, "rejected", refusal=refusal))
            continue
        known[message.external_id] = message.body_hash
        batch.items.append(entry)
        batch.entries.append(entry)
    return batch


def refuse_unplaced(batch: Batch, held: Mapping[int, Held]) -> None:
    """Let entries that cannot count become refusals, now that the areas are known."""
    for entry in list(batch.entries):
        try:
            placing.check_places(entry, held)
        except EventRejected as refusal:
            batch.entries.remove(entry)
            batch.items[batch.items.index(entry)] = Result(entry.message.external_id, "rejected", refusal=refusal)


def count(
    entries: Sequence[Entry], source: Source, held: Mapping[int, Held], *, at: datetime, into: Statements
) -> dict[int, int]:
    """Write what is new into the ledger and let it move the present; gives the vehicles of each area that it moves."""
    if not entries:
        return {}
    journal.write(source.sensor_id, entries, at=at, into=into)
    moved = ledger.added(
        [(e.message.effective_at, e.from_area, e.to_area, e.entered, e.returned) for e in entries if e.is_moving],
        {area_id: area.anchor_at for area_id, area in held.items()},
    )
    projection.add(moved, at=at, into=into)
    _mark_past(entries, source, held, at=at, into=into)
    return {area_id: held[area_id].raw + came - went for area_id, (came, went, _) in moved.items()}


def _mark_past(
    entries: Sequence[Entry], source: Source, held: Mapping[int, Held], *, at: datetime, into: Statements
) -> None:
    """Statistics of minutes that are over must be made again."""
    minute = at.replace(second=0, microsecond=0)
    moments = [e.message.effective_at for e in entries if e.message.effective_at < minute]
    if moments:
        ends = {dirt.quarter_of(min(moments)), dirt.quarter_of(max(moments))}
        past = ends if len(ends) == 1 else {dirt.quarter_of(moment) for moment in moments}
        # Whatever an event tells, it also tells that its sensor lived, and so that what the sensor feeds was known.
        dirt.mark(((area_id, quarter) for area_id in _fed(source, held) for quarter in past), into=into)


def _fed(source: Source, held: Mapping[int, Held]) -> set[int]:
    """The areas of which a sign of life of the sensor says that their count is known."""
    told = {area_id for area_id, area in held.items() if area.method == Area.Method.EXTERNAL}
    joined = {area_id for way in source.ways.values() for area_id in (way.from_area, way.to_area)}
    return told | {area_id for area_id in joined if area_id is not None}
