"""The pages of screens, devices and boards."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from facilities.devices import COOKIE
from facilities.models import Board, Device
from facilities.services.devices import CODES_PER_NETWORK, revoke_device
from tests.factories import NOON, a_board, a_device, a_room, a_site, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    site = a_site()
    a_board(site=site)
    a_room(site=site, name="Newton")
    return site


@pytest.fixture
def manager(client, site):
    user = a_user("site_manager", site=site)
    client.force_login(user)
    return user


def test_a_screen_is_paired_by_the_code_it_shows_and_goes_to_its_board(client, manager, site):
    screen = type(client)()
    shown = screen.get("/screens/").content.decode()
    code = Device.objects.get().pairing_code
    assert code in shown
    assert screen.get("/screens/state/").json() == {"state": "waiting"}

    answer = client.post("/devices/pair/", {"code": code, "name": "Hall", "shows": "board:lobby"})

    assert answer.status_code == 302
    assert screen.get("/screens/state/").json() == {"state": "paired"}
    assert screen.get("/screens/").url == "/boards/lobby/"
    assert "Newton" in screen.get("/boards/lobby/").content.decode()


def test_the_token_stands_in_a_cookie_that_scripts_and_other_sites_cannot_use(client):
    client.get("/screens/")

    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")


def test_a_screen_keeps_its_code_while_it_lasts(client):
    with time_machine.travel(NOON, tick=False) as clock:
        client.get("/screens/")
        client.get("/screens/")
        first = Device.objects.get().pairing_code
        clock.shift(15 * 60)
        assert client.get("/screens/state/").json() == {"state": "none"}
        client.get("/screens/")

    assert Device.objects.get().pairing_code != first


def test_a_network_that_asks_for_too_many_codes_is_told_to_wait(client):
    for _ in range(CODES_PER_NETWORK):
        type(client)().get("/screens/")

    answer = client.get("/screens/")

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_wrong_code_is_refused_beside_what_was_typed(client, manager):
    answer = client.post("/devices/pair/", {"code": "BBBBBB", "name": "Hall", "shows": "board:lobby"})

    assert answer.status_code == 409
    assert "code" in answer.context["form"].errors
    assert 'value="Hall"' in answer.content.decode()


@pytest.mark.parametrize("is_public", [True, False])
def test_a_revoked_screen_goes_back_to_its_start_and_shows_a_code(client, site, is_public):
    Board.objects.update(is_public=is_public)
    device, token = a_device(site=site, shows="board:lobby")
    client.cookies[COOKIE] = token
    assert client.get("/boards/lobby/").status_code == 200

    revoke_device(by=None, device=device, at=NOON)

    assert client.get("/boards/lobby/").url == "/screens/"
    assert Device.objects.filter(pairing_code__isnull=False).count() == 0
    page = client.get("/screens/")
    assert page.context["was_revoked"]
    assert page.context["code"] == Device.objects.get(pairing_code__isnull=False).pairing_code


def test_a_screen_that_is_to_show_something_else_goes_there(client, site):
    a_board(site=site, slug="second", is_public=True)
    _, token = a_device(site=site, shows="board:lobby")
    client.cookies[COOKIE] = token

    assert client.get("/boards/second/").url == "/screens/"
    assert client.get("/screens/").url == "/boards/lobby/"


def test_a_board_that_is_not_public_asks_a_stranger_to_log_in_whether_it_exists_or_not(client, site):
    assert [client.get(f"/boards/{slug}/").url for slug in ("lobby", "nothing")] == [
        "/login/?next=/boards/lobby/",
        "/login/?next=/boards/nothing/",
    ]


def test_who_was_silent_longest_stands_first(client, manager, site):
    for name, minute in (("b", 1), ("c", 2), ("never", None)):
        device, _ = a_device(site=site, shows="board:lobby")
        seen = None if minute is None else NOON.replace(minute=minute)
        Device.objects.filter(pk=device.pk).update(name=name, last_seen_at=seen)

    assert [device.name for device in client.get("/devices/").context["devices"]] == ["never", "b", "c"]


def test_a_device_is_changed_and_revoked_on_its_pages(client, manager, site):
    device, _ = a_device(site=site, shows="board:lobby")
    edit, revoke = (reverse(f"facilities:device-{verb}", args=[device.uuid]) for verb in ("edit", "revoke"))

    assert client.get(edit).status_code == client.get(revoke).status_code == 200
    client.post(edit, {"name": "Stairs", "shows": "board:lobby"})
    device.refresh_from_db()
    assert (device.name, device.is_live) == ("Stairs", True)
    client.post(revoke)
    device.refresh_from_db()
    assert not device.is_live


def test_a_board_is_added_filled_and_removed_on_its_pages(client, manager, site):
    add = client.post("/boards/add/", {"site": site.pk, "name": "Stairs", "layout": "lobby", "language": "nl"})
    assert add.url == "/boards/stairs/edit/"

    client.post("/boards/stairs/lines/add/", {"shows": "rooms:darwin", "label": "Ground floor"})
    client.post("/boards/stairs/lines/add/", {"shows": "rooms:darwin", "label": ""})
    board = Board.objects.get(slug="stairs")
    client.post(reverse("facilities:line-raise", args=[board.lines.last().pk]))
    assert list(board.lines.values_list("label", flat=True)) == ["", "Ground floor"]
    assert client.get("/boards/stairs/edit/").status_code == 200
    assert "Ground floor" in client.get("/boards/stairs/").content.decode()

    client.post("/boards/stairs/edit/", {"name": "Hall", "layout": "digits", "language": "en-gb", "is_public": "on"})
    client.post(reverse("facilities:line-remove", args=[board.lines.first().pk]))
    board.refresh_from_db()
    assert (board.name, board.layout, board.is_public, board.lines.count()) == ("Hall", "digits", True, 1)

    assert client.get("/boards/stairs/remove/").status_code == 200
    client.post("/boards/stairs/remove/")
    assert not Board.objects.filter(slug="stairs").exists()


def test_a_manager_who_only_receives_at_another_site_changes_nothing_there(client, manager):
    mol = a_site(slug="mol")
    manager.memberships.create(role="receptionist", site=mol)
    board = a_board(site=mol, slug="mol")
    device, _ = a_device(site=mol, shows="board:mol")

    answers = [
        client.get("/boards/mol/edit/"),
        client.post(reverse("facilities:line-remove", args=[board.lines.get().pk])),
        client.post(reverse("facilities:device-revoke", args=[device.uuid])),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


@pytest.mark.parametrize(
    "path", ["/devices/{uuid}/edit/", "/devices/{uuid}/revoke/", "/boards/mol/edit/", "/boards/mol/"]
)
def test_what_hangs_at_another_site_is_not_there(client, manager, path):
    mol = a_site(slug="mol")
    a_board(site=mol, slug="mol")
    device, _ = a_device(site=mol, shows="board:mol")

    assert client.get(path.format(uuid=device.uuid)).status_code == 404


@pytest.mark.parametrize("path", ["/devices/", "/boards/"])
def test_a_list_costs_the_same_however_many_hang_there(client, manager, site, path):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    a_device(site=site, shows="board:lobby")
    before = cost()
    for number in range(5):
        a_device(site=site, shows="board:lobby")
        a_board(site=site, slug=f"more-{number}")

    assert cost() == before
