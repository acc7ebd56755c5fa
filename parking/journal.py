"""Writing into the ledger: rows of events. That each is kept once, however often it is sent, its unique key holds."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from facilities.kernel.statements import ALLOWED, Statements

from .instants import among, is_sqlite, listed, spelled_instant
from .messages import Message
from .sources import Way

COLUMNS = {
    "sensor_id": "bigint",
    "external_id": "text",
    "body_hash": "text",
    "kind": "text",
    "lane_id": "bigint",
    "from_area_id": "bigint",
    "to_area_id": "bigint",
    "entered": "integer",
    "returned": "integer",
    "value": "integer",
    "vehicle_class": "text",
    "subject": "text",
    "occurred_at": "timestamptz",
    "received_at": "timestamptz",
    "effective_at": "timestamptz",
    "is_late": "boolean",
    "flags": "jsonb",
}
NAMES = ", ".join(COLUMNS)
INSERT = f"INSERT INTO parking_countevent ({NAMES}) {{rows}}"
# PostgreSQL reads rows out of one JSON value faster than out of parameters, and keeps the plan whatever their number.
ROWS = f"""
    SELECT {NAMES} FROM json_to_recordset(%s::json) AS told ({", ".join(map(" ".join, COLUMNS.items()))})
    WHERE {ALLOWED}
"""  # noqa: S608 - as above
ROW = f"({', '.join(['%s'] * len(COLUMNS))})"
# One statement of SQLite binds 32,766 values at most.
ROWS_AT_ONCE = 1500
NUMBERS = "SELECT external_id, id FROM parking_countevent WHERE sensor_id = %s AND external_id IN ({marks})"


@dataclass(slots=True)
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
    def is_moving(self) -> bool:
        """Whether vehicles passed."""
        return bool(self.entered or self.returned)


def write(sensor_id: int, entries: Sequence[Entry], *, at: datetime, into: Statements) -> None:
    """Insert events of which none is there yet."""
    received = spelled_instant(at)
    rows = [_row(sensor_id, entry, received) for entry in entries]
    if not is_sqlite():
        told = json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows])
        into.add(INSERT.format(rows=ROWS), [told])
        return
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        values = f"VALUES {', '.join([ROW] * len(some))}"
        into.add(INSERT.format(rows=values), [value for row in some for value in row])


def numbers(sensor_id: int, external_ids: Collection[str]) -> dict[str, int]:
    """The numbers of events in the ledger, by the sender's."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS.format(marks=", ".join(["%s"] * len(external_ids))), [sensor_id, *external_ids])
        return dict(cursor.fetchall())


def is_unknown(sensor_id: int, external_ids: Collection[str | None]) -> tuple[str, list[Any]]:
    """The condition, with its parameters, that none of those events of a sensor stands in the ledger."""
    known = f"SELECT 1 FROM parking_countevent WHERE sensor_id = %s AND external_id {among()}"  # noqa: S608 - no values
    return f"NOT EXISTS ({known})", [sensor_id, listed(external_ids)]


def _row(sensor_id: int, entry: Entry, received: str) -> tuple[Any, ...]:  # Any: values of seventeen columns
    message = entry.message
    occurred = spelled_instant(message.occurred_at)
    is_as_told = message.effective_at is message.occurred_at
    return (
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
        occurred if is_as_told else spelled_instant(message.effective_at),
        entry.is_late,
        _flags(entry.flags),
    )


def _flags(flags: list[str]) -> Any:  # Any: within a JSON value a list, as a parameter its text
    if not is_sqlite():
        return flags
    return json.dumps(flags) if flags else "[]"
