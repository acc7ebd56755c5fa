"""Writing into the ledger: rows of events, each kept once however often it is sent."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from .instants import written_instant
from .ledger import Move, moves
from .messages import Message
from .models.ledger import CountEvent
from .sources import Way

COLUMNS = (
    "sensor_id, external_id, body_hash, kind, lane_id, from_area_id, to_area_id, entered, returned, value, "
    "vehicle_class, subject, occurred_at, received_at, effective_at, is_late, flags"
)
INSERT = (
    f"INSERT INTO parking_countevent ({COLUMNS}) VALUES {{rows}} "  # noqa: S608 - only names of columns
    "ON CONFLICT (sensor_id, external_id) DO NOTHING RETURNING external_id, id"
)
ROW = f"({', '.join(['%s'] * 17)})"
# One query binds so many values at most, on the database that binds fewest: 32,766 on SQLite, 17 a row.
ROWS_AT_ONCE = 1500


@dataclass(slots=True, kw_only=True)
class Entry:
    """One event on its way into the ledger."""

    message: Message
    way: Way | None = None
    from_area: int | None = None
    to_area: int | None = None
    entered: int = 0
    returned: int = 0
    value: int | None = None
    is_late: bool = False
    flags: list[str] = field(default_factory=list)

    @property
    def moved(self) -> list[Move]:
        """What it does to the areas it joins."""
        if not (self.entered or self.returned):
            return []
        return list(moves(from_area=self.from_area, to_area=self.to_area, entered=self.entered, returned=self.returned))


def write(sensor_id: int, entries: Sequence[Entry], *, at: datetime) -> dict[str, int]:
    """Insert what is not there yet; gives the number in the ledger of each event that is new, by the sender's."""
    new: dict[str, int] = {}
    received = written_instant(at)
    with connection.cursor() as cursor:
        for start in range(0, len(entries), ROWS_AT_ONCE):
            some = entries[start : start + ROWS_AT_ONCE]
            parameters: list[Any] = []
            for entry in some:
                parameters += _row(sensor_id, entry, received)
            cursor.execute(INSERT.format(rows=", ".join([ROW] * len(some))), parameters)
            new.update(cursor.fetchall())
    return new


def kept(sensor_id: int, external_ids: Collection[str]) -> dict[str, str]:
    """The body hashes under which events stand in the ledger already, by the sender's number."""
    if not external_ids:
        return {}
    rows = CountEvent.objects.order_by().filter(sensor_id=sensor_id, external_id__in=external_ids)
    return dict(rows.values_list("external_id", "body_hash"))


def _row(sensor_id: int, entry: Entry, received: Any) -> list[Any]:
    message = entry.message
    occurred = written_instant(message.occurred_at)
    is_as_told = message.effective_at is message.occurred_at
    return [
        sensor_id,
        message.external_id,
        message.body_hash,
        message.kind,
        entry.way and entry.way.lane_id,
        entry.from_area,
        entry.to_area,
        entry.entered,
        entry.returned,
        entry.value,
        message.vehicle_class,
        message.subject,
        occurred,
        received,
        occurred if is_as_told else written_instant(message.effective_at),
        entry.is_late,
        json.dumps(entry.flags) if entry.flags else "[]",
    ]
