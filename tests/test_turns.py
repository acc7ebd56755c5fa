"""Which tests PostgreSQL is spared."""

import pytest
from django.db import connection

from tests.plugins.turns import asks_a_database, without_database


def test_a_test_that_asks_for_no_database_is_kept_from_any_and_left_to_sqlite(request):
    assert not asks_a_database(request.node)
    assert without_database.mark in request.node.own_markers
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.ensure_connection()


@pytest.mark.django_db
def test_a_test_with_the_mark_runs_on_each(request):
    assert asks_a_database(request.node)
    assert without_database.mark not in request.node.own_markers


def test_a_test_that_gets_there_by_a_fixture_runs_on_each(request, db):
    assert asks_a_database(request.node)


def test_a_test_with_a_server_runs_on_each(request, a_server):
    assert asks_a_database(request.node)
