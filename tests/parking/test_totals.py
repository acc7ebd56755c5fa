"""Lifetime counters: the server takes the difference."""

import pytest

from parking.models import Anomaly, Lane

from .telling import passage, raw, statuses, tell, total
from .world import a_car_park, a_lane, a_sensor, an_area, fixture_g

pytestmark = pytest.mark.django_db


def test_a_counter_counts_its_differences_and_survives_a_reset():  # worked case 29
    _, area, sensor = fixture_g()
    seen = []

    for number, reading in enumerate([1000, 1003, 1003, 2, 5]):
        taken = tell(sensor, total(f"t{number}", when=f"08:0{number}:00", total_in=reading))
        seen.append((raw(area), list(taken.results[0].flags)))

    assert seen == [(0, []), (3, []), (3, []), (5, ["counter_reset"]), (8, [])]
    assert Anomaly.objects.filter(kind="counter_reset", sensor=sensor).count() == 1


def test_the_same_readings_in_one_batch_give_the_same():
    _, area, sensor = fixture_g()

    tell(sensor, *(total(f"t{n}", when=f"08:0{n}:00", total_in=t) for n, t in enumerate([1000, 1003, 1003, 2, 5])))

    assert raw(area) == 8


def test_a_reading_sent_again_counts_once():
    _, area, sensor = fixture_g()
    tell(sensor, total("t0", total_in=10))
    again = total("t1", when="08:01:00", total_in=14)

    answers = [statuses(tell(sensor, again)), statuses(tell(sensor, total("t2", when="08:02:00", total_in=15), again))]

    assert answers == [["accepted"], ["accepted", "duplicate"]]
    assert raw(area) == 5


def test_a_reading_that_comes_after_a_later_one_changes_nothing():
    _, area, sensor = fixture_g()
    tell(sensor, total("t0", total_in=10), total("t2", when="08:02:00", total_in=20))

    taken = tell(sensor, total("t1", when="08:01:00", total_in=15), at="08:03:00")

    assert list(taken.results[0].flags) == ["out_of_order"]
    assert (raw(area), Lane.objects.get(slug="in1").total_in) == (10, 20)


def test_counters_of_both_directions_move_both_ways():
    car_park = a_car_park()
    area = an_area(car_park=car_park)
    sensor = a_sensor(car_park=car_park)
    a_lane(sensor=sensor, slug="gate", from_area=area)
    tell(sensor, total("t0", "gate", total_in=0, total_out=0))

    tell(sensor, total("t1", "gate", when="08:01:00", total_in=7, total_out=2))

    assert raw(area) == 5


def test_an_impossible_leap_counts_nothing_and_is_flagged():
    _, area, sensor = fixture_g()

    taken = tell(sensor, total("t0", total_in=0), total("t1", when="08:01:00", total_in=5_000_000_000))

    assert [list(result.flags) for result in taken.results] == [[], ["counter_jump"]]
    assert raw(area) == 0


def test_counters_and_passages_add_up():
    _, area, sensor = fixture_g()

    tell(sensor, total("t0", total_in=0), passage("a", "out1"), total("t1", when="08:01:00", total_in=3))

    assert raw(area) == 2
