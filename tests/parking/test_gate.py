"""When the gate is open, on days on which the clock changes too."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from parking.gate import gate_changes_at, gate_is_open, instant
from parking.models import GateException, GateHours

from .world import a_car_park, z

ZONE = ZoneInfo("Europe/Brussels")


def test_closing_in_the_hour_that_exists_twice_means_the_later_one():
    assert instant(date(2026, 10, 25), 150, ZONE, closes=True) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_opening_in_the_hour_that_exists_twice_means_the_earlier_one():
    assert instant(date(2026, 10, 25), 150, ZONE, closes=False) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_closing_in_the_hour_that_does_not_exist_moves_on_by_the_gap():
    assert instant(date(2027, 3, 28), 150, ZONE, closes=True) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_hours_past_midnight_belong_to_the_day_they_began():
    assert instant(date(2026, 10, 24), 1590, ZONE, closes=True) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_a_gate_is_open_from_the_minute_it_opens_until_just_before_it_closes():
    car_park = a_car_park(is_always_open=False)
    GateHours.objects.create(car_park=car_park, weekday=1, opens=420, closes=1200)  # Tuesday 7:00-20:00
    assert not gate_is_open(car_park, at=z("05:59:59"))
    assert gate_is_open(car_park, at=z("06:00:00"))
    assert gate_is_open(car_park, at=z("18:59:59"))
    assert not gate_is_open(car_park, at=z("19:00:00"))
    assert gate_changes_at(car_park, at=z("06:00:00")) == z("19:00:00")


@pytest.mark.django_db
def test_an_exception_wins_over_its_weekday():
    car_park = a_car_park(is_always_open=False)
    GateHours.objects.create(car_park=car_park, weekday=1, opens=420, closes=1200)
    GateException.objects.create(car_park=car_park, day=date(2026, 11, 24))
    assert not gate_is_open(car_park, at=z("12:00:00"))
