"""Statistics from the ledger: whole days on which the clock changes, late events, any order."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from parking.models import Anchor, AreaState, CountEvent, DayStat, MinuteStat, QuarterStat
from parking.services.ingest import take_events
from parking.services.statistics import make_statistics

from .world import fixture_g, z

pytestmark = pytest.mark.django_db

FACTS = ("starts_at", "mean", "least", "most", "last", "entered", "left", "coverage", "quality")


def told(sensor, *events, at):
    items = [
        {"id": name, "kind": kind, "occurred_at": moment.isoformat(), **({"lane": lane} if lane else {})}
        for name, kind, lane, moment in events
    ]
    take_events(device=sensor.device, items=items, at=at)


def a_day_told_every_minute(start: datetime, count: int):
    """A world in which a heartbeat comes every minute of `count` minutes, from a count of 10 at the start."""
    _, area, sensor = fixture_g(counted=None)
    area.stale_after = 60
    area.save()
    Anchor.objects.create(area=area, counted_at=start, value=10, recorded_at=start)
    beats = [start + timedelta(minutes=n) for n in range(count)]
    for first in range(0, count, 500):
        some = beats[first : first + 500]
        told(sensor, *((f"b{moment.isoformat()}", "heartbeat", "", moment) for moment in some), at=some[-1])
    make_statistics(at=beats[-1] + timedelta(minutes=1))
    return area


@pytest.mark.parametrize(
    ("day", "start", "count", "quarters"),
    [
        (date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC), 1500, 100),
        (date(2027, 3, 28), datetime(2027, 3, 27, 23, tzinfo=UTC), 1380, 92),
        (date(2026, 11, 24), datetime(2026, 11, 23, 23, tzinfo=UTC), 1440, 96),
    ],
)
def test_a_local_day_has_the_minutes_that_its_clock_gave_it(day, start, count, quarters):
    area = a_day_told_every_minute(start, count)
    assert MinuteStat.objects.filter(area=area).count() == count
    assert QuarterStat.objects.filter(area=area).count() == quarters
    stat = DayStat.objects.get(area=area)
    assert (stat.day, stat.coverage, stat.mean, stat.quality) == (day, count * 60, 10, "good")


def test_a_late_event_changes_all_that_was_made_of_the_time_since():
    _, area, sensor = fixture_g()
    beats = [(f"b{n}", "heartbeat", "", z("07:00:00") + timedelta(minutes=n)) for n in range(60)]
    told(sensor, *beats, at=z("07:59:00"))
    make_statistics(at=z("08:00:00"))
    assert QuarterStat.objects.get(area=area, starts_at=z("07:45:00")).mean == 0
    told(sensor, ("late", "passage", "in1", z("07:20:00")), at=z("08:00:30"))
    make_statistics(at=z("08:01:00"))
    quarters = dict(QuarterStat.objects.filter(area=area).values_list("starts_at", "mean"))
    assert quarters[z("07:00:00")] == 0
    assert quarters[z("07:15:00")] == pytest.approx(10 / 15)
    assert quarters[z("07:45:00")] == 1
    assert QuarterStat.objects.get(area=area, starts_at=z("07:15:00")).entered == 1


def test_a_silent_ramp_leaves_a_gap_although_others_report():
    _, area, sensor = fixture_g()
    told(sensor, ("a", "heartbeat", "", z("07:00:30")), ("b", "heartbeat", "", z("07:20:00")), at=z("07:20:00"))
    make_statistics(at=z("07:30:00"))
    covered = dict(QuarterStat.objects.filter(area=area).values_list("starts_at", "coverage"))
    assert covered == {z("07:00:00"): 330, z("07:15:00"): 300}


@pytest.mark.parametrize("seed", range(5))
def test_any_order_repetition_and_batching_gives_the_same_statistics(seed):
    draw = random.Random(seed)
    _, area, sensor = fixture_g()
    events = [
        (f"e{n}", "passage", "in1" if n % 52 < 30 else "out1", z("07:05:00") + timedelta(seconds=31 * n))
        for n in range(52)
    ]
    sent = events + draw.sample(events, 10)
    draw.shuffle(sent)
    while sent:
        size = draw.randint(1, 15)
        told(sensor, *sent[:size], at=z("07:40:00"))
        sent = sent[size:]
        if draw.random() < 0.3:
            make_statistics(at=z("07:41:00"))
    make_statistics(at=z("07:45:00"))
    assert AreaState.objects.get(area=area).raw == 8
    in_order = list(MinuteStat.objects.filter(area=area).order_by("starts_at").values_list(*FACTS))
    MinuteStat.objects.all().delete()
    QuarterStat.objects.all().delete()
    make_statistics(at=z("07:45:00"))
    assert list(MinuteStat.objects.filter(area=area).order_by("starts_at").values_list(*FACTS)) == in_order
    assert sum(row[5] for row in in_order) == 30
    assert CountEvent.objects.count() == 52
