"""D1, D2: events of sensors through the service, against the bare insert of their rows into the same table.

The service dedupes, keeps the journal, adds to the areas at both ends of a lane, marks the statistics of minutes that
are over, notes the sensor's contact, publishes and raises the live sequence number; the anchor only inserts. 5 % of the
events of a batch were sent before. D1 reads its event too; D2 is measured after reading, and its note says what
reading costs.
"""

import itertools
import json
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from bench import world
from bench.pairs import compare
from bench.report import Row
from facilities.models.devices import Device
from parking.messages import read_all
from parking.models.areas import Area, Capacity, Lane, Sensor
from parking.models.car_parks import CarPark
from parking.models.ledger import Anchor, AreaState
from parking.services.ingest import take_events, take_messages

START = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
AREAS = 4
AGAIN = 0.05
COLUMNS = (
    "sensor_id, external_id, body_hash, kind, lane_id, to_area_id, entered, returned, vehicle_class, subject,"
    " occurred_at, received_at, effective_at, is_late, flags"
)
# Times the anchor's: "at least 0.4 of its speed" is at most 2.5 of its time. What they rest on: docs/decisions/0006.
GOALS = {
    ("D1", "sqlite"): (1 / 0.4, 1 / 0.2),
    ("D1", "postgresql"): (1 / 0.6, 1 / 0.4),
    ("D2", "sqlite"): (1 / 0.9, 1 / 0.6),
    ("D2", "postgresql"): (1 / 0.9, 1 / 0.6),
}


def measure(where: str, *, quick: bool) -> Iterator[Row]:
    """One event a call, then a hundred a call."""
    device, lanes = _car_park()
    for name, size, words in (("D1", 1, "one event a transaction"), ("D2", 100, "a batch of 100 events")):
        pairs, calls = (3, 20) if quick else (7, 120 if size == 1 else 20)
        ours = Told(device, lanes) if name == "D1" else Read(device, lanes, size, calls=pairs * calls + 1)
        mine, theirs, ratio = compare(
            ours, Bare(device, lanes, size), pairs=pairs, repeat_ours=calls, repeat_anchor=calls
        )
        goal, floor = (None, None) if quick else GOALS[name, where]
        note = f"{1e6 * mine / size:.0f} µs an event, bare insert {1e6 * theirs / size:.0f} µs"
        if isinstance(ours, Read):
            note += f"; reading what was sent {1e6 * ours.reading / size:.0f} µs more"
        yield Row(name, f"{words}, against the bare insert of its rows", where, ratio, goal, floor, note)


class Sender:
    """Makes batches of events, some of which were sent before."""

    def __init__(self, lanes: list[Lane], size: int) -> None:
        self.lanes, self.size = [lane.slug for lane in lanes], size
        self._numbers = itertools.count(1)
        self._draw = random.Random(1)
        self._last: list[dict] = []

    def batch(self) -> tuple[datetime, list[dict]]:
        """The next batch, and when it arrives."""
        items = self._last = [self._item() for _ in range(self.size)]
        return START + timedelta(seconds=next(self._numbers)), items

    def _item(self) -> dict:
        # Of single events all are new: the least of their times would be that of one which only is recognised.
        if self.size > 1 and self._last and self._draw.random() < AGAIN:
            return self._draw.choice(self._last)
        number = next(self._numbers)
        return {
            "id": f"bench-{self.size}-{number}",
            "kind": "passage",
            "lane": self.lanes[number % len(self.lanes)],
            "count": 1,
            "occurred_at": (START + timedelta(seconds=number)).isoformat(),
        }


class Told:
    """Hands the service single events as they are sent."""

    def __init__(self, device: Device, lanes: list[Lane]) -> None:
        self.device, self._sender = device, Sender(lanes, 1)

    def __call__(self) -> None:
        """One call."""
        at, items = self._sender.batch()
        take_events(device=self.device, items=items, at=at)


class Read:
    """Hands the service batches that have been read; `reading` are the least seconds that took for one."""

    def __init__(self, device: Device, lanes: list[Lane], size: int, *, calls: int) -> None:
        self.device, self.reading = device, float("inf")
        sender, self._read = Sender(lanes, size), []
        for at, items in (sender.batch() for _ in range(calls)):
            start = time.perf_counter()
            told = read_all(items, at=at)
            self.reading = min(self.reading, time.perf_counter() - start)
            self._read.append((at, told))
        self._read.reverse()

    def __call__(self) -> None:
        """One call."""
        at, told = self._read.pop()
        take_messages(device=self.device, told=told, at=at)


class Bare:
    """Inserts the rows of events, and nothing else."""

    def __init__(self, device: Device, lanes: list[Lane], size: int) -> None:
        self.sensor_id, self.lanes, self.size = device.sensor.pk, lanes, size
        self._numbers = itertools.count(1)

    def __call__(self) -> None:
        """One call: one transaction."""
        values: list[Any] = []
        for _ in range(self.size):
            number = next(self._numbers)
            lane = self.lanes[number % len(self.lanes)]
            moment = START + timedelta(seconds=number)
            moment = moment if connection.vendor == "postgresql" else moment.replace(tzinfo=None)
            name = f"bare-{self.size}-{number}"
            values += [self.sensor_id, name, "0" * 64, "passage", lane.pk, lane.to_area_id, 1, 0, "car", ""]
            values += [moment, moment, moment, False, json.dumps([])]
        row = f"({', '.join(['%s'] * 15)})"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO parking_countevent ({COLUMNS}) VALUES {', '.join([row] * self.size)}",
                values,
            )


def _car_park() -> tuple[Device, list[Lane]]:
    site = world.a_site()
    car_park = CarPark.objects.create(site=site, slug="bench", name="Bench")
    device = Device.objects.create(name="Bench", site=site, shows="sensor", token_hash="bench", paired_at=START)
    sensor = Sensor.objects.create(device=device, car_park=car_park)
    lanes = []
    for number in range(AREAS):
        area = Area.objects.create(car_park=car_park, slug=f"level-{number}", name=f"Level {number}", position=number)
        Capacity.objects.create(area=area, places=1_000_000, starts_at=START)
        anchor = Anchor.objects.create(area=area, counted_at=START, value=0, recorded_at=START)
        AreaState.objects.create(area=area, anchor=anchor, anchor_at=START)
        lanes.append(
            Lane.objects.create(car_park=car_park, sensor=sensor, slug=f"in-{number}", name="In", to_area=area)
        )
    return device, lanes
