"""Writes of several tables in one journey to the database: on PostgreSQL the journey costs as much as the write."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from .instants import is_sqlite


class Statements:
    """Writes that wait for one another's company; nothing is read back from them."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Sequence[Any]]] = []

    def add(self, sql: str, parameters: Sequence[Any]) -> None:
        """Let one more wait."""
        self._waiting.append((sql, parameters))

    def run(self) -> None:
        """Send them, in the order in which they came."""
        waiting, self._waiting = self._waiting, []
        if len(waiting) > 1 and not is_sqlite():
            # Each writes another table, so that it does not matter that none sees what the others do.
            parts = ", ".join(f"write_{number} AS ({sql})" for number, (sql, _) in enumerate(waiting))
            waiting = [(f"WITH {parts} SELECT 1", [value for _, values in waiting for value in values])]
        with connection.cursor() as cursor:
            for sql, values in waiting:
                cursor.execute(sql, values)
