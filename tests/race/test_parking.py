"""Sensors in a crowd and a server that dies among their batches: every vehicle counts once, and nobody sees a 500."""

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import httpx
import pytest
from django.db.models import Sum

from facilities.kernel import clock
from parking.models import CountEvent
from parking.services.rebuilding import differences
from parking.services.recounts import recount
from tests.parking.telling import raw
from tests.parking.world import a_car_park, a_lane, a_sensor, an_area
from tests.race.conftest import rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]
SENSORS = 50
HOURS_AGO = timedelta(hours=2)


def a_busy_house(sensors: int):
    """A car park of two levels with a ramp, and sensors that each watch a gate of their own and a way up."""
    car_park = a_car_park()
    low = an_area(car_park=car_park, slug="l1", counted=None, places=80)
    high = an_area(car_park=car_park, slug="l2", counted=None, places=80)
    for number in range(sensors):
        sensor = a_sensor(car_park=car_park, token=f"rd_{number}")
        a_lane(sensor=sensor, slug=f"gate-{number}", to_area=low, is_reversible=True)
        a_lane(sensor=sensor, slug=f"ramp-{number}", from_area=low, to_area=high, is_reversible=True)
    return car_park, low, high


def passages(number: int, count: int, lot: random.Random) -> list[dict]:
    start = clock.now() - HOURS_AGO
    return [
        {
            "id": f"{number}-{n}",
            "lane": f"{lot.choice(['gate', 'ramp'])}-{number}",
            "direction": lot.choice(["in", "in", "out"]),
            "count": lot.randrange(1, 4),
            "occurred_at": (start + timedelta(seconds=n)).isoformat(),
        }
        for n in range(count)
    ]


def sums(items) -> tuple[int, int]:
    """What the two levels must hold."""
    low = high = 0
    for item in items:
        vehicles = item["count"] if item["direction"] == "in" else -item["count"]
        if item["lane"].startswith("gate"):
            low += vehicles
        else:
            low, high = low - vehicles, high + vehicles
    return low, high


def batches(items: list[dict], lot: random.Random, most: int):
    told = lot.sample(items, len(items))
    while told:
        size = lot.randrange(1, most)
        yield told[:size]
        told = told[size:]


def client_of(server, number: int) -> httpx.Client:
    return httpx.Client(
        base_url=f"{server.origin}/api/v1", headers={"Authorization": f"Bearer rd_{number}"}, timeout=120
    )


def test_fifty_sensors_that_tell_everything_twice_at_once_are_counted_once(a_server, counted):
    car_park, low, high = a_busy_house(SENSORS)
    server = a_server(REDIS_URL="", PARKING_EVENT_REQUESTS="100000")
    count = rounds(20, 1000)
    told = [passages(number, count, random.Random(number)) for number in range(SENSORS)]
    gate = threading.Barrier(SENSORS)

    def tell(number: int) -> list[str]:
        """Its own events, then those of the next: each is told twice, often at the same moment."""
        lot, words = random.Random(1000 + number), []
        gate.wait()
        for whose in (number, (number + 1) % SENSORS):
            with client_of(server, whose) as client:
                for batch in batches(told[whose], lot, rounds(20, 200)):
                    answer = client.post("/parking/events/", json={"events": batch})
                    words.append(str(answer.status_code))
                    words += [result["status"] for result in answer.json()["results"]]
        return words

    with ThreadPoolExecutor(SENSORS) as pool:
        words = Counter(word for found in pool.map(tell, range(SENSORS)) for word in found)

    counted(f"{SENSORS} sensors, {count} events each, all twice", words.elements())
    everything = [item for items in told for item in items]
    assert {word for word in words if word.isdigit()} <= {"200", "201"}
    assert (words["accepted"], words["duplicate"]) == (SENSORS * count, SENSORS * count)
    assert CountEvent.objects.count() == SENSORS * count
    assert (raw(low), raw(high)) == sums(everything)
    assert differences(car_park=car_park) == []
    assert "Traceback" not in server.logged()


def test_recounts_among_passages_stand_where_the_ledger_says(a_server, counted):
    car_park, low, high = a_busy_house(8)
    server = a_server(REDIS_URL="", PARKING_EVENT_REQUESTS="100000")
    told = [passages(number, rounds(30, 400), random.Random(number)) for number in range(8)]

    def tell(number: int) -> list[str]:
        with client_of(server, number) as client:
            lot = random.Random(number)
            sent = [client.post("/parking/events/", json={"events": b}) for b in batches(told[number], lot, 6)]
        return [str(answer.status_code) for answer in sent]

    lot = random.Random(3)
    with ThreadPoolExecutor(8) as pool:
        telling = [pool.submit(tell, number) for number in range(8)]
        recounts = 0
        while not all(one.done() for one in telling):
            moment = clock.now() - HOURS_AGO + timedelta(seconds=lot.randrange(400))
            recount(by=None, area=lot.choice([low, high]), value=lot.randrange(80), counted_at=moment, at=clock.now())
            recounts += 1
        codes = Counter(code for one in telling for code in one.result())

    counted(f"{recounts} recounts among passages", codes.elements())
    assert set(codes) <= {"200", "201"}
    assert recounts
    assert differences(car_park=car_park) == []
    assert CountEvent.objects.count() == 8 * rounds(30, 400)


def test_a_server_killed_among_batches_loses_nothing_and_counts_nothing_twice(a_server, counted):
    car_park, low, high = a_busy_house(2)
    lot = random.Random(9)
    items = {number: passages(number, rounds(300, 2000), random.Random(number)) for number in range(2)}
    waiting = {number: list(batches(items[number], lot, 20)) for number in items}
    confirmed: Counter[str] = Counter()
    killed, most_kills = 0, rounds(2, 12)

    def tell(server, number: int) -> list[str]:
        """Batch after batch; one that was not confirmed stays waiting, as a device keeps it."""
        words = []
        with client_of(server, number) as client:
            while waiting[number]:
                try:
                    answer = client.post("/parking/events/", json={"events": waiting[number][0]})
                except httpx.HTTPError:
                    return words
                assert answer.status_code in {200, 201}
                words += [result["status"] for result in answer.json()["results"]]
                waiting[number].pop(0)
        return words

    while any(waiting.values()):
        server = a_server(REDIS_URL="", number=60, PARKING_EVENT_REQUESTS="100000")
        with ThreadPoolExecutor(2) as pool:
            telling = [pool.submit(partial(tell, server, number)) for number in items]
            if killed < most_kills:
                # Another moment of the work each round.
                time.sleep(lot.uniform(0.05, 0.6))
                server.kill()
                killed += 1
            for one in telling:
                confirmed.update(one.result())

    everything = [item for some in items.values() for item in some]
    counted(f"killed {killed} times among batches", confirmed.elements())
    assert killed
    assert CountEvent.objects.count() == len(everything)
    assert CountEvent.objects.aggregate(moved=Sum("entered") + Sum("returned"))["moved"] == sum(
        item["count"] for item in everything
    )
    assert (raw(low), raw(high)) == sums(everything)
    assert differences(car_park=car_park) == []
