"""Every route and method as a kiosk: but for its six calls, it gets what a stranger gets."""

import re

import pytest
from django.db import transaction
from django.test import Client

from access.kiosk import CALLS
from facilities.devices import COOKIE
from tests.walk.walker import METHODS, Walker, _address, routes
from tests.walk.world import World

pytestmark = pytest.mark.django_db
# What differs from one request to the next says nothing about who asked.
MADE_ANEW = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|data-epoch="\w+"|X-CSRFToken[^}]*|nonce[^>]*'
    r"|<time data-ago[^>]*>[^<]*"
    r"|\d{4}-\d\d-\d\dT[\d:.+Z]*|\d\d:\d\d:\d\d|\b[A-Z0-9]{6}\b"
)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def answer_to(client: Client, method: str, address: str) -> tuple[object, ...]:
    answer = Walker("device", client).ask(method, address)
    said = answer.content.decode(errors="replace")
    return answer.status_code, answer.headers.get("Location"), MADE_ANEW.sub("", said)


@pytest.mark.parametrize("route", routes())
def test_a_kiosk_is_a_stranger_to_all_but_its_calls(route, world):
    kiosk, stranger = Client(raise_request_exception=False), Client(raise_request_exception=False)
    kiosk.cookies[COOKIE] = world.mine.kiosk_token
    address = _address(route, world, "device", mine=True)

    different = {
        method for method in METHODS if answer_to(kiosk, method, address) != answer_to(stranger, method, address)
    }

    assert different <= {method for method, name in CALLS if name == route}


def test_the_calls_of_a_kiosk_are_answered_to_it_as_to_nobody_else(world):
    kiosk, stranger = Client(raise_request_exception=False), Client(raise_request_exception=False)
    kiosk.cookies[COOKIE] = world.mine.kiosk_token

    for method, route in CALLS - {("GET", "v1:facilities:live-detail")}:
        address = _address(route, world, "device", mine=True)
        assert answer_to(kiosk, method, address) != answer_to(stranger, method, address), route
    assert answer_to(kiosk, "GET", f"/api/v1/live/kiosk.{world.mine.slug}/")[0] == 200
    assert answer_to(stranger, "GET", f"/api/v1/live/kiosk.{world.mine.slug}/")[0] == 404
