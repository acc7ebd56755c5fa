"""Instants on their way into and out of plain SQL; Django's fields do the same for its own queries."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection


def written_instant(moment: datetime) -> Any:  # Any: what the database's driver takes
    """`moment` as a parameter."""
    if connection.vendor == "sqlite":
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    return moment


def read_instant(value: Any) -> datetime | None:  # Any: a datetime with or without its zone, by driver
    """A column's value as an aware instant."""
    return value.replace(tzinfo=UTC) if connection.vendor == "sqlite" and value is not None else value
