"""A file played by a command of its own moves the boards that a server shows."""

from io import StringIO

import pytest
from django.core.management import call_command

from facilities.models import BoardLine
from tests.factories import a_board, a_device
from tests.live.conftest import in_thread
from tests.parking.world import a_car_park, an_area

pytestmark = pytest.mark.django_db(transaction=True)
LINES = """SystemCodeNumber,Capacity,Occupancy,LastUpdated
P1,100,61,2016-10-29 08:00:00
P1,100,64,2016-10-29 08:30:00
P1,100,103,2016-10-29 09:00:00
"""


def a_told_board() -> str:
    """A car park that another system tells of, with a board; the token of its screen."""
    car_park = a_car_park()
    an_area(car_park=car_park, slug="whole", method="external", counted=None)
    board = a_board(site=car_park.site, slug="gate", rooms=False)
    BoardLine.objects.create(board=board, position=1, provider="places", argument="geel", topic="car-park.geel")
    return a_device(site=car_park.site, shows="board:gate")[1]


def replay(file) -> None:
    # Half an hour of the file in three seconds, three heartbeats of the server.
    call_command(
        "replay_occupancy",
        str(file),
        "--zone=Europe/London",
        "--car-park=geel",
        "--speed=600",
        stdout=StringIO(),
        stderr=StringIO(),
    )


async def text_of(client) -> str:
    return (await client.hear("state"))["state"]["lines"][0]["text"]


async def test_a_board_shows_each_sample_of_a_file_that_is_played(a_server, a_client, tmp_path):
    file = tmp_path / "samples.csv"
    file.write_text(LINES)
    token = await in_thread(a_told_board)()
    server = await in_thread(a_server)(LIVE_HEARTBEAT="1", REDIS_URL="")
    client = await a_client(server, "board.gate", token=token, origin=None)
    shown = [await text_of(client)]

    await in_thread(replay)(file)
    while shown[-1] != "VOL":
        text = await text_of(client)
        if text != shown[-1]:
            shown.append(text)

    assert shown == ["---", "39", "36", "VOL"]
