"""Statistics from the ledger: whole days on which the clock changes, late events, any order."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from parking.models import (
    Anchor,
    AreaState,
    CountEvent,
    DayStat,
    DirtyQuarter,
    MinuteStat,
    QuarterStat,
    Watermark,
)
from parking.services import dirt
from parking.services.ingest import take_events
from parking.services.statistics import make_statistics

from .world import a_lane, an_area, fixture_g, z

pytestmark = pytest.mark.django_db

FACTS = ("starts_at", "mean", "least", "most", "last", "entered", "left", "arrived", "departed", "coverage", "quality")
BUCKETS = (MinuteStat, QuarterStat)


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


def test_who_drives_up_a_ramp_came_in_from_outside_once():
    car_park, low, sensor = fixture_g()
    high = an_area(car_park=car_park, slug="l2")
    a_lane(sensor=sensor, slug="ramp", from_area=low, to_area=high)
    moment = z("07:05:00")
    told(sensor, ("a", "passage", "in1", moment), ("b", "passage", "in1", moment), at=moment)
    told(sensor, ("c", "passage", "ramp", moment), ("d", "passage", "out1", moment), at=moment)

    make_statistics(at=z("07:30:00"))

    for model in (MinuteStat, QuarterStat, DayStat):
        rows = model.objects.filter(entered__gt=0).values_list("entered", "left", "arrived", "departed")
        assert rows.get(area=low) == (2, 2, 2, 1)
        assert rows.get(area=high) == (1, 0, 0, 0)


def test_where_from_stays_unknown_in_a_day_of_which_part_was_made_before_it_was_asked():
    _, area, sensor = fixture_g()
    QuarterStat.objects.create(area=area, starts_at=z("06:00:00"), entered=3, coverage=900, mean=1)
    moment = z("07:05:00")
    told(sensor, ("a", "passage", "in1", moment), at=moment)

    make_statistics(at=z("07:30:00"))

    day = DayStat.objects.get(area=area)
    assert (day.entered, day.arrived) == (4, None)


def test_a_silent_ramp_leaves_a_gap_although_others_report():
    _, area, sensor = fixture_g()
    told(sensor, ("a", "heartbeat", "", z("07:00:30")), ("b", "heartbeat", "", z("07:20:00")), at=z("07:20:00"))
    make_statistics(at=z("07:30:00"))
    covered = dict(QuarterStat.objects.filter(area=area).values_list("starts_at", "coverage"))
    assert covered == {z("07:00:00"): 330, z("07:15:00"): 300}


def test_a_sign_of_life_that_comes_late_closes_the_gap():
    _, area, sensor = fixture_g()
    told(sensor, ("a", "heartbeat", "", z("07:00:30")), ("b", "heartbeat", "", z("07:20:00")), at=z("07:20:00"))
    make_statistics(at=z("07:30:00"))
    beats = [(f"late{n}", "heartbeat", "", z("07:01:00") + timedelta(minutes=n)) for n in range(19)]
    told(sensor, *beats, at=z("07:30:10"))
    make_statistics(at=z("07:31:00"))
    covered = dict(QuarterStat.objects.filter(area=area).values_list("starts_at", "coverage"))
    assert covered == {z("07:00:00"): 900, z("07:15:00"): 600}


def test_what_is_told_while_a_quarter_is_made_again_marks_it_once_more():
    _, area, _ = fixture_g()
    dirt.mark([(area.pk, z("07:20:00"))])
    seen = DirtyQuarter.objects.get()
    dirt.mark([(area.pk, z("07:29:00"))])
    assert DirtyQuarter.objects.get().mark != seen.mark


def test_nothing_is_read_of_years_in_which_nothing_was_told(django_assert_max_num_queries):
    _, area, _ = fixture_g()
    long_ago = z("07:00:00") - timedelta(days=3000)
    Anchor.objects.create(area=area, counted_at=long_ago, value=10, recorded_at=long_ago)
    with django_assert_max_num_queries(80):
        make_statistics(at=z("08:00:00"))
    assert DayStat.objects.filter(area=area).count() == 2


def test_what_is_up_to_date_costs_little(django_assert_max_num_queries):
    _, _, sensor = fixture_g()
    told(sensor, ("a", "heartbeat", "", z("07:00:30")), at=z("07:00:30"))
    make_statistics(at=z("08:00:00"))
    with django_assert_max_num_queries(8):
        assert make_statistics(at=z("08:30:00")) == 0


def statistics_of(area):
    days = DayStat.objects.filter(area=area).order_by("day").values_list("day", *FACTS[1:])
    buckets = (model.objects.filter(area=area).order_by("starts_at").values_list(*FACTS) for model in BUCKETS)
    return [list(days), *(list(rows) for rows in buckets)]


def a_morning():
    """30 in, 22 out, and a sign of life every two minutes; the last third of the time in silence."""
    passages = [
        (f"e{n}", "passage", "in1" if n % 52 < 30 else "out1", z("07:05:00") + timedelta(seconds=31 * n))
        for n in range(52)
    ]
    return passages + [(f"b{n}", "heartbeat", "", z("07:00:30") + timedelta(minutes=2 * n)) for n in range(20)]


@pytest.mark.parametrize("seed", range(5))
def test_any_order_repetition_and_batching_gives_the_same_statistics(seed):
    draw = random.Random(seed)
    _, area, sensor = fixture_g()
    sent = a_morning() + draw.sample(a_morning(), 15)
    draw.shuffle(sent)
    while sent:
        size = draw.randint(1, 15)
        told(sensor, *sent[:size], at=z("07:40:00"))
        sent = sent[size:]
        if draw.random() < 0.3:
            make_statistics(at=z("07:41:00"))
    make_statistics(at=z("08:00:00"))
    in_any_order = statistics_of(area)
    for model in (MinuteStat, QuarterStat, DayStat, DirtyQuarter, Watermark):
        model.objects.all().delete()
    make_statistics(at=z("08:00:00"))
    assert AreaState.objects.get(area=area).raw == 8
    assert statistics_of(area) == in_any_order
    assert sum(row[5] for row in in_any_order[1]) == 30
    assert CountEvent.objects.count() == 72
