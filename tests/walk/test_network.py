"""Every route that can be read, as every role, over HTTP with a started server."""

from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.walk.network import network_walkers
from tests.walk.walker import faults, routes
from tests.walk.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_started_server_answers_each_role_as_the_table_says(a_server):
    world, server = World(), a_server()
    with closing(HTTPConnection("localhost", server.port, timeout=30)) as line:
        people = network_walkers(world, line)

        found = [fault for route in routes() for fault in faults(route, world, people, methods=["GET"])]

    assert found == []
