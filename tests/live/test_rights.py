"""Who may open a live socket, and how soon a right that is taken away closes it."""

import socket as plain
import time

import httpx
import pytest
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from websockets.exceptions import InvalidStatus

from facilities.kernel import clock
from facilities.live import logouts
from facilities.live.topics import device_topic, user_topic
from facilities.live.touch import bump
from facilities.models import Device, Membership
from tests.factories import a_board, a_device, a_site, a_user
from tests.live.conftest import a_count, a_session, in_thread

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def server(a_server):
    await in_thread(a_count)("x")
    # One process without Valkey and changes from outside: rights are seen within one heartbeat.
    return await in_thread(a_server)(LIVE_HEARTBEAT="1", REDIS_URL="")


@pytest.fixture
async def anna(server):
    site = await in_thread(a_site)()
    return await in_thread(a_user)("receptionist", site=site)


@pytest.fixture
async def session(anna):
    return await in_thread(a_session)(anna)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "https://evil.example",
        "http://localhost.evil.example:{port}",
        "http://localhost:1",
        "https://localhost:{port}",
    ],
    ids=["none", "foreign", "ours as a prefix", "other port", "other scheme"],
)
async def test_a_browser_must_come_from_an_allowed_origin(server, a_client, session, origin):
    with pytest.raises(InvalidStatus) as refused:
        await a_client(server, "closed.x", user=session, origin=origin and origin.format(port=server.port))

    assert refused.value.response.status_code == 403


async def test_a_session_opens_the_socket(server, a_client, session):
    client = await a_client(server, "staff.x", user=session)

    assert (await client.hear("state"))["topic"] == "staff.x"


async def test_without_a_session_the_socket_is_closed_before_any_data(server, a_client):
    client = await a_client(server, "closed.x")

    assert await client.nothing_but_close() == 4401


@pytest.mark.parametrize("topic", ["closed.y", "staff.y", "nonsense.x", "user.1", "device.1"])
async def test_what_is_not_there_is_refused_like_what_is_not_theirs(server, a_client, topic):
    visitor = await in_thread(a_session)(await in_thread(a_user)())

    not_theirs = await a_client(server, "staff.x", user=visitor)
    not_there = await a_client(server, topic, user=visitor)

    assert await not_theirs.nothing_but_close() == await not_there.nothing_but_close() == 4404


async def test_a_device_shows_its_token_at_the_handshake_and_needs_no_origin(server, a_client):
    _, token = await in_thread(lambda: a_device(site=a_site(slug="geel"), shows="board:x"))()

    client = await a_client(server, "closed.x", token=token, origin=None)

    assert (await client.hear("state"))["topic"] == "closed.x"


async def test_a_device_may_show_its_token_in_its_hello(server, a_client):
    _, token = await in_thread(lambda: a_device(site=a_site(slug="geel"), shows="board:x"))()

    client = await a_client(server, "closed.x", hello={"token": token})

    assert (await client.hear("state"))["topic"] == "closed.x"


async def test_the_cookie_of_a_paired_screen_opens_the_socket(server, a_client):
    _, token = await in_thread(lambda: a_device(site=a_site(slug="geel"), shows="board:x"))()

    client = await a_client(server, "closed.x", cookies={"ruimte_device": token})

    assert (await client.hear("state"))["topic"] == "closed.x"


async def test_a_wrong_token_is_refused_even_with_a_good_session(server, a_client, session):
    client = await a_client(server, "closed.x", token="rd_wrong", user=session)

    assert await client.nothing_but_close() == 4401


async def test_a_token_in_the_address_counts_for_nothing(server, a_client):
    _, token = await in_thread(lambda: a_device(site=a_site(slug="geel"), shows="board:x"))()
    client = await a_client(server, "closed.x/?token=" + token)

    assert await client.nothing_but_close() == 4401


def test_a_handshake_with_a_control_character_in_a_header_is_a_bad_request(a_server):
    server = a_server(LIVE_HEARTBEAT="1", REDIS_URL="")
    with plain.create_connection(("localhost", server.port), timeout=5) as line:
        line.sendall(
            b"GET /ws/live/open.x/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nX-Odd: a\x0bb\r\n\r\n"
        )
        answer = line.recv(100)

    assert answer.startswith(b"HTTP/1.1 400")


