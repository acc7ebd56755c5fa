"""Every live topic as every role, over real sockets of a started server."""

import json

import pytest
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from facilities.devices import COOKIE
from facilities.permissions import topic_table
from tests.walk.walker import EVERYWHERE, PEOPLE, WALKERS
from tests.walk.world import House, World

pytestmark = pytest.mark.django_db(transaction=True)

HOUSE_PEOPLE = {"site_manager", "receptionist", "tenant_admin", "tenant_member", "device"}
# By hand, not from the table: who may watch the topic of the first house.
MINE = {
    "room.<int:pk>": EVERYWHERE | HOUSE_PEOPLE,
    "rooms.<slug:site>": EVERYWHERE | HOUSE_PEOPLE | {"external_booker"},
    "defects.<slug:site>": EVERYWHERE | {"site_manager", "receptionist"},
    "stock.<slug:site>": EVERYWHERE | {"site_manager", "receptionist"},
    "tasks.<slug:site>": EVERYWHERE | {"site_manager", "receptionist"},
    "use.<slug:site>": EVERYWHERE | {"site_manager", "receptionist"},
    "board.<slug:slug>": set(WALKERS),  # a public board
    "car-park.<slug:slug>": set(WALKERS),  # a public car park
    "desk.<slug:site>": {"platform_admin", "site_manager", "receptionist"},
    "muster.<slug:site>": {"platform_admin", "site_manager", "receptionist"},
    "people.<slug:site>": EVERYWHERE | HOUSE_PEOPLE | {"external_booker"},
    "kiosk.<slug:site>": set(),  # kiosks alone; the device of the walk is a panel
}


def topics_of(house: House) -> dict[str, str]:
    return {
        "room.<int:pk>": f"room.{house.room.pk}",
        "rooms.<slug:site>": f"rooms.{house.slug}",
        "defects.<slug:site>": f"defects.{house.slug}",
        "stock.<slug:site>": f"stock.{house.slug}",
        "tasks.<slug:site>": f"tasks.{house.slug}",
        "use.<slug:site>": f"use.{house.slug}",
        "board.<slug:slug>": f"board.{house.board.slug}",
        "car-park.<slug:slug>": f"car-park.{house.parking.car_park.slug}",
        "desk.<slug:site>": f"desk.{house.slug}",
        "muster.<slug:site>": f"muster.{house.slug}",
        "people.<slug:site>": f"people.{house.slug}",
        "kiosk.<slug:site>": f"kiosk.{house.slug}",
    }


def cookies(world: World, role: str) -> str:
    if role == "device":
        return f"{COOKIE}={world.mine.panel_token}"
    client = Client()
    if role in PEOPLE:
        client.force_login(world.mine.people[role])
    elif role == "person":
        client.force_login(world.other.removable["tenant"].user)
        world.other.removable["tenant"].delete()
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def outcome(server, topic: str, cookie: str) -> str:
    """`state` when the socket shows something, else the code it is closed with."""
    with connect(
        server.live(topic),
        origin=Origin(server.origin),
        subprotocols=[Subprotocol("ruimte.live.v1")],
        additional_headers={"Cookie": cookie} if cookie else None,
    ) as socket:
        try:
            socket.send(json.dumps({"t": "hello", "proto": 1}))
            while True:
                frame = json.loads(socket.recv(timeout=10))
                if frame["t"] == "state":
                    return "state"
        except ConnectionClosed as closed:
            return str(closed.rcvd.code if closed.rcvd else "cut")


def test_every_topic_has_its_watchers_by_hand():
    assert set(MINE) == set(topic_table())


@pytest.mark.parametrize("role", WALKERS)
def test_each_role_watches_what_it_may_and_nothing_else(role, a_server):
    world = World()
    server, cookie = a_server(), cookies(world, role)
    refused = outcome(server, "room.987654321", cookie)

    for pattern, name in topics_of(world.mine).items():
        assert outcome(server, name, cookie) == ("state" if role in MINE[pattern] else refused), name
    for pattern, name in topics_of(world.other).items():
        assert outcome(server, name, cookie) == ("state" if role in EVERYWHERE & MINE[pattern] else refused), name
    for internal in ("user.1", "device.1", "nothing.at.all"):
        assert outcome(server, internal, cookie) == refused, internal
