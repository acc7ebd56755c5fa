"""Lets the flush after a transactional test empty append-only tables.

PostgreSQL truncates, which fires no row trigger. SQLite deletes, and the guards say no: they step aside for that one
transaction, and stand again before anything else can look.
"""

from collections.abc import Iterator, Sequence

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.backends.sqlite3.base import DatabaseOperations

from facilities.kernel.constraints import Immutable


@pytest.fixture(autouse=True, scope="session")
def _guards_step_aside_for_the_flush() -> Iterator[None]:
    def execute_sql_flush(operations: DatabaseOperations, sql_list: Sequence[str]) -> None:
        with transaction.atomic(using=operations.connection.alias), connection.cursor() as cursor:
            guards = list(_guards())
            for drop, _ in guards:
                cursor.execute(drop)
            plain(operations, sql_list)
            for _, create in guards:
                cursor.execute(create)

    plain = DatabaseOperations.execute_sql_flush
    DatabaseOperations.execute_sql_flush = execute_sql_flush
    yield
    DatabaseOperations.execute_sql_flush = plain


def _guards() -> Iterator[tuple[str, str]]:
    """How to drop and to create each trigger that forbids a DELETE."""
    for model in apps.get_models():
        for guard in model._meta.constraints:
            if isinstance(guard, Immutable):
                table = connection.ops.quote_name(model._meta.db_table)
                for name, create in guard.statements("sqlite", model).items():
                    yield guard.removal("sqlite", name), create % {"table": table}
