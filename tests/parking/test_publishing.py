"""What is published of a car park."""

from datetime import timedelta

import pytest

from facilities.live.topics import publish
from parking.models import AreaState, Capacity, CarPark, CarParkState, GateException, GateHours, Override, Sensor
from parking.publishing import changes_at, faces_of, published, refresh

from .world import a_car_park, a_lane, a_sensor, an_area, fixture_g, z

pytestmark = pytest.mark.django_db


def stands(area, raw):
    AreaState.objects.filter(area=area).update(entered=raw, left=0, raw=raw)


def heard(at):
    Sensor.objects.update(last_contact_at=at)


def test_free_is_what_is_left_of_the_places():
    car_park, area, _ = fixture_g()
    stands(area, 43), heard(z("08:00:00"))
    face = published(car_park, at=z("08:00:01"))
    assert (face.free, face.total, face.fullness, face.quality) == (57, 100, "spaces", "good")


def test_more_vehicles_than_places_read_full_with_nothing_free():
    car_park, area, _ = fixture_g(places=387)
    stands(area, 403), heard(z("08:00:00"))
    face = published(car_park, at=z("08:00:01"))
    assert (face.free, face.total, face.fullness) == (0, 387, "full")
    assert AreaState.objects.get(area=area).raw == 403


def test_a_count_below_zero_never_shows_more_free_than_there_are():
    car_park, area, _ = fixture_g()
    AreaState.objects.filter(area=area).update(left=8, raw=-8)
    heard(z("08:00:00"))
    assert published(car_park, at=z("08:00:01")).free == 100


def test_places_out_of_service_are_neither_free_nor_in_the_total():
    car_park, area, _ = fixture_g()
    Capacity.objects.create(area=area, places=100, out_of_service=20, starts_at=z("07:30:00"))
    heard(z("08:00:00"))
    face = published(car_park, at=z("08:00:01"))
    assert (face.free, face.total) == (80, 80)


def test_silence_takes_the_number_away_and_the_moment_is_known_beforehand():
    car_park, _, _ = fixture_g()
    Sensor.objects.update(expected_every=600)
    heard(z("08:00:00"))
    assert published(car_park, at=z("08:04:59")).quality == "good"
    assert changes_at(car_park, at=z("08:00:00")) == z("08:05:00")
    face = published(car_park, at=z("08:05:00"))
    assert (face.free, face.quality, face.fullness) == (None, "stale", "unknown")


def test_a_sensor_that_missed_its_reports_makes_the_number_doubtful_first():
    car_park, _, _ = fixture_g()
    heard(z("08:00:00"))
    face = published(car_park, at=z("08:03:00"))
    assert (face.free, face.quality) == (100, "degraded")


def test_nobody_counted_yet_so_nothing_is_known():
    car_park, _, _ = fixture_g(counted=None)
    heard(z("08:00:00"))
    face = published(car_park, at=z("08:00:01"))
    assert (face.free, face.quality) == (None, "unknown")


def test_closed_is_not_full():
    car_park, area, _ = fixture_g()
    car_park.is_always_open = False
    car_park.save()
    GateHours.objects.create(car_park=car_park, weekday=1, opens=420, closes=1200)
    stands(area, 40), heard(z("19:00:00"))
    face = published(car_park, at=z("19:00:00"))
    assert (face.free, face.fullness, face.areas[0].free, face.areas[0].fullness) == (0, "closed", 0, "closed")
    assert AreaState.objects.get(area=area).raw == 40


def test_an_operator_has_the_first_word_until_the_override_ends():
    car_park, _, _ = fixture_g()
    heard(z("08:00:00"))
    Override.objects.create(
        car_park=car_park, state="full", reason="Works", starts_at=z("08:00:00"), ends_at=z("08:02:00")
    )
    assert published(car_park, at=z("08:01:59")).fullness == "full"
    assert changes_at(car_park, at=z("08:01:00")) == z("08:02:00")
    assert published(car_park, at=z("08:02:00")).fullness == "spaces"


def test_the_whole_sums_the_places_for_cars_and_points_to_the_first_level_with_some():
    car_park, area, sensor = fixture_g(places=80)
    upper = an_area(car_park=car_park, slug="l2", places=80, position=1)
    permits = an_area(car_park=car_park, slug="permits", places=20, position=2, vehicle_class="permit")
    for each in (upper, permits):
        a_lane(sensor=sensor, slug=f"to-{each.slug}", to_area=each)
    stands(area, 80), stands(upper, 10), heard(z("08:00:00"))
    face = published(car_park, at=z("08:00:01"))
    assert (face.free, face.total, face.nearest) == (70, 160, "l2")
    assert [each.free for each in face.areas] == [0, 70, 20]


