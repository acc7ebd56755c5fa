"""A deadlock breaks the work off and it is done again: as if there had been no first time."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from parking.models import Capacity, CountEvent

from .telling import level, passage, raw, tell, total
from .world import a_car_park, a_lane, a_sensor, an_area, z

pytestmark = pytest.mark.django_db(transaction=True)


class Deadlock(Exception):
    sqlstate = "40P01"


class BrokenOff:
    """Breaks off the first attempt after its last write."""

    def __init__(self):
        self.tries = 0

    def __call__(self, execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if "facilities_livetopic" in sql:
            self.tries += 1
            if self.tries == 1:
                raise OperationalError("deadlock detected") from Deadlock()
        return found


def test_what_is_flagged_is_flagged_once():
    car_park = a_car_park()
    low, high = an_area(car_park=car_park, slug="l1"), an_area(car_park=car_park, slug="l2", counted=None)
    sensor = a_sensor(car_park=car_park)
    a_lane(sensor=sensor, slug="ramp", from_area=low, to_area=high)
    a_lane(sensor=sensor, slug="gate", to_area=low, is_reversible=True, debounce=1000)
    a_lane(sensor=sensor, slug="loop", to_area=high)
    tell(sensor, total("before", "loop", when="07:30:00", total_in=1000))
    broken = BrokenOff()

    with connection.execute_wrapper(broken):
        taken = tell(
            sensor,
            passage("up", "ramp", when="06:00:00"),
            passage("one", "gate", direction="in"),
            passage("two", "gate", z("08:00:00") + timedelta(milliseconds=500), direction="in"),
            total("reset", "loop", total_in=2),
            total("old", "loop", when="07:00:00", total_in=900),
        )

    assert broken.tries > 1
    flags = [["partly_late"], [], ["debounced"], ["counter_reset"], ["out_of_order"]]
    assert [list(result.flags) for result in taken.results] == flags
    names = ["up", "one", "two", "reset", "old"]
    assert [CountEvent.objects.get(external_id=name).flags for name in names] == flags
    assert (raw(low), raw(high)) == (2, 3)


def test_a_level_without_places_is_refused_once():
    car_park = a_car_park()
    area = an_area(car_park=car_park, slug="l1", method="external")
    Capacity.objects.filter(area=area).delete()
    sensor = a_sensor(car_park=car_park)
    broken = BrokenOff()

    with connection.execute_wrapper(broken):
        taken = tell(sensor, level("free", "l1", free=3), level("told", "l1", occupied=7))

    assert broken.tries > 1
    assert [result.status for result in taken.results] == ["rejected", "accepted"]
    assert raw(area) == 7
