"""What looks the same on either database is looked at on one: the look in the light on SQLite, the dark on PostgreSQL.

`make test` has both. Only for tests that look at what a page or a count has become, and at nothing a database can do
its own way; that the page opens on both is seen by the walk over the routes.
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
