"""What a client may have waiting is bounded by what it answers, and a client that answers is never held back."""

import json
import math
import urllib.request

import pytest
from websockets.sync.client import connect

from facilities.models import LiveTopic
from tests.live.conftest import PROTOCOL, a_count

pytestmark = pytest.mark.django_db(transaction=True)


def frames(socket, *, quiet=1.5):
    """What a socket still holds, until nothing comes for a while."""
    try:
        while True:
            yield json.loads(socket.recv(timeout=quiet))
    except TimeoutError:
        return


def test_ten_thousand_changes_within_a_second_reach_a_blocked_reader_as_three_frames(a_server):
    a_count("x")
    server = a_server(DJANGO_SETTINGS_MODULE="tests.live.storm_settings", REDIS_URL="")
    with connect(
        server.live("open.x"), origin=server.origin, subprotocols=[PROTOCOL], max_queue=1, ping_interval=None
    ) as socket:
        socket.send(json.dumps({"t": "hello", "proto": 1}))
        welcome, first = json.loads(socket.recv()), json.loads(socket.recv())
        socket.send(json.dumps({"t": "ack", "seq": first["seq"]}))

        # Nobody reads this socket while the storm blows.
        storm = urllib.request.Request(f"{server.origin}/storm/x/", method="POST")
        with urllib.request.urlopen(storm, timeout=60) as answer:
            took = json.load(answer)["took"]
        states = [frame for frame in frames(socket) if frame["t"] == "state"]

    assert (welcome["t"], first["state"]["count"], took >= 1) == ("welcome", 0, True)
    # Two at once, then one a second: three, if this machine managed the storm within its second.
    assert len(states) <= 2 + math.ceil(took - 0.05)
    assert states[-1]["state"]["count"] == 10_000
    assert states[-1]["seq"] == LiveTopic.objects.get(name="open.x").seq == first["seq"] + 10_000
