"""Taking events: each counts once, whatever else is in its batch."""

from datetime import timedelta

import pytest

from facilities.errors import TooManyAttempts
from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry, LiveTopic
from parking.models import AreaState, CountEvent, DirtyQuarter, Sensor
from parking.services.ingest import take_events
from tests.factories import a_device, a_site

from .telling import heartbeat, passage, raw, statuses, tell
from .world import a_car_park, a_lane, a_sensor, an_area, fixture_g, z

pytestmark = pytest.mark.django_db


def seq() -> int:
    return LiveTopic.objects.get(pk="car-park.geel").seq


def test_an_event_sent_three_times_counts_once():  # worked case 1
    _, area, sensor = fixture_g()
    tell(sensor, heartbeat("up"))
    before = seq()

    answers = [statuses(tell(sensor, passage("a"))) for _ in range(3)]

    assert answers == [["accepted"], ["duplicate"], ["duplicate"]]
    assert raw(area) == 1
    assert seq() == before + 1


def test_a_bad_item_keeps_no_other_out():  # worked case 3
    _, area, sensor = fixture_g()

    taken = tell(sensor, passage("a"), passage("b"), passage("a"), passage("c", "nope"), passage("d"))

    assert statuses(taken) == ["accepted", "accepted", "duplicate", "unknown_lane", "accepted"]
    assert raw(area) == 3


def test_the_same_number_with_another_body_is_a_conflict_and_not_applied():
    _, area, sensor = fixture_g()
    tell(sensor, passage("a"))

    assert statuses(tell(sensor, passage("a", count=5))) == ["conflict"]
    assert raw(area) == 1


def test_a_conflict_within_a_batch_is_seen():
    _, area, sensor = fixture_g()

    assert statuses(tell(sensor, passage("a"), passage("a", count=5), passage("a"))) == [
        "accepted",
        "conflict",
        "duplicate",
    ]
    assert raw(area) == 1


def test_the_same_moment_in_another_offset_is_the_same_body():
    _, _, sensor = fixture_g()
    tell(sensor, passage("a"))

    again = passage("a") | {"occurred_at": "2026-11-24T09:00:00+01:00"}

    assert statuses(tell(sensor, again)) == ["duplicate"]


def test_a_number_may_be_of_any_characters_that_print():
    _, area, sensor = fixture_g()
    odd = "a\"b'c\\d%s{e}–é, ❤"

    answers = [statuses(tell(sensor, passage(odd), passage("plain"))) for _ in range(2)]

    assert answers == [["accepted", "accepted"], ["duplicate", "duplicate"]]
    assert set(CountEvent.objects.values_list("external_id", flat=True)) == {odd, "plain"}
    assert raw(area) == 2


def test_two_sensors_may_use_the_same_numbers():
    car_park, area, sensor = fixture_g()
    other = a_sensor(car_park=car_park, token="rd_other")
    a_lane(sensor=other, slug="in2", to_area=area)

    tell(sensor, passage("a"))

    assert statuses(tell(other, passage("a", "in2"))) == ["accepted"]
    assert raw(area) == 2


def test_an_event_of_the_moment_of_the_recount_is_in_the_count():
    _, area, sensor = fixture_g()

    assert statuses(tell(sensor, passage("a", when="07:00:00"), passage("b", when="07:00:01"))) == ["late", "accepted"]
    assert raw(area) == 1


def test_a_late_event_bumps_no_seq_and_marks_its_quarter():
    _, area, sensor = fixture_g()
    tell(sensor, heartbeat("up"))
    before = seq()

    tell(sensor, passage("a", when="06:40:00"), at="08:00:00")

    assert CountEvent.objects.get(external_id="a").is_late
    assert seq() == before
    assert list(DirtyQuarter.objects.filter(area=area).values_list("starts_at", flat=True)) == [z("06:30:00")]


def test_a_car_on_the_ramp_changes_levels_and_no_sum():
    car_park = a_car_park()
    low, high = an_area(car_park=car_park, slug="l1"), an_area(car_park=car_park, slug="l2")
    sensor = a_sensor(car_park=car_park)
    a_lane(sensor=sensor, slug="ramp", from_area=low, to_area=high)

    tell(sensor, passage("up", "ramp", count=2), passage("down", "ramp", direction="out"))

    assert (raw(low), raw(high)) == (-1, 1)


