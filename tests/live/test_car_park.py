"""A car park on a board, while what counts it dies or repeats itself."""

import json
import subprocess
import sys

import httpx
import pytest

from facilities.kernel import clock
from facilities.models import LiveTopic
from parking.models import CountEvent
from parking.services.ingest import take_events
from tests.fixtures.server import server_environment
from tests.live.conftest import in_thread
from tests.parking.telling import heartbeat, passage
from tests.parking.world import fixture_g
from tests.servers import CHECKOUT

pytestmark = pytest.mark.django_db(transaction=True)
TOPIC = "car-park.geel"

# Dies the moment the transaction is over, before anybody is told.
COUNT_AND_DIE = """
import json, os, sys
import django; django.setup()
from facilities import deeds
from facilities.kernel import clock
from facilities.models import Device
from parking.services.ingest import take_events
deeds.hint = lambda topics: os.kill(os.getpid(), 9)
take_events(device=Device.objects.get(), items=[json.loads(sys.argv[1])], at=clock.now())
"""


async def hear_free(client, free):
    while True:
        frame = await client.hear("state", within=10)
        if frame["state"]["free"] == free:
            return frame


async def test_a_count_whose_process_died_before_it_told_anybody_is_on_the_board_a_heartbeat_later(a_server, a_client):
    # Worked case 11.
    _, _, sensor = await in_thread(fixture_g)()
    device = await in_thread(lambda: sensor.device)()
    first = heartbeat("up") | {"occurred_at": clock.now().isoformat()}
    await in_thread(take_events)(device=device, items=[first], at=clock.now())
    server = await in_thread(a_server)(LIVE_HEARTBEAT="3", REDIS_URL="")
    board = await a_client(server, TOPIC)
    before = await hear_free(board, 100)
    item = passage("a", when=clock.now())

    dead = await in_thread(subprocess.run)(
        [sys.executable, "-c", COUNT_AND_DIE, json.dumps(item)],
        cwd=CHECKOUT,
        env=server_environment(1, REDIS_URL=""),
        capture_output=True,
        check=False,
    )
    after = await hear_free(board, 99)

    assert dead.returncode == -9, dead.stderr
    assert after["epoch"] == before["epoch"]
    assert after["seq"] > before["seq"]
    again = await in_thread(httpx.post)(
        f"{server.origin}/api/v1/parking/events/",
        json={"events": [item]},
        headers={"Authorization": "Bearer rd_loop"},
        timeout=30,
    )
    assert (again.status_code, again.json()["results"][0]["status"]) == (200, "duplicate")
    assert await in_thread(CountEvent.objects.filter(external_id="a").count)() == 1
    assert (await in_thread(LiveTopic.objects.get)(pk=TOPIC)).seq == after["seq"]
