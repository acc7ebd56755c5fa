"""Alive and ready are two questions."""

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


@pytest.mark.django_db
def test_a_process_that_answers_is_alive(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_makes_it_ready(client, settings):
    settings.REDIS_URL = ""

    answer = client.get("/readyz")

    ready = {"status": "ready", "database": connection.vendor, "live_layer": "in memory"}
    assert (answer.status_code, answer.json()) == (200, ready)


@pytest.mark.django_db
@pytest.mark.skipif(not settings.REDIS_URL, reason="no Valkey in this run")
def test_a_live_layer_that_answers_is_reported(client):
    assert client.get("/readyz").json()["live_layer"] == "answers"


@pytest.mark.django_db
def test_a_live_layer_that_is_away_is_reported_and_ends_nothing(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["live_layer"]) == (200, "does not answer")


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
