"""The protocol of a live socket, spoken with a real server."""

import asyncio
import json

import pytest

from tests.live.conftest import a_count, change, in_thread

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def server(a_server):
    await in_thread(a_count)("x", count=7)
    return await in_thread(a_server)(LIVE_HEARTBEAT="1", REDIS_URL="")


async def test_a_client_that_says_hello_is_welcomed_and_gets_the_state(server, a_client):
    client = await a_client(server, "open.x")

    welcome = await client.hear()
    assert (welcome["t"], welcome["proto"], welcome["resumed"]) == ("welcome", 1, False)
    assert (welcome["heartbeat_s"], welcome["stale_after_s"]) == (1, 45)
    state = await client.hear()
    assert (state["t"], state["topic"], state["state"]) == ("state", "open.x", {"count": 7, "over": False})


async def test_a_client_that_knows_the_newest_state_resumes_without_one(server, a_client):
    client = await a_client(server, "open.x")
    known = await client.hear("state")

    again = await a_client(server, "open.x", hello={"resume": {"epoch": known["epoch"], "seq": known["seq"]}})

    assert (await again.hear())["resumed"] is True
    assert (await again.hear())["t"] == "hb"


@pytest.mark.parametrize("resume", [{"seq": 0}, {"epoch": "ZZ"}])
async def test_an_older_seq_or_another_epoch_gets_one_state(server, a_client, resume):
    client = await a_client(server, "open.x")
    known = await client.hear("state")

    again = await a_client(server, "open.x", hello={"resume": {"epoch": known["epoch"], "seq": known["seq"]} | resume})

    assert (await again.hear())["resumed"] is False
    assert (await again.hear())["seq"] == known["seq"]
    assert (await again.hear())["t"] == "hb"


async def test_a_heartbeat_carries_the_seq_and_the_time_of_the_server(server, a_client):
    client = await a_client(server, "open.x")
    state = await client.hear("state")

    first, second = await client.hear("hb"), await client.hear("hb")

    assert (first["epoch"], first["seq"]) == (state["epoch"], state["seq"])
    assert second["n"] == first["n"] + 1
    assert second["server_time"] > first["server_time"] > state["as_of"]


async def test_a_change_that_no_hint_told_arrives_within_one_heartbeat(server, a_client):
    client = await a_client(server, "open.x")
    known = await client.hear("state")

    await in_thread(change)("x", 8, tell=False)

    state = await client.hear("state", within=1.9)
    assert (state["seq"], state["state"]["count"]) == (known["seq"] + 1, 8)


async def test_a_state_turns_over_by_the_clock_although_nobody_writes(server, a_client):
    await in_thread(a_count)("short", ends_in=3)
    client = await a_client(server, "open.short")
    first = await client.hear("state")

    second = await client.hear("state", within=4)

    assert (first["state"]["over"], second["state"]["over"]) == (False, True)
    assert second["seq"] == first["seq"] + 1


async def test_unknown_fields_and_types_are_ignored(server, a_client):
    client = await a_client(server, "open.x", hello={"flavour": "sour"})
    await client.hear("state")

    await client.say(t="dance", tempo=[1, 2, 3])

    assert (await client.hear())["t"] == "hb"


@pytest.mark.parametrize(
    "message",
    [
        "no json",
        "[1]",
        b"\x00\x01",
        json.dumps({"t": "pong", "pad": "x" * 16_400}),
        '{"t":"pong","deep":' + "[" * 1000 + "]" * 1000 + "}",
    ],
    ids=["no json", "no object", "binary", "17 KB", "1000 deep"],
)
async def test_a_malformed_message_is_named_and_ends_the_socket(server, a_client, message):
    client = await a_client(server, "open.x")
    await client.hear("state")
    other = await a_client(server, "open.x")

    await client.socket.send(message)

    assert (await client.hear("error"))["code"] == "bad_message"
    assert await client.closed() == 4400
    await other.hear("hb")


async def test_invalid_utf8_ends_the_socket_and_harms_no_other(server, a_client):
    client = await a_client(server, "open.x")
    other = await a_client(server, "open.x")
    await client.hear("state")

    await client.socket.send([b"\xff\xfe\xfd"], text=True)

    # The server drops the connection, with or without a word.
    assert await client.closed() in {1006, 1007}
    await other.hear("hb")


async def test_more_than_forty_messages_a_second_end_the_socket(server, a_client):
    client = await a_client(server, "open.x")
    other = await a_client(server, "open.x")
    await client.hear("state")

    for n in range(500):
        await client.say(t="pong", n=n)

    assert await client.closed() == 4429
    await other.hear("hb")


async def test_a_client_that_says_no_hello_is_sent_away(server, a_client):
    client = await a_client(server, "open.x", hello=None)

    assert await client.closed(within=9) == 4408


async def test_another_protocol_is_accepted_only_to_say_what_is_spoken(server, a_client):
    client = await a_client(server, "open.x", hello=None, protocols=["ruimte.live.v9"])

    error = await client.hear("error")
    assert (error["code"], error["detail"]) == ("unsupported_protocol", "Spoken here: ruimte.live.v1.")
    assert await client.closed() == 4426


async def test_a_client_that_stops_answering_gets_nothing_more_and_is_closed_at_last(server, a_client):
    client = await a_client(server, "open.x", answers=False)

    assert await client.closed() == 4508

    heard = [client.frames.get_nowait()["t"] for _ in range(client.frames.qsize())]
    assert heard[:2] == ["welcome", "state"]
    assert 1 <= heard.count("hb") <= 2


async def test_a_client_that_answers_again_gets_the_newest_state_only(server, a_client):
    client = await a_client(server, "open.x", answers=False)
    await client.hear("state")
    await asyncio.sleep(3.3)
    for count in range(10, 15):
        await in_thread(change)("x", count, tell=False)
    await asyncio.sleep(1.5)

    await client.say(t="pong", n=1)

    assert (await client.hear("state"))["state"]["count"] == 14
