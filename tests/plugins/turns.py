"""What is the same on either database is tried on one.

What looks the same is looked at in the light on SQLite, in the dark on PostgreSQL. Only for tests that look at what a
page or a count has become, and at nothing a database can do its own way; that the page opens on both is seen by the
walk over the routes. A test that asks for no database and no server cannot reach either, and runs on SQLite.

`make test` has both.
"""

import pytest
from django.db import connection

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="looks alike on both, looked at on SQLite")
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="looks alike on both, looked at on PostgreSQL"
)
themes = pytest.mark.parametrize(
    "theme", [pytest.param("light", marks=on_sqlite), pytest.param("dark", marks=on_postgresql)]
)
without_database = pytest.mark.skipif(connection.vendor != "sqlite", reason="asks no database, run on SQLite")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not asks_a_database(item):
            item.add_marker(without_database)


def asks_a_database(item: pytest.Item) -> bool:
    """Whether the test is let at a database; pytest-django keeps every other one away from it."""
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in getattr(item, "fixturenames", ())