async def test_an_unknown_socket_address_is_refused(server, a_client):
    with pytest.raises(InvalidStatus) as refused:
        await a_client(server, "x/y")

    assert refused.value.response.status_code == 403


async def test_logging_out_anywhere_closes_the_socket_at_once(server, a_client, anna):
    browser = Browser()
    await in_thread(browser.force_login)(anna)
    client = await a_client(server, "closed.x", user=browser.cookies["ruimte_session"].value)
    await client.hear("state")

    # Over HTTP at the same server: no heartbeat is needed.
    started = time.monotonic()
    await in_thread(_log_out)(server, browser)

    assert await client.closed() == 4403
    assert time.monotonic() - started < 2


def test_the_session_is_gone_before_any_hub_is_told_to_look(client, monkeypatch):
    client.force_login(a_user())
    stood = []
    monkeypatch.setattr(logouts, "hint", lambda _: stood.append(Session.objects.exists()))

    client.post("/logout/")

    assert stood == [False]


async def test_a_role_taken_away_closes_the_socket_and_leaves_the_others(server, a_client, anna, session):
    client = await a_client(server, "staff.x", user=session)
    other = await a_client(server, "closed.x", user=session)
    await client.hear("state")

    await in_thread(lambda: (Membership.objects.filter(user=anna).delete(), bump([user_topic(anna.pk)])))()

    assert await client.closed(within=3) == 4403
    await other.hear("hb")


@pytest.mark.parametrize("topic", ["closed.x", "open.x"])
async def test_a_deactivated_person_is_shut_out(server, a_client, anna, session, topic):
    client = await a_client(server, topic, user=session)
    await client.hear("state")

    def deactivate():
        anna.is_active = False
        anna.save()
        bump([user_topic(anna.pk)])

    await in_thread(deactivate)()

    assert await client.closed(within=3) == 4403


async def test_a_revoked_device_is_shut_out_also_of_what_is_public(server, a_client):
    device, token = await in_thread(lambda: a_device(site=a_site(slug="geel"), shows="board:x"))()
    client = await a_client(server, "open.x", token=token, origin=None)
    await client.hear("state")

    def revoke():
        Device.objects.filter(pk=device.pk).update(revoked_at=clock.now())
        bump([device_topic(device.pk)])

    await in_thread(revoke)()

    assert await client.closed(within=3) == 4403
    again = await a_client(server, "open.x", token=token, origin=None)
    assert await again.nothing_but_close() == 4401


async def test_a_screen_that_shows_its_board_anew_takes_the_place_of_its_older_socket(server, a_client):
    site = await in_thread(lambda: a_site(slug="geel"))()
    await in_thread(lambda: a_board(site=site, slug="x"))()
    _, token = await in_thread(lambda: a_device(site=site, shows="board:x"))()
    first = await a_client(server, "board.x", token=token, origin=None)
    await first.hear("state")

    second = await a_client(server, "board.x", token=token, origin=None)

    await second.hear("state")
    assert await first.closed(within=3) == 4409
    await second.hear("hb")


@pytest.mark.parametrize("token", [True, False], ids=["of one device", "of a network without names"])
async def test_no_more_than_so_many_sockets_are_open_at_once(a_server, a_client, server, token):
    server = await in_thread(a_server)(LIVE_HEARTBEAT="1", LIVE_SOCKETS="3", REDIS_URL="")
    shown = (await in_thread(lambda: a_device(site=a_site(slug="geel"), shows="board:x"))())[1] if token else None
    clients = [await a_client(server, "open.x", token=shown) for _ in range(3)]
    for client in clients:
        await client.hear("state")

    one_more = await a_client(server, "open.x", token=shown)

    assert await one_more.nothing_but_close() == 4429
    await clients[0].hear("hb")
    await clients[0].socket.close()
    again = await a_client(server, "open.x", token=shown)
    await again.hear("state")


def _log_out(server, browser):
    token = "c" * 32
    cookies = {"ruimte_session": browser.cookies["ruimte_session"].value, "ruimte_csrf": token}
    answer = httpx.post(
        f"{server.origin}/logout/",
        data={"csrfmiddlewaretoken": token},
        headers={"Origin": server.origin},
        cookies=cookies,
    )
    assert answer.status_code == 302
