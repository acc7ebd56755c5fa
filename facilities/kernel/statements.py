"""Writes of several tables in one journey to the database: on PostgreSQL the journey costs as much as the write."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from .turns import own_turn

# Stands in the WHERE of each write: where the guard found no row, nothing may be written.
ALLOWED = "{allowed}"


class Statements:
    """Writes that wait for one another's company; each names `ALLOWED` among its conditions."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Sequence[Any], str]] = []

    def add(self, sql: str, parameters: Sequence[Any], *, gives: str = "1") -> None:
        """Let one more wait; `gives` is the column that running it tells of."""
        self._waiting.append((sql, parameters, gives))

    def run(self) -> list[str]:
        """Send them inside the running transaction, in the order in which they came; gives what the last one told."""
        if len(self._waiting) > 1 and connection.vendor == "postgresql":
            return self._run_together([]) or []
        return self._run_singly()

    def run_if(self, guard: str, parameters: Sequence[Any]) -> list[str] | None:
        """All of them or, where the update `guard` finds no row, none (then None); gives what the last one told.

        A transaction of its own, unless one is running.
        """
        if connection.vendor == "postgresql":
            return self._run_together([(guard, parameters, "1")])
        with own_turn(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(guard, parameters)
            return self._run_singly() if cursor.rowcount else None

    def _run_together(self, guards: list[tuple[str, Sequence[Any], str]]) -> list[str] | None:
        waiting, self._waiting = self._waiting, []
        allowed = "EXISTS (SELECT 1 FROM write_0)" if guards else "TRUE"
        parts: list[str] = []
        values: list[Any] = []
        for number, (sql, bound, gives) in enumerate([*guards, *waiting]):
            parts.append(f"write_{number} AS ({sql.replace(ALLOWED, allowed)} RETURNING {gives} AS told)")
            values += bound
        # Asked for in their order, so that rows are locked in it: the guard's first.
        numbers = range(len(parts))
        asked = ", ".join(f"(SELECT string_agg(told::text, ' ') FROM write_{n})" for n in numbers)  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {', '.join(parts)} SELECT {asked}", values)
            row = cursor.fetchone()
        return None if guards and row[0] is None else (row[-1] or "").split()

    def _run_singly(self) -> list[str]:
        waiting, self._waiting = self._waiting, []
        told: list[Any] = []
        with connection.cursor() as cursor:
            for sql, values, gives in waiting:
                if gives == "1":
                    cursor.execute(sql.replace(ALLOWED, "TRUE"), values)
                else:
                    cursor.execute(f"{sql.replace(ALLOWED, 'TRUE')} RETURNING {gives}", values)
                    told = [value for (value,) in cursor.fetchall()]
        return told
