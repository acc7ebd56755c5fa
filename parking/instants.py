"""Instants on their way into and out of plain SQL; Django's fields do the same for its own queries."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection


@cache
def is_sqlite() -> bool:
    """Which of the two databases this is; asking the connection costs as much as spelling an instant."""
    return connection.vendor == "sqlite"


def written_instant(moment: datetime) -> Any:  # Any: what the database's driver takes
    """`moment` as a parameter."""
    return spelled_instant(moment) if is_sqlite() else moment


def spelled_instant(moment: datetime) -> str:
    """`moment` as the database spells it: SQLite keeps UTC without saying so."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return str(moment)[:-6] if is_sqlite() else str(moment)


def read_instant(value: Any) -> datetime | None:  # Any: a datetime with or without its zone, by driver
    """A column's value as an aware instant."""
    return value.replace(tzinfo=UTC) if value is not None and is_sqlite() else value
