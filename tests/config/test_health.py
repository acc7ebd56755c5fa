"""Alive and ready are two questions."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


@pytest.mark.django_db
def test_a_process_that_answers_is_alive(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_makes_it_ready(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "database": connection.vendor})


@pytest.mark.django_db
def test_a_migration_that_waits_makes_it_not_ready(client):
    MigrationRecorder.Migration.objects.filter(app="bookings").delete()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["status"] == "migrations wait"


@pytest.mark.django_db
def test_health_asks_for_no_log_in_and_sets_no_cookie(client):
    assert not client.get("/healthz").cookies
    assert not client.get("/readyz").cookies
