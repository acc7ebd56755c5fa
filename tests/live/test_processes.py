"""Several processes: what one changes, the sockets of another show."""

import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from tests.factories import a_board, a_device, a_site
from tests.fixtures.server import server_environment
from tests.live.conftest import a_count, change, in_thread
from tests.servers import CHECKOUT

pytestmark = pytest.mark.django_db(transaction=True)

BEAT = "3"
LESS_THAN_TWO_BEATS = 5.5

CHANGE = """
import django; django.setup()
from tests.live.conftest import change
change("x", {count}, tell={tell})
print("changed", flush=True)
{then}
"""


def _elsewhere(count, *, tell, then="", redis=""):
    """Change the count in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", CHANGE.format(count=count, tell=tell, then=then)],
        cwd=CHECKOUT,
        env=server_environment(1, REDIS_URL=redis),
        capture_output=True,
        check=False,
    )


async def test_without_valkey_two_servers_are_right_within_one_heartbeat(a_server, a_client):
    await in_thread(a_count)("x")
    servers = [await in_thread(a_server)(LIVE_HEARTBEAT=BEAT, REDIS_URL="", number=n) for n in range(2)]
    clients = [await a_client(server, "open.x") for server in servers]
    for client in clients:
        await client.hear("state")

    await in_thread(_elsewhere)(5, tell=True)

    started = time.monotonic()
    for client in clients:
        await client.hear_count(5)
    assert time.monotonic() - started < LESS_THAN_TWO_BEATS


async def _a_screen(slug):
    site = await in_thread(lambda: a_site(slug="geel"))()
    await in_thread(lambda: a_board(site=site, slug=slug))()
    return (await in_thread(lambda: a_device(site=site, shows=f"board:{slug}"))())[1]


@pytest.mark.parametrize("redis", ["", settings.REDIS_URL or "none"], ids=["by heartbeat", "by Valkey"])
async def test_a_screen_that_shows_its_board_at_another_server_takes_the_place_of_its_older_socket(
    a_server, a_client, redis
):
    if redis == "none":
        pytest.skip("no Valkey in this run")
    # With Valkey the heartbeat is too slow to help.
    beat = "60" if redis else "1"
    servers = [await in_thread(a_server)(LIVE_HEARTBEAT=beat, REDIS_URL=redis, number=n) for n in range(2)]
    token = await _a_screen("x")
    first = await a_client(servers[0], "board.x", token=token, origin=None)
    await first.hear("state")

    second = await a_client(servers[1], "board.x", token=token, origin=None)

    await second.hear("state")
    assert await first.closed(within=3) == 4409
    third = await a_client(servers[0], "board.x", token=token, origin=None)
    await third.hear("state")
    assert await second.closed(within=3) == 4409


@pytest.mark.skipif(not settings.REDIS_URL, reason="no Valkey in this run")
async def test_with_valkey_every_server_is_right_within_a_second(a_server, a_client):
    await in_thread(a_count)("x")
    # A heartbeat too slow to help.
    servers = [await in_thread(a_server)(LIVE_HEARTBEAT="60", REDIS_URL=settings.REDIS_URL, number=n) for n in range(2)]
    clients = [await a_client(server, "open.x") for server in servers]
    for client in clients:
        await client.hear("state")

    started = time.monotonic()
    await in_thread(change)("x", 5)

    for client in clients:
        await client.hear_count(5)
    assert time.monotonic() - started < 1


@pytest.mark.skipif(not settings.REDIS_URL, reason="no Valkey in this run")
@pytest.mark.parametrize("then", ["", "change('x', 6); change('x', 7)"])
async def test_what_a_command_changes_last_is_told_although_it_ends_at_once(a_server, a_client, then):
    await in_thread(a_count)("x")
    server = await in_thread(a_server)(LIVE_HEARTBEAT="60", REDIS_URL=settings.REDIS_URL)
    client = await a_client(server, "open.x")
    await client.hear("state")

    await in_thread(_elsewhere)(5, tell=True, then=then, redis=settings.REDIS_URL)

    started = time.monotonic()
    await client.hear_count(7 if then else 5)
    assert time.monotonic() - started < 1


async def test_a_process_killed_between_commit_and_hint_is_made_good_by_one_heartbeat(a_server, a_client):
    await in_thread(a_count)("x")
    server = await in_thread(a_server)(LIVE_HEARTBEAT=BEAT, REDIS_URL="")
    client = await a_client(server, "open.x")
    await client.hear("state")

    dead = await in_thread(_elsewhere)(5, tell=False, then="import os; os.kill(os.getpid(), 9)")

    assert (dead.returncode, dead.stdout) == (-9, b"changed\n")
    await client.hear_count(5, within=LESS_THAN_TWO_BEATS)


async def test_a_server_that_cannot_reach_valkey_still_serves_by_its_heartbeat(a_server, a_client):
    await in_thread(a_count)("x")
    server = await in_thread(a_server)(LIVE_HEARTBEAT=BEAT, REDIS_URL="redis://127.0.0.1:1/0")
    client = await a_client(server, "open.x")
    await client.hear("state")

    await in_thread(_elsewhere)(5, tell=False)

    state = await client.hear_count(5, within=LESS_THAN_TWO_BEATS)
    assert state["topic"] == "open.x"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connections to cut")
async def test_a_database_that_cuts_its_connections_is_found_again(a_server, a_client):
    await in_thread(a_count)("x")
    server = await in_thread(a_server)(LIVE_HEARTBEAT=BEAT, REDIS_URL="")
    client = await a_client(server, "open.x")
    await client.hear("hb")

    def cut():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'server'"
            )
            assert cursor.fetchall()
        change("x", 5)

    await in_thread(cut)()

    await client.hear_count(5, within=LESS_THAN_TWO_BEATS + 3)
    assert await client.hear("hb")
