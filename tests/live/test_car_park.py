"""A car park over real sockets: what a sensor tells one process stands on the boards of another."""

import time

import httpx
import pytest

from facilities.kernel import clock
from facilities.models import BoardLine
from tests.factories import a_board, a_device
from tests.live.conftest import in_thread
from tests.parking.world import a_car_park, a_lane, a_sensor, an_area

pytestmark = pytest.mark.django_db(transaction=True)
HEARTBEAT = 1


def a_watched_car_park() -> str:
    """A car park of one level with a board that is not public; the token of its screen."""
    car_park = a_car_park()
    area = an_area(car_park=car_park, slug="l1", counted=43)
    a_lane(sensor=a_sensor(car_park=car_park, heard=clock.now()), slug="in1", to_area=area)
    board = a_board(site=car_park.site, slug="gate", rooms=False)
    BoardLine.objects.create(board=board, position=1, provider="places", argument="geel", topic="car-park.geel")
    return a_device(site=car_park.site, shows="board:gate")[1]


def drive_in(server, *numbers: int) -> int:
    events = [
        {
            "id": f"car-{number}",
            "kind": "passage",
            "lane": "in1",
            "direction": "in",
            "occurred_at": clock.now().isoformat(),
        }
        for number in numbers
    ]
    answer = httpx.post(
        f"{server.origin}/api/v1/parking/events/",
        json={"events": events},
        headers={"Authorization": "Bearer rd_loop"},
        timeout=20,
    )
    return answer.json()["seq"]["geel"]


def line_of(frame) -> dict:
    [line] = frame["state"]["lines"]
    return line


async def test_a_board_gets_its_snapshot_within_a_second_and_resumes_without_one(a_server, a_client):
    token = await in_thread(a_watched_car_park)()
    server = await in_thread(a_server)(LIVE_HEARTBEAT=str(HEARTBEAT), REDIS_URL="")

    client = await a_client(server, "board.gate", token=token, origin=None)
    frame = await client.hear("state", within=1)
    await client.socket.close()
    again = await a_client(
        server,
        "board.gate",
        token=token,
        origin=None,
        hello={"resume": {"epoch": frame["epoch"], "seq": frame["seq"]}},
    )

    assert line_of(frame)["text"] == "57"
    assert (await again.hear("welcome"))["resumed"] is True


async def test_an_event_told_to_one_process_stands_on_the_board_of_another_within_a_heartbeat(a_server, a_client):
    token = await in_thread(a_watched_car_park)()
    one = await in_thread(a_server)(LIVE_HEARTBEAT=str(HEARTBEAT), REDIS_URL="")
    other = await in_thread(a_server)(LIVE_HEARTBEAT=str(HEARTBEAT), REDIS_URL="", number=1)
    client = await a_client(other, "board.gate", token=token, origin=None)
    await client.hear("state")

    seq = await in_thread(drive_in)(one, 1)

    started = time.monotonic()
    line = line_of(await client.hear("state"))
    assert time.monotonic() - started < HEARTBEAT * 2 + 1
    assert (line["text"], line["seq"]) == ("56", seq)


async def test_a_thousand_events_in_one_batch_are_one_frame(a_server, a_client):
    token = await in_thread(a_watched_car_park)()
    server = await in_thread(a_server)(LIVE_HEARTBEAT=str(HEARTBEAT), REDIS_URL="")
    client = await a_client(server, "board.gate", token=token, origin=None)
    await client.hear("state")

    seq = await in_thread(drive_in)(server, *range(1000))

    line = line_of(await client.hear("state"))
    assert (line["text"], line["seq"]) == ("VOL", seq)
    assert (await client.hear("state", "hb"))["t"] == "hb"
