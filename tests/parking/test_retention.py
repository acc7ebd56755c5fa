"""What the count forgets, and what must outlive it."""

from datetime import timedelta

import pytest

from parking import ledger
from parking.models import Anchor, AreaState, CountEvent, DayStat, MinuteStat, QuarterStat
from parking.services.ingest import take_events
from parking.services.rebuilding import rebuild
from parking.services.retention import purge
from parking.services.statistics import make_statistics

from .world import fixture_g, z

pytestmark = pytest.mark.django_db

LATER = z("08:00:00") + timedelta(days=91)


def a_world_with_three_cars():
    car_park, area, sensor = fixture_g()
    items = [
        {"id": str(n), "kind": "passage", "lane": "in1", "occurred_at": z(f"07:0{n}:00").isoformat()} for n in (1, 2, 3)
    ]
    take_events(device=sensor.device, items=items, at=z("07:10:00"))
    return car_park, area


def test_old_events_go_after_a_count_was_written_that_stands_for_them():
    car_park, area = a_world_with_three_cars()
    assert purge(at=LATER)["events"] == 3
    assert not CountEvent.objects.exists()
    assert ledger.value_at(area.pk, LATER) == 3
    assert AreaState.objects.get(area=area).raw == 3
    assert rebuild(car_park=car_park, at=LATER) == []


def test_what_people_counted_stays():
    _, area = a_world_with_three_cars()
    purge(at=LATER)
    assert Anchor.objects.filter(area=area, counted_at=z("07:00:00")).exists()


def test_minutes_go_first_then_quarters_and_days_never():
    _, area = a_world_with_three_cars()
    for model in (MinuteStat, QuarterStat):
        model.objects.create(area=area, starts_at=z("07:00:00"))
    DayStat.objects.create(area=area, day=z("07:00:00").date())
    purge(at=z("08:00:00") + timedelta(days=36))
    assert (MinuteStat.objects.count(), QuarterStat.objects.count()) == (0, 1)
    purge(at=z("08:00:00") + timedelta(days=800))
    assert (QuarterStat.objects.count(), DayStat.objects.count()) == (0, 1)


def test_nothing_goes_before_its_time():
    a_world_with_three_cars()
    assert purge(at=z("08:00:00") + timedelta(days=89))["events"] == 0


def test_one_closing_count_an_area_is_enough():
    car_park, area = a_world_with_three_cars()
    purge(at=LATER)
    at = z("09:00:00")
    CountEvent.objects.create(
        sensor=car_park.sensors.get(),
        external_id="x",
        kind="heartbeat",
        occurred_at=at,
        received_at=at,
        effective_at=at,
    )
    purge(at=LATER + timedelta(days=1))
    assert Anchor.objects.filter(area=area).closing().count() == 1
    assert AreaState.objects.get(area=area).raw == 3
    assert rebuild(car_park=car_park, at=LATER) == []


def test_an_area_that_nobody_ever_counted_agrees_with_its_ledger_afterwards():
    car_park, _, sensor = fixture_g(counted=None)
    item = {"id": "1", "kind": "passage", "lane": "in1", "occurred_at": z("07:01:00").isoformat()}
    take_events(device=sensor.device, items=[item], at=z("07:10:00"))
    purge(at=LATER)
    assert rebuild(car_park=car_park, at=LATER) == []


def test_a_closing_count_is_no_evidence_of_that_moment():
    _, area = a_world_with_three_cars()
    purge(at=LATER)
    make_statistics(at=LATER)
    assert not QuarterStat.objects.filter(area=area, starts_at__gt=z("07:30:00")).exists()