def test_a_car_that_passes_between_a_counted_and_an_uncounted_level_is_late_for_one():
    car_park = a_car_park()
    low, high = an_area(car_park=car_park, slug="l1"), an_area(car_park=car_park, slug="l2", counted=None)
    sensor = a_sensor(car_park=car_park)
    a_lane(sensor=sensor, slug="ramp", from_area=low, to_area=high)

    taken = tell(sensor, passage("up", "ramp", when="06:00:00"))

    assert (taken.results[0].status, taken.results[0].flags) == ("accepted", ["partly_late"])
    assert (raw(low), raw(high)) == (0, 1)


def test_a_lane_that_goes_both_ways_needs_a_direction():
    car_park = a_car_park()
    area = an_area(car_park=car_park)
    sensor = a_sensor(car_park=car_park)
    a_lane(sensor=sensor, slug="gate", to_area=area, is_reversible=True)

    taken = tell(
        sensor,
        passage("a", "gate"),
        passage("b", "gate", direction="unknown"),
        passage("c", "gate", direction="in", count=3),
        passage("d", "gate", direction="out"),
    )

    assert statuses(taken) == ["no_direction", "no_direction", "accepted", "accepted"]
    assert raw(area) == 2


def test_out_over_a_lane_that_leads_out_is_along_it():
    _, area, sensor = fixture_g()

    taken = tell(sensor, passage("a", "out1", direction="out"), passage("b", "out1"))

    assert [result.flags for result in taken.results] == [[], []]
    assert raw(area) == -2


def test_a_car_that_backs_out_over_a_one_way_lane_counts_and_is_flagged():
    _, area, sensor = fixture_g()

    taken = tell(sensor, passage("a", "in1", direction="out"))

    assert list(taken.results[0].flags) == ["wrong_way"]
    assert raw(area) == -1


def test_cars_nose_to_tail_are_flagged_and_counted():
    car_park = a_car_park()
    area = an_area(car_park=car_park)
    sensor = a_sensor(car_park=car_park)
    a_lane(sensor=sensor, slug="gate", to_area=area, is_reversible=True, debounce=1000)
    first = z("08:00:00")

    def at(id, milliseconds, direction="in"):
        return passage(id, "gate", first + timedelta(milliseconds=milliseconds), direction=direction)

    one = tell(sensor, at("a", 0), at("b", 900), at("back", 950, "out"), at("c", 2100))
    two = tell(sensor, at("d", 3000))

    assert [list(result.flags) for result in one.results] == [[], ["debounced"], [], []]
    assert [list(result.flags) for result in two.results] == [["debounced"]]
    assert raw(area) == 3


def test_a_lane_of_another_sensor_is_told_apart_from_no_lane():
    car_park, _, sensor = fixture_g()
    a_lane(sensor=a_sensor(car_park=car_park, token="rd_other"), slug="theirs", to_area=car_park.areas.get())

    assert statuses(tell(sensor, passage("a", "theirs"), passage("b", "nope"))) == ["lane_not_yours", "unknown_lane"]


def test_a_device_that_is_no_sensor_may_tell_nothing():
    device, _ = a_device(site=a_site(), shows="panel:newton")

    with pytest.raises(NotAllowed):
        take_events(device=device, items=[passage("a")], at=z("08:00:00"))


def test_a_sensor_was_heard_whatever_it_said_and_never_earlier():
    _, _, sensor = fixture_g()

    tell(sensor, passage("a", "nope"), at="08:10:00")
    tell(sensor, passage("b"), at="08:05:00")

    assert Sensor.objects.get().last_contact_at == z("08:10:00")


def test_no_event_leaves_an_audit_entry():
    _, _, sensor = fixture_g()

    tell(sensor, passage("a"))

    assert not AuditEntry.objects.exists()


def test_an_area_whose_projection_is_missing_gets_one():
    _, area, sensor = fixture_g()
    AreaState.objects.all().delete()

    tell(sensor, passage("a"))

    assert raw(area) == 1


def test_more_requests_than_allowed_in_a_minute_wait_for_the_next():
    _, area, sensor = fixture_g()

    def ask(id, when):
        take_events(device=sensor.device, items=[passage(id)], at=z(when), most_a_minute=2)

    ask("a", "08:00:00")
    ask("b", "08:00:10")
    with pytest.raises(TooManyAttempts) as refused:
        ask("c", "08:00:20")
    ask("d", "08:01:00")

    assert refused.value.details["retry_after"] == 40
    assert raw(area) == 3
