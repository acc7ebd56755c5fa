"""Lets the flush after a transactional test empty append-only tables.

PostgreSQL truncates, which fires no row trigger; a server that is still answering its last question may meet that in a
deadlock, so the flush is asked again. SQLite deletes, and the guards say no: they step aside for that one
transaction, and stand again before anything else can look.
"""

import time
from collections.abc import Iterator, Sequence

import pytest
from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.sqlite3.base import DatabaseOperations

from facilities.kernel.constraints import Immutable

FLUSHES = 5
DEADLOCK = "40P01"


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

    def execute_again(operations: BaseDatabaseOperations, sql_list: Sequence[str]) -> None:
        for patience in range(FLUSHES):
            try:
                return truncated(operations, sql_list)
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", "") != DEADLOCK or patience == FLUSHES - 1:
                    raise
                time.sleep(0.5)

    plain, truncated = DatabaseOperations.execute_sql_flush, BaseDatabaseOperations.execute_sql_flush
    DatabaseOperations.execute_sql_flush = execute_sql_flush
    BaseDatabaseOperations.execute_sql_flush = execute_again
    yield
    DatabaseOperations.execute_sql_flush = plain
    BaseDatabaseOperations.execute_sql_flush = truncated


def _guards() -> Iterator[tuple[str, str]]:
    """How to drop and to create each trigger that forbids a DELETE."""
    for model in apps.get_models():
        for guard in model._meta.constraints:
            if isinstance(guard, Immutable):
                table = connection.ops.quote_name(model._meta.db_table)
                for name, create in guard.statements("sqlite", model).items():
                    yield guard.removal("sqlite", name), create % {"table": table}