def test_one_silent_ramp_takes_the_number_of_the_whole_away():
    car_park, _, _ = fixture_g()
    upper = an_area(car_park=car_park, slug="l2", position=1)
    ramp = a_sensor(car_park=car_park, token="rd_ramp")
    a_lane(sensor=ramp, slug="ramp", to_area=upper)
    heard(z("08:00:00"))
    Sensor.objects.filter(pk=ramp.pk).update(last_contact_at=z("07:30:00"))
    face = published(car_park, at=z("08:00:01"))
    assert [each.free for each in face.areas] == [100, None]
    assert face.free is None


def test_only_a_row_that_became_another_counts_as_changed():
    car_park, area, _ = fixture_g()
    heard(z("08:00:00"))
    assert refresh(car_park, at=z("08:00:00"))
    assert not refresh(car_park, at=z("08:00:01"))
    stands(area, 1)
    assert refresh(car_park, at=z("08:00:02"))


def test_a_number_that_came_back_counts_as_changed_although_it_is_the_same():
    car_park, _, _ = fixture_g()
    heard(z("08:00:00"))
    refresh(car_park, at=z("08:00:00"))
    heard(z("08:07:00"))
    assert refresh(car_park, at=z("08:07:00"))
    assert not refresh(car_park, at=z("08:07:00") + timedelta(seconds=1))


def test_what_was_read_last_is_remembered():
    car_park, area, _ = fixture_g()
    heard(z("08:00:00"))
    stands(area, 100)
    refresh(car_park, at=z("08:00:00"))
    assert CarParkState.objects.get().fullness == "full"
    stands(area, 98)
    assert published(car_park, at=z("08:00:01")).fullness == "full"


def test_every_output_has_the_version_of_the_topic_also_when_time_alone_changed_it():
    car_park, _, _ = fixture_g()
    heard(z("08:00:00"))
    good = published(car_park, at=z("08:00:01"))
    stale = published(car_park, at=z("08:05:00"))
    live = publish("car-park.geel", z("08:05:01"))
    assert good.epoch == stale.epoch == live.epoch
    assert good.seq < stale.seq == live.seq
    assert live.state["text"] == "---"


def test_the_same_version_always_says_the_same():
    fixture_g()
    heard(z("08:00:00"))
    first = publish("car-park.geel", z("08:00:01"))
    again = publish("car-park.geel", z("08:00:31"))
    assert (first.seq, first.state) == (again.seq, again.state)


def test_a_dwell_that_ended_unseen_is_not_full_again_at_the_next_car():
    car_park, area, _ = fixture_g(min_dwell=30)
    heard(z("08:00:00")), stands(area, 100), refresh(car_park, at=z("08:00:00"))
    stands(area, 95), refresh(car_park, at=z("08:00:10"))
    assert published(car_park, at=z("08:00:29")).fullness == "full"
    assert published(car_park, at=z("08:00:30")).fullness == "almost"
    stands(area, 98)
    refresh(car_park, at=z("08:00:40"))
    assert published(car_park, at=z("08:00:40")).fullness == "almost"


def test_a_capacity_to_come_changes_the_number_in_time():
    car_park, area, _ = fixture_g()
    heard(z("08:00:00"))
    Sensor.objects.update(expected_every=600)
    Capacity.objects.create(area=area, places=60, starts_at=z("08:01:00"))
    assert changes_at(car_park, at=z("08:00:00")) == z("08:01:00")
    assert [published(car_park, at=z(at)).total for at in ("08:00:59", "08:01:00")] == [100, 60]


def test_a_day_of_its_own_closes_a_car_park_that_is_open_day_and_night():
    car_park, _, _ = fixture_g()
    heard(z("08:00:00"))
    GateException.objects.create(car_park=car_park, day="2026-11-24", reason="Market")
    assert published(car_park, at=z("08:00:01")).text == "GESLOTEN"


def test_several_car_parks_are_read_with_as_many_queries_as_one(django_assert_num_queries):
    first, _, _ = fixture_g()
    for number in range(3):
        an_area(car_park=a_car_park(slug=f"p{number}", is_always_open=False), counted=number)
    every = CarPark.objects.select_related("site").order_by("pk")

    with django_assert_num_queries(9):
        one = faces_of(list(every[:1]), at=z("07:01:00"))
    with django_assert_num_queries(9):
        four = faces_of(list(every), at=z("07:01:00"))

    assert (one[first.pk].free, len(four)) == (100, 4)


def test_a_lane_whose_sensor_was_revoked_goes_stale():
    car_park, _, sensor = fixture_g()
    sensor.device.revoked_at = z("07:00:10")
    sensor.device.save()

    assert published(car_park, at=z("07:01:00")).quality == "good"
    assert published(car_park, at=z("07:06:00")).quality == "stale"
