"""How the tests of this storey call the API."""

import pytest
import time_machine
from rest_framework.test import APIClient

from tests.factories import NOON, at


@pytest.fixture
def as_(db):
    """A client of the API, logged in as somebody, who reads English."""

    def client_of(user) -> APIClient:
        user.language = "en-gb"
        user.save()
        client = APIClient()
        client.force_login(user)
        return client

    return client_of


@pytest.fixture
def noon():
    """The clock stands at 2026-10-01 09:00 in Brussels."""
    with time_machine.travel(NOON, tick=False):
        yield NOON


@pytest.fixture
def clock_at():
    """Move the clock to a time on the wall in Brussels."""
    travels = []

    def move(text: str) -> None:
        travels.append(time_machine.travel(at(text), tick=False))
        travels[-1].start()

    yield move
    for travel in reversed(travels):
        travel.stop()
