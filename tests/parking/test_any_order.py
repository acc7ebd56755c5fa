"""Property: whatever the order, the batches and the repetitions, the same events give the same present."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from parking.models import AreaState, CountEvent
from parking.services.ingest import take_events
from parking.services.rebuilding import differences
from parking.services.recounts import recount
from tests.race.conftest import rounds

from .telling import passage, raw
from .world import a_car_park, a_lane, a_sensor, an_area, fixture_g, z

pytestmark = pytest.mark.django_db
NOON = z("12:00:00")


class Undone(Exception):
    """Takes back what one example did."""


def undone(run):
    try:
        with transaction.atomic():
            run()
            raise Undone
    except Undone:
        pass


def in_batches(items, lot):
    start = 0
    while start < len(items):
        size = lot.randrange(1, 12)
        yield items[start : start + size]
        start += size


@pytest.mark.prove
def test_thirty_in_and_twenty_two_out_are_eight_in_any_order():  # worked case 5
    _, area, sensor = fixture_g()
    items = [passage(f"i{n}", "in1", f"08:{n:02}:00") for n in range(30)]
    items += [passage(f"o{n}", "out1", f"08:{n:02}:30") for n in range(22)]
    lot = random.Random(5)
    seen = set()

    def one_order():
        told = items + lot.sample(items, 10)
        lot.shuffle(told)
        for batch in in_batches(told, lot):
            take_events(device=sensor.device, items=batch, at=NOON)
        seen.add((raw(area), CountEvent.objects.count()))

    for _ in range(rounds(40, 200)):
        undone(one_order)

    assert seen == {(8, 52)}


def a_house():
    car_park = a_car_park()
    low, high = an_area(car_park=car_park, slug="l1", places=9), an_area(car_park=car_park, slug="l2", counted=None)
    sensor = a_sensor(car_park=car_park)
    a_lane(sensor=sensor, slug="gate", to_area=low, is_reversible=True)
    a_lane(sensor=sensor, slug="ramp", from_area=low, to_area=high, is_reversible=True)
    return car_park, low, high, sensor


passages = st.lists(
    st.tuples(
        st.sampled_from(["gate", "ramp"]), st.sampled_from(["in", "out"]), st.integers(1, 3), st.integers(-60, 180)
    ),
    max_size=14,
)
counts = st.lists(
    st.tuples(st.sampled_from(["l1", "l2"]), st.integers(0, 20), st.integers(-60, 180)),
    max_size=3,
    unique_by=lambda count: (count[0], count[2]),
)


@given(passages=passages, counts=counts, seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_events_and_recounts_in_any_order_stand_where_the_sums_say(passages, counts, seed):
    lot = random.Random(seed)

    def run():
        car_park, low, high, sensor = a_house()
        areas = {"l1": low, "l2": high}
        items = [
            passage(f"p{n}", lane, z("07:00:00") + timedelta(minutes=minute), direction=direction, count=count)
            for n, (lane, direction, count, minute) in enumerate(passages)
        ]
        told = items + [lot.choice(items) for _ in range(4) if items]
        lot.shuffle(told)
        deeds = [
            lambda batch=batch: take_events(device=sensor.device, items=batch, at=NOON)
            for batch in in_batches(told, lot)
        ]
        for slug, value, minute in counts:
            moment = z("07:00:00") + timedelta(minutes=minute)
            deeds.append(
                lambda a=areas[slug], v=value, m=moment: recount(by=None, area=a, value=v, counted_at=m, at=NOON)
            )
        lot.shuffle(deeds)
        for deed in deeds:
            deed()

        assert {slug: raw(area) for slug, area in areas.items()} == expected(passages, counts)
        assert differences(car_park=car_park) == []
        assert CountEvent.objects.count() == len(items)

    undone(run)


def expected(passages, counts):
    """The rule of parking.md in its plainest form."""
    found = {}
    for slug, first in (("l1", (0, 0)), ("l2", (None, 0))):
        anchors = [(minute, value) for name, value, minute in counts if name == slug]
        anchors += [first] if first[0] is not None else []
        after, total = max(anchors, key=lambda anchor: anchor[0], default=(None, 0))
        for lane, direction, count, minute in passages:
            if after is None or minute > after:
                sign = 1 if direction == "in" else -1
                total += sign * count * {("l1", "gate"): 1, ("l1", "ramp"): -1, ("l2", "ramp"): 1}.get((slug, lane), 0)
        found[slug] = total
    return found


def test_the_projection_never_forgets_its_sum():
    _, _, _, sensor = a_house()

    take_events(device=sensor.device, items=[passage("a", "gate", direction="in", count=3)], at=NOON)

    assert {state.raw - state.anchor_value - state.entered + state.left for state in AreaState.objects.all()} == {0}
