"""The protocol of a live socket, spoken with a real server."""

import pytest
from asgiref.sync import sync_to_async

from tests.live.conftest import a_count

in_thread = sync_to_async


@pytest.mark.django_db(transaction=True)
async def test_a_client_that_says_hello_is_welcomed_and_gets_the_state(a_server, a_client):
    await in_thread(a_count)("x", count=7)
    server = await in_thread(a_server)()

    client = await a_client(server, "open.x")

    welcome = await client.hear()
    assert (welcome["t"], welcome["proto"], welcome["resumed"]) == ("welcome", 1, False)
    assert (welcome["heartbeat_s"], welcome["stale_after_s"]) == (10, 45)
    state = await client.hear()
    assert (state["t"], state["topic"], state["state"]) == ("state", "open.x", {"count": 7, "over": False})
