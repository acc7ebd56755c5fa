"""Instants and rows on their way into and out of plain SQL; Django's fields do the same for its own queries."""

import json
from collections.abc import Iterable
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


def read_instant(spelled: str | None) -> datetime | None:
    """An instant as the database spells it within JSON."""
    if spelled is None:
        return None
    moment = datetime.fromisoformat(spelled)
    return moment.replace(tzinfo=UTC) if is_sqlite() else moment


def among() -> str:
    """The condition that a column holds one of some texts, which are one parameter; see `listed`."""
    return "IN (SELECT value FROM json_each(%s))" if is_sqlite() else "= ANY(%s)"


def listed(texts: Iterable[str | None]) -> Any:  # Any: as above
    """Those of `texts` that are one, as a parameter of `among`."""
    given = [text for text in texts if text]
    return json.dumps(given) if is_sqlite() else given


def json_row(columns: str) -> str:
    """The expression that makes one JSON array of `columns`."""
    return f"json_array({columns})" if is_sqlite() else f"json_build_array({columns})::text"


def json_rows(columns: str) -> str:
    """The aggregate that makes a JSON array of such rows; of none it may be NULL."""
    if is_sqlite():
        return f"json_group_array(json_array({columns}))"
    return f"json_agg(json_build_array({columns}))::text"
