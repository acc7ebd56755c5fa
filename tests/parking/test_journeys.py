"""How often taking events goes to the database, and that nothing old counts because it was not asked for again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parking import publishing, remembering
from parking.models import AreaState, CarPark, CarParkState
from parking.services import ingest
from parking.services.areas import change_area, change_lane, set_capacity
from parking.services.overrides import set_override
from parking.services.rebuilding import differences
from parking.services.recounts import recount
from parking.services.sensors import change_sensor

from .telling import heartbeat, passage, raw, statuses, tell
from .world import an_area, fixture_g, z

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy():
    """A car park whose sensor was heard a moment ago."""
    car_park, area, sensor = fixture_g()
    tell(sensor, heartbeat("up"), at="08:00:00")
    return car_park, area, sensor


def statements(sensor, *items, at) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        tell(sensor, *items, at=at)
    return [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]


def test_the_first_passage_asks_once_and_the_next_asks_nothing(busy):
    _, _, sensor = busy

    first = statements(sensor, passage("a", when="08:00:05"), at="08:00:07")
    second = statements(sensor, passage("b", when="08:00:08"), at="08:00:09")

    # On PostgreSQL all writes go in one journey; on SQLite a journey costs nothing.
    writes = 1 if connection.vendor == "postgresql" else 5
    assert (len(first), len(second)) == (1 + writes, writes)


def test_a_batch_takes_as_many_statements_as_a_single_event(busy):
    _, _, sensor = busy
    items = [passage(f"p{number}", when=z("08:00:05") + timedelta(seconds=number)) for number in range(30)]

    found = statements(sensor, *items, at="08:00:40")

    assert len(found) == (2 if connection.vendor == "postgresql" else 6)


def test_what_was_told_before_is_recognised_though_nobody_asked(busy):
    _, area, sensor = busy
    tell(sensor, passage("a", when="08:00:05"))

    again = tell(sensor, passage("a", when="08:00:05"), at="08:00:09")
    other = tell(sensor, passage("a", when="08:00:06"), at="08:00:10")

    assert (statuses(again), statuses(other), raw(area)) == (["duplicate"], ["conflict"], 1)


def lanes(car_park, area, sensor):
    other = an_area(car_park=car_park, slug="l9", counted=3)
    change_lane(by=None, lane=sensor.lanes.get(slug="in1"), to_area=other, at=z("08:00:08"))


def clocks(car_park, area, sensor):
    change_sensor(by=None, sensor=sensor, name="Lus", has_bad_clock=True, at=z("08:00:08"))


CHANGES = {
    "a lane leads elsewhere": lanes,
    "a sensor's clock is known to be wrong": clocks,
    "an area is full sooner": lambda car_park, area, sensor: change_area(
        by=None, area=area, almost_on=99, almost_off=100, at=z("08:00:08")
    ),
    "there are fewer places": lambda car_park, area, sensor: set_capacity(
        by=None, area=area, places=40, at=z("08:00:08")
    ),
    "somebody counted": lambda car_park, area, sensor: recount(
        by=None, area=area, value=20, counted_at=z("08:00:08"), at=z("08:00:08")
    ),
    "an operator closed it": lambda car_park, area, sensor: set_override(
        by=None, car_park=car_park, state="closed", reason="Werken", ends_at=z("10:00:00"), at=z("08:00:08")
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_very_next_event_knows_that(change, busy):
    car_park, area, sensor = busy
    tell(sensor, passage("a", when="08:00:05"), at="08:00:07")
    change(car_park, area, sensor)

    tell(sensor, passage("b", when="08:00:09"), at="08:00:10")

    shown = as_it_stands(car_park)
    assert differences(car_park=car_park) == []
    assert shown == as_if_asked(car_park)


def as_it_stands(car_park) -> dict:
    return CarParkState.objects.get(car_park=car_park).published["row"]


def as_if_asked(car_park) -> dict:
    publishing.refresh(CarPark.objects.get(pk=car_park.pk), at=z("08:00:10"))
    return as_it_stands(car_park)


def test_a_lane_that_leads_elsewhere_counts_there(busy):
    car_park, area, sensor = busy
    tell(sensor, passage("a", when="08:00:05"), at="08:00:07")
    lanes(car_park, area, sensor)

    tell(sensor, passage("b", when="08:00:09"), at="08:00:10")

    assert (raw(area), AreaState.objects.get(area__slug="l9").raw) == (1, 4)


@pytest.mark.parametrize("is_known", [True, False], ids=["remembered", "asked"])
def test_who_counts_in_between_is_not_overwritten(is_known, busy, monkeypatch):
    car_park, area, sensor = busy
    tell(sensor, passage("a", when="08:00:05"), at="08:00:07")
    if not is_known:
        monkeypatch.setattr(remembering, "_left", {})
    ours, turns = ingest.keep_up, []

    def late(*args, **kwargs):
        published = ours(*args, **kwargs)
        if not turns:
            turns.append(1)
            recount(by=None, area=area, value=30, counted_at=z("08:00:08"), at=z("08:00:08"))
        return published

    monkeypatch.setattr(ingest, "keep_up", late)
    tell(sensor, passage("b", when="08:00:09"), at="08:00:10")

    assert (raw(area), as_it_stands(car_park)["free"]) == (31, 69)
    assert differences(car_park=car_park) == []
