"""The short way to publish leaves behind what the thorough one would."""

import random
from datetime import timedelta

import pytest

from facilities.models import LiveTopic
from parking import keeping_up, publishing
from parking.models import AreaState, CarParkState
from parking.services.ingest import take_events
from parking.services.overrides import set_override
from parking.topics import CarParkTopic

from .telling import heartbeat, passage, tell
from .world import a_car_park, a_lane, a_sensor, an_area, fixture_g, z

pytestmark = pytest.mark.django_db


@pytest.fixture
def short_ways(monkeypatch):
    """What the short way said, call by call: whether it changed what is shown, None where it could not tell."""
    said, ours = [], keeping_up.keep_up

    def listen(*args, **kwargs):
        try:
            published = ours(*args, **kwargs)
        except keeping_up.Unclear:
            said.append(None)
            raise
        said.append(published is not None)
        return published

    monkeypatch.setattr("parking.services.ingest.keep_up", listen)
    return said


def a_house():
    car_park = a_car_park()
    whole = an_area(car_park=car_park, slug="deck", places=0)
    levels = [
        an_area(car_park=car_park, slug="l1", places=30, parent=whole),
        an_area(car_park=car_park, slug="l2", places=12, parent=whole, min_dwell=20),
        an_area(car_park=car_park, slug="l3", places=9, vehicle_class="permit", position=1),
    ]
    sensor = a_sensor(car_park=car_park)
    for level in levels:
        a_lane(sensor=sensor, slug=f"gate-{level.slug}", to_area=level, is_reversible=True)
    a_lane(sensor=sensor, slug="ramp", from_area=levels[0], to_area=levels[1], is_reversible=True)
    return car_park, sensor


@pytest.mark.parametrize("seed", range(8))
def test_whatever_passes_the_thorough_look_finds_nothing_more(seed, short_ways):
    car_park, sensor = a_house()
    lot, moment = random.Random(seed), z("08:00:00")
    for number in range(80):
        moment += timedelta(seconds=lot.choice([1, 3, 10]))
        lane = lot.choice(["gate-l1", "gate-l2", "gate-l3", "ramp"])
        direction = lot.choice(["in", "in", "out"] if number < 45 else ["out", "out", "in"])
        item = passage(f"p{number}", lane, moment, direction=direction, count=lot.randrange(1, 4))
        take_events(device=sensor.device, items=[item], at=moment)
        stored = CarParkState.objects.get().published
        memories = list(AreaState.objects.order_by("pk").values_list("fullness", "fullness_since"))

        assert publishing.refresh(car_park, at=moment) is False

        again = CarParkState.objects.get().published
        assert {name: again[name] for name in ("row", "counted", "as_of")} == {
            name: stored[name] for name in ("row", "counted", "as_of")
        }
        assert list(AreaState.objects.order_by("pk").values_list("fullness", "fullness_since")) == memories

    assert True in short_ways
    assert None in short_ways


def test_a_passage_takes_the_short_way_and_raises_the_seq_by_one(short_ways):
    car_park, _, sensor = fixture_g()
    tell(sensor, heartbeat("up"), at="08:00:00")
    before = LiveTopic.objects.get(pk="car-park.geel").seq

    tell(sensor, passage("a", when="08:00:05"))

    state = CarParkTopic().state(at=z("08:00:07"), slug=car_park.slug)
    assert short_ways[-1] is True
    assert LiveTopic.objects.get(pk="car-park.geel").seq == before + 1
    assert (state["free"], state["text"], state["as_of"]) == (99, "99", "2026-11-24T08:00:07Z")


def test_a_sign_of_life_of_a_sensor_heard_a_moment_ago_changes_nothing_shown(short_ways):
    _, _, sensor = fixture_g()
    tell(sensor, heartbeat("up"), at="08:00:00")
    before = LiveTopic.objects.get(pk="car-park.geel").seq

    tell(sensor, heartbeat("again", "08:01:00"))

    assert short_ways[-1] is False
    assert LiveTopic.objects.get(pk="car-park.geel").seq == before


def test_a_sensor_heard_again_after_silence_is_looked_at_thoroughly(short_ways):  # worked case 17
    _, area, sensor = fixture_g()
    tell(sensor, passage("a"), at="08:00:00")
    before = LiveTopic.objects.get(pk="car-park.geel").seq

    tell(sensor, heartbeat("back", "08:07:00"), at="08:07:00")

    state = CarParkTopic().state(at=z("08:07:00"), slug="geel")
    assert len(short_ways) == 0
    assert (state["quality"], state["free"], AreaState.objects.get(area=area).raw) == ("good", 99, 1)
    assert LiveTopic.objects.get(pk="car-park.geel").seq == before + 1


def test_passages_under_an_operators_word_change_nothing_shown(short_ways):
    car_park, _, sensor = fixture_g()
    tell(sensor, heartbeat("up"), at="08:00:00")
    set_override(by=None, car_park=car_park, state="closed", reason="Werken", ends_at=z("10:00:00"), at=z("08:00:01"))
    before = LiveTopic.objects.get(pk="car-park.geel").seq

    tell(sensor, passage("a", when="08:00:05"))

    assert short_ways[-1] is None
    assert LiveTopic.objects.get(pk="car-park.geel").seq == before
