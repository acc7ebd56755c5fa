"""The stuck rule: heard again and again, never another number, while a neighbour moves."""

from datetime import timedelta

import pytest

from facilities.live.topics import publish
from parking.models import Anomaly, AreaState, GateHours
from parking.publishing import published
from parking.services.recounts import recount
from parking.services.stuck import look_for_stuck
from tests.factories import a_user

from .telling import heartbeat, level, passage, tell
from .world import COUNTED_AT, a_car_park, a_lane, a_sensor, an_area

pytestmark = pytest.mark.django_db
A_DAY_ON = COUNTED_AT + timedelta(hours=24)


def moment(minutes: int):
    return COUNTED_AT + timedelta(minutes=minutes)


def told(sensor, *, beats: int = 60, cars: int = 5):
    """Signs of life all day, and cars into the level that moves."""
    for number in range(beats):
        beat = heartbeat(f"beat-{number}") | {"occurred_at": moment(number * 24 + 1).isoformat()}
        tell(sensor, beat, at=moment(number * 24 + 1))
    for number in range(cars):
        tell(sensor, passage(f"car-{number}", "in-moves", moment(600 + number)), at=moment(600 + number))
    tell(sensor, heartbeat("last") | {"occurred_at": A_DAY_ON.isoformat()}, at=A_DAY_ON)


@pytest.fixture
def house():
    """Two levels that one loop counts; cars come into the first only."""
    car_park = a_car_park()
    sensor = a_sensor(car_park=car_park, expected_every=7200)
    for position, slug in enumerate(("moves", "stands")):
        area = an_area(car_park=car_park, slug=slug, position=position, counted=20, stale_after=90_000)
        a_lane(sensor=sensor, slug=f"in-{slug}", to_area=area)
    return car_park, sensor


def suspects(car_park, at=A_DAY_ON):
    return [area.slug for area in look_for_stuck(car_park=car_park, at=at)]


def test_a_count_that_stands_still_while_its_neighbour_moves_is_suspected_once_and_published_as_doubtful(house):
    car_park, sensor = house
    told(sensor)
    before = publish("car-park.geel", A_DAY_ON)

    assert suspects(car_park) == suspects(car_park) == ["stands"]

    face = published(car_park, at=A_DAY_ON)
    assert [area.quality for area in face.areas] == ["good", "degraded"]
    assert (face.free, face.quality) == (155, "degraded")
    assert face.seq == before.seq + 1
    assert Anomaly.objects.filter(kind="stuck", ended_at=None).count() == 1


def test_a_day_is_not_over_before_it_is(house):
    car_park, sensor = house
    told(sensor)

    assert suspects(car_park, A_DAY_ON - timedelta(seconds=1)) == []


@pytest.mark.parametrize("less", [{"beats": 40}, {"cars": 4}], ids=["seldom heard", "nobody moves"])
def test_stillness_alone_is_no_reason(house, less):
    car_park, sensor = house
    told(sensor, **less)

    assert suspects(car_park) == []


def test_closed_hours_do_not_count(house):
    car_park, sensor = house
    car_park.is_always_open = False
    car_park.save()
    for weekday in range(7):
        GateHours.objects.create(car_park=car_park, weekday=weekday, opens=360, closes=1320)
    told(sensor)

    assert suspects(car_park) == []


def test_one_car_acquits(house):
    car_park, sensor = house
    told(sensor)
    suspects(car_park)

    later = A_DAY_ON + timedelta(minutes=1)
    tell(sensor, passage("at-last", "in-stands", later), at=later)

    assert suspects(car_park, later) == []
    assert published(car_park, at=later).quality == "good"
    assert not AreaState.objects.filter(is_stuck=True).exists()
    assert not Anomaly.objects.filter(kind="stuck", ended_at=None).exists()


def test_a_person_who_counted_the_same_acquits_too(house):
    car_park, sensor = house
    told(sensor)
    stands = car_park.areas.get(slug="stands")
    noon = moment(300)

    recount(by=a_user("receptionist", site=car_park.site), area=stands, value=20, counted_at=noon, reason="", at=noon)

    assert suspects(car_park) == []


def test_a_level_that_another_system_repeats_all_day_is_suspected():
    car_park = a_car_park()
    system = a_sensor(car_park=car_park, kind="system", expected_every=7200)
    for slug in ("moves", "stands"):
        an_area(car_park=car_park, slug=slug, counted=7, method="external", stale_after=90_000)
    for number in range(62):
        values = {"moves": number % 7, "stands": 7}
        items = [
            level(f"{slug}-{number}", slug, occupied=value) | {"occurred_at": moment(number * 24).isoformat()}
            for slug, value in values.items()
        ]
        tell(system, *items, at=moment(number * 24))

    assert suspects(car_park, moment(62 * 24)) == ["stands"]
