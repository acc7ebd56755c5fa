"""What the database itself refuses about the count."""

import pytest
from django.db import IntegrityError, transaction

from parking.models import AreaState, Capacity, CountEvent

from .world import COUNTED_AT, fixture_g

pytestmark = pytest.mark.django_db


def an_event(sensor, **more):
    values = {"external_id": "a", "body_hash": "x", "kind": "passage"}
    moments = dict.fromkeys(("occurred_at", "received_at", "effective_at"), COUNTED_AT)
    return CountEvent.objects.create(sensor=sensor, **values | moments | more)


def test_an_event_of_a_sensor_counts_once():
    _, area, sensor = fixture_g()
    an_event(sensor, to_area=area, entered=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        an_event(sensor, to_area=area, entered=1)


def test_an_event_is_never_changed():
    _, area, sensor = fixture_g()
    event = an_event(sensor, to_area=area, entered=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        CountEvent.objects.filter(pk=event.pk).update(entered=2)


def test_an_event_that_moves_vehicles_says_between_which_areas():
    _, _, sensor = fixture_g()
    with pytest.raises(IntegrityError), transaction.atomic():
        an_event(sensor, entered=1)


def test_the_state_of_an_area_adds_up():
    _, area, _ = fixture_g()
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaState.objects.filter(area=area).update(entered=1)


def test_a_count_below_zero_is_kept_as_it_is():
    _, area, _ = fixture_g()
    AreaState.objects.filter(area=area).update(left=8, raw=-8)
    assert AreaState.objects.get(area=area).raw == -8


def test_a_capacity_is_never_changed():
    _, area, _ = fixture_g()
    with pytest.raises(IntegrityError), transaction.atomic():
        Capacity.objects.filter(area=area).update(places=5)
