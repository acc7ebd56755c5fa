"""The projection made anew from the ledger equals the one that was kept."""

import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from facilities.models import LiveTopic
from parking.jobs import JOBS
from parking.models import Anomaly, AreaState, DirtyQuarter
from parking.services.rebuilding import rebuild
from parking.services.recounts import recount

from .telling import heartbeat, passage, raw, tell, total
from .world import fixture_g, z

pytestmark = pytest.mark.django_db


def spoil(area):
    AreaState.objects.filter(area=area).update(entered=7, raw=7)


def test_what_was_kept_is_what_the_ledger_says():
    car_park, area, sensor = fixture_g()
    lot = random.Random(7)
    for number in range(30):
        lane = lot.choice(["in1", "out1"])
        tell(sensor, passage(f"p{number}", lane, when=f"08:{lot.randrange(60):02}:00", count=lot.randrange(1, 9)))
        tell(sensor, total(f"t{number}", when=f"08:{number:02}:30", total_in=number * 3))
        if number % 10 == 5:
            recount(by=None, area=area, value=number, counted_at=z(f"08:{lot.randrange(60):02}:00"), at=z("09:00:00"))

    assert rebuild(car_park=car_park, at=z("10:00:00")) == []


def test_a_difference_is_put_right_told_and_begins_a_new_epoch():
    car_park, area, sensor = fixture_g()
    tell(sensor, heartbeat("up"), passage("a"))
    before = LiveTopic.objects.get(pk="car-park.geel")
    spoil(area)

    (found,) = rebuild(car_park=car_park, at=z("10:00:00"))

    after = LiveTopic.objects.get(pk="car-park.geel")
    assert (found.area, found.stood.raw, found.must.raw) == (area, 7, 1)
    assert raw(area) == 1
    assert after.epoch != before.epoch
    assert Anomaly.objects.open().filter(kind="mismatch", area=area).exists()
    rebuild(car_park=car_park, at=z("11:00:00"))
    assert not Anomaly.objects.open().filter(kind="mismatch").exists()
    assert LiveTopic.objects.get(pk="car-park.geel").epoch == after.epoch


def test_every_night_all_car_parks_are_checked():
    _, area, sensor = fixture_g()
    tell(sensor, heartbeat("up"))
    before = LiveTopic.objects.get(pk="car-park.geel")
    spoil(area)

    next(job for job in JOBS if job.name == "check-occupancy").run(at=z("10:00:00"))

    assert raw(area) == 0
    assert Anomaly.objects.open().get(kind="mismatch").facts == {"stood": 7, "ledger": 0}
    assert LiveTopic.objects.get(pk="car-park.geel").epoch != before.epoch


def test_a_night_without_a_difference_changes_nothing():
    _, _, sensor = fixture_g()
    tell(sensor, heartbeat("up"), passage("a"))
    before = LiveTopic.objects.values().get(pk="car-park.geel")

    next(job for job in JOBS if job.name == "check-occupancy").run(at=z("08:00:30"))

    assert not Anomaly.objects.exists()
    assert LiveTopic.objects.values().get(pk="car-park.geel") == before


def test_the_statistics_of_what_stood_wrong_are_made_again():
    _, area, _ = fixture_g()
    spoil(area)

    rebuild(car_park=area.car_park, at=z("10:00:00"))

    assert list(DirtyQuarter.objects.values_list("area", "starts_at")) == [(area.pk, z("10:00:00"))]


def test_the_command_says_what_it_changed():
    _, area, _ = fixture_g()
    spoil(area)
    said = StringIO()

    call_command("rebuild_occupancy", "--dry-run", stdout=said)
    assert raw(area) == 7
    call_command("rebuild_occupancy", "geel", stdout=said)
    call_command("rebuild_occupancy", stdout=said)

    assert said.getvalue().splitlines() == [
        "geel/geel: stood at 7, the ledger says 0.",
        "geel/geel: stood at 7, the ledger says 0.",
        "geel: the counts are what the ledger says.",
    ]


def test_the_command_refuses_a_car_park_there_is_not():
    with pytest.raises(CommandError):
        call_command("rebuild_occupancy", "mol")
