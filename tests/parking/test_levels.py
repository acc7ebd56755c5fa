"""Levels told by another system: each is a count."""

import pytest

from parking.models import Anchor, Area, AreaState

from .telling import level, passage, raw, statuses, tell
from .world import fixture_g, z

pytestmark = pytest.mark.django_db


def an_outside_count():
    _, area, sensor = fixture_g(method=Area.Method.EXTERNAL)
    return area, sensor


def test_a_level_is_where_the_area_stands():
    area, sensor = an_outside_count()

    tell(sensor, level("l1", "geel", occupied=43))

    state = AreaState.objects.get(area=area)
    assert (state.raw, state.anchor_value, state.anchor_at) == (43, 43, z("08:00:00"))
    assert Anchor.objects.get(pk=state.anchor_id).event.external_id == "l1"


def test_free_places_are_turned_into_vehicles():
    area, sensor = an_outside_count()

    tell(sensor, level("l1", "geel", free=43))

    assert raw(area) == 57


def test_no_data_is_not_a_number_of_places():
    area, sensor = an_outside_count()

    assert statuses(tell(sensor, level("l1", "geel", free=-1))) == ["unreadable_event"]
    assert raw(area) == 0


def test_free_places_of_an_unknown_number_say_nothing():
    area, sensor = an_outside_count()
    area.capacities.all().delete()

    taken = tell(sensor, level("l1", "geel", free=3), passage("a"))

    assert statuses(taken) == ["unreadable_event", "accepted"]


def test_of_levels_in_any_order_the_latest_stands():
    area, sensor = an_outside_count()

    tell(sensor, level("l2", "geel", when="08:10:00", occupied=20), level("l1", "geel", occupied=10))
    taken = tell(sensor, level("l0", "geel", when="07:30:00", occupied=5), at="08:11:00")

    assert statuses(taken) == ["late"]
    assert raw(area) == 20
    assert Anchor.objects.filter(area=area).count() == 4


def test_a_level_sent_again_is_a_duplicate():
    _area, sensor = an_outside_count()
    tell(sensor, level("l1", "geel", occupied=10))

    assert statuses(tell(sensor, level("l1", "geel", occupied=10), level("l1", "geel", occupied=11))) == [
        "duplicate",
        "conflict",
    ]
    assert Anchor.objects.filter(event__isnull=False).count() == 1


def test_what_passes_after_a_level_moves_it():
    area, sensor = an_outside_count()

    tell(sensor, level("l1", "geel", occupied=10), passage("a", when="08:00:00"), passage("b", when="08:00:01"))

    assert raw(area) == 11


def test_an_area_that_counts_itself_takes_no_level():
    _, area, sensor = fixture_g()

    taken = tell(sensor, level("l1", "geel", occupied=10), level("l2", "nowhere", occupied=10))

    assert statuses(taken) == ["counted_otherwise", "unknown_area"]
    assert raw(area) == 0
