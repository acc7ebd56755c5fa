"""When an event counts from: offsets, wrong clocks, and clocks that know no offset."""

from datetime import UTC, datetime, timedelta

import pytest

from parking.models import Anomaly, CountEvent, Sensor

from .telling import heartbeat, passage, raw, statuses, tell
from .world import COUNTED_AT, a_car_park, a_lane, a_sensor, an_area, fixture_g, z

pytestmark = pytest.mark.django_db


def a_lane_of_a_clock_without_offset():
    car_park = a_car_park()
    area = an_area(car_park=car_park, counted=None)
    sensor = a_sensor(car_park=car_park, time_zone="Europe/Brussels")
    a_lane(sensor=sensor, slug="in1", to_area=area)
    return sensor


def effective_at(id="a"):
    return CountEvent.objects.get(external_id=id).effective_at


def test_a_time_without_offset_is_no_instant():
    _, _, sensor = fixture_g()

    assert statuses(tell(sensor, passage("a") | {"occurred_at": "2026-11-24T09:00:00"}, at="08:00:00")) == ["no_offset"]


def test_a_sensor_with_a_time_zone_may_leave_the_offset_out():
    sensor = a_lane_of_a_clock_without_offset()

    tell(sensor, passage("a") | {"occurred_at": "2026-11-24T09:00:00"}, at="08:00:02")

    assert effective_at() == z("08:00:00")


@pytest.mark.parametrize(("received", "meant"), [("00:31", "00:30"), ("01:31", "01:30"), ("01:01", "01:30")])
def test_of_the_hour_that_comes_twice_the_pass_nearest_to_the_receipt_is_meant(received, meant):
    sensor = a_lane_of_a_clock_without_offset()
    at = datetime.fromisoformat(f"2026-10-25T{received}:00+00:00")

    tell(sensor, passage("a") | {"occurred_at": "2026-10-25T02:30:00"}, at=at)

    nearest = datetime.fromisoformat(f"2026-10-25T{meant}:00+00:00")
    assert CountEvent.objects.get().occurred_at == nearest


def test_the_hour_that_is_skipped_moves_forward_by_the_gap():
    sensor = a_lane_of_a_clock_without_offset()

    tell(sensor, passage("a") | {"occurred_at": "2027-03-28T02:30:00"}, at=datetime(2027, 3, 28, 1, 31, tzinfo=UTC))

    assert effective_at() == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_repetition_after_the_second_pass_is_still_the_same_event():
    sensor = a_lane_of_a_clock_without_offset()
    item = passage("a") | {"occurred_at": "2026-10-25T02:30:00"}

    answers = [statuses(tell(sensor, item, at=datetime(2026, 10, 25, hour, 31, tzinfo=UTC))) for hour in (0, 1)]

    assert answers == [["accepted"], ["duplicate"]]


def test_more_than_two_minutes_ahead_counts_from_the_receipt_and_is_flagged():
    _, area, sensor = fixture_g()

    taken = tell(sensor, passage("a", when="08:02:00"), passage("b", when="08:02:01"), at="08:00:00")

    assert [list(result.flags) for result in taken.results] == [[], ["clock_skew"]]
    assert (effective_at("a"), effective_at("b")) == (z("08:02:00"), z("08:00:00"))
    assert raw(area) == 2


def test_a_clock_known_to_be_wrong_is_not_believed():
    _, _area, sensor = fixture_g()
    Sensor.objects.update(has_bad_clock=True)

    taken = tell(sensor, passage("a", when="03:00:00"), at="08:00:00")

    assert (taken.results[0].status, list(taken.results[0].flags)) == ("accepted", ["clock_skew"])
    assert effective_at() == z("08:00:00")


def test_a_wrong_clock_is_an_anomaly_until_it_is_right_again():
    _, _, sensor = fixture_g()

    tell(sensor, passage("a", when="09:00:00"), at="08:00:00")
    tell(sensor, passage("b", when="09:00:10"), at="08:00:10")
    tell(sensor, passage("c", when="08:00:20"), at="08:00:21")

    anomaly = Anomaly.objects.get(kind="clock_skew")
    assert (anomaly.sensor, anomaly.started_at, anomaly.ended_at) == (sensor, z("08:00:00"), z("08:00:21"))


def test_the_offset_of_a_clock_follows_its_median_and_hardly_an_outage():
    _, _, sensor = fixture_g()
    for number in range(40):
        moment = z("08:00:00") + timedelta(seconds=10 * number)
        tell(sensor, heartbeat(f"h{number}") | {"occurred_at": moment.isoformat()}, at=moment + timedelta(seconds=3))
    usual = Sensor.objects.get().clock_offset

    tell(sensor, passage("old", when="08:00:00"), at="10:00:00")

    assert usual == pytest.approx(3)
    assert Sensor.objects.get().clock_offset <= 33


def test_what_is_older_than_the_ledger_is_refused():
    _, area, sensor = fixture_g()

    taken = tell(sensor, passage("a", when=COUNTED_AT - timedelta(days=91)), at="08:00:00")

    assert statuses(taken) == ["too_old"]
    assert raw(area) == 0
