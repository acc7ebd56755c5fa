"""Writers on SQLite wait in line instead of giving up."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from facilities.deeds import deed
from facilities.kernel.turns import own_turn
from facilities.models import LiveTopic

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_who_writes_without_a_pause_lets_the_others_in():
    stop = threading.Event()

    @deed
    def touch(name: str) -> None:
        deed.touch(name)

    def without_a_pause() -> int:
        count = 0
        while not stop.is_set():
            touch("room.1")
            count += 1
        connections.close_all()
        return count

    def a_hundred_times() -> None:
        for _ in range(100):
            touch("room.2")
        connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        restless = pool.submit(without_a_pause)
        for patient in [pool.submit(a_hundred_times) for _ in range(4)]:
            patient.result(timeout=60)
        stop.set()

    assert LiveTopic.objects.get(pk="room.2").seq == 400
    assert LiveTopic.objects.get(pk="room.1").seq == restless.result()
    if connection.vendor == "sqlite":
        # A fifth of all turns or a little more; without a line it takes five times as many as the others together.
        assert restless.result() < 800


def test_a_deed_inside_a_transaction_waits_for_nobody():
    holding, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with own_turn():
            holding.set()
            let_go.wait(30)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(hold)
        holding.wait(30)
        with transaction.atomic(), own_turn():
            assert not let_go.is_set()
        let_go.set()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL needs no line")
def test_the_line_stands_beside_the_database():
    with own_turn():
        assert Path(f"{connection.settings_dict['NAME']}-turn").exists()
