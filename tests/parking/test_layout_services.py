"""Laying out a car park: areas, places, lanes, sensors and hours, and what that does to the number shown."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from facilities.devices import device_of
from facilities.errors import DeviceRevoked, HoursOverlap, StillUsed, ValueRefused
from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry, Device, LiveTopic
from parking import publishing
from parking.errors import NestedTooDeep, NotOfThisCarPark
from parking.models import Capacity, GateHours
from parking.services import areas, car_parks, sensors
from tests.factories import a_site, a_tenant, a_user
from tests.parking.world import a_car_park, a_lane, a_sensor, an_area, fixture_g, z

pytestmark = pytest.mark.django_db
AT = z("08:00:00")


def seq(car_park):
    return LiveTopic.objects.filter(name=f"car-park.{car_park.slug}").values_list("seq", flat=True).first() or 0


def test_an_area_without_a_count_shows_its_places_and_no_number():
    car_park = car_parks.add_car_park(by=None, site=a_site(), name="Parkeergebouw Geel", at=AT)

    area = areas.add_area(by=None, car_park=car_park, name="Niveau 1", places=80, at=AT)

    face = publishing.published(car_park, at=AT)
    assert (car_park.slug, area.slug) == ("parkeergebouw-geel", "niveau-1")
    assert (face.free, face.total) == (None, 80)


def test_places_out_of_service_leave_the_total_and_what_was_before_stays_known():
    car_park, area, _ = fixture_g()
    before = seq(car_park)

    areas.set_capacity(by=None, area=area, places=100, out_of_service=12, reason="Paint", at=AT)

    assert publishing.published(car_park, at=AT).total == 88
    assert publishing.published(car_park, at=AT - timedelta(minutes=1)).total == 100
    assert seq(car_park) > before


def test_places_that_change_later_count_from_then():
    car_park, area, _ = fixture_g()
    later = AT + timedelta(hours=2)

    areas.set_capacity(by=None, area=area, places=60, starts_at=later, at=AT)

    assert publishing.published(car_park, at=AT).total == 100
    assert publishing.published(car_park, at=later).total == 60


def test_more_places_out_of_service_than_there_are_are_refused():
    _, area, _ = fixture_g()

    with pytest.raises(ValueRefused):
        areas.set_capacity(by=None, area=area, places=10, out_of_service=11, at=AT)


def test_a_capacity_cannot_be_rewritten_behind_the_service():
    fixture_g()

    with pytest.raises(IntegrityError), transaction.atomic():
        Capacity.objects.update(places=1)


def test_two_areas_of_one_car_park_cannot_share_a_short_name():
    car_park, area, _ = fixture_g()

    with pytest.raises(ValueRefused):
        areas.add_area(by=None, car_park=car_park, name="Geel", slug=area.slug, places=5, at=AT)


def test_an_area_with_the_name_of_another_gets_its_own_short_name():
    car_park, _, _ = fixture_g()

    second = areas.add_area(by=None, car_park=car_park, name="Geel", places=5, at=AT)

    assert second.slug == "geel-2"


def test_an_area_is_no_part_of_one_elsewhere():
    _, area, _ = fixture_g()
    other = an_area(car_park=a_car_park(slug="mol"), slug="mol")

    with pytest.raises(NotOfThisCarPark):
        areas.change_area(by=None, area=area, parent=other, at=AT)


def test_a_part_of_an_area_has_no_parts():
    car_park = a_car_park()
    level = an_area(car_park=car_park, slug="l1")
    zone = an_area(car_park=car_park, slug="l1-a", parent=level)
    loose = an_area(car_park=car_park, slug="l2")

    with pytest.raises(NestedTooDeep):
        areas.change_area(by=None, area=loose, parent=zone, at=AT)
    with pytest.raises(NestedTooDeep):
        areas.change_area(by=None, area=level, parent=loose, at=AT)


def test_an_area_that_was_counted_stays():
    _, area, _ = fixture_g()

    with pytest.raises(StillUsed):
        areas.remove_area(by=None, area=area, at=AT)


def test_an_area_nothing_was_counted_in_can_go():
    car_park = a_car_park()
    area = areas.add_area(by=None, car_park=car_park, name="Niveau 5", places=80, at=AT)

    areas.remove_area(by=None, area=area, at=AT)

    assert publishing.published(car_park, at=AT).areas == []


def test_a_car_park_with_areas_stays():
    car_park, _, _ = fixture_g()

    with pytest.raises(StillUsed):
        car_parks.remove_car_park(by=None, car_park=car_park)


def test_a_lane_leads_somewhere():
    car_park, _, _ = fixture_g()

    with pytest.raises(ValueRefused):
        areas.add_lane(by=None, car_park=car_park, name="Nowhere", at=AT)


def test_a_lane_takes_only_what_belongs_to_its_car_park():
    car_park, area, _ = fixture_g()
    stranger = a_sensor(car_park=a_car_park(slug="mol"), token="rd_mol")

    with pytest.raises(NotOfThisCarPark):
        areas.add_lane(by=None, car_park=car_park, name="In", to_area=area, sensor=stranger, at=AT)


def test_a_lane_nothing_passed_over_can_go():
    car_park, area, sensor = fixture_g()
    lane = a_lane(sensor=sensor, slug="in2", to_area=area)

    areas.remove_lane(by=None, lane=lane, at=AT)

    assert not car_park.lanes.filter(slug="in2").exists()


def test_a_new_sensor_speaks_with_the_token_it_was_given():
    car_park, _, _ = fixture_g()

    sensor, token = sensors.add_sensor(by=None, car_park=car_park, name="Loop 3", kind="loop", at=AT)

    assert device_of(token) == sensor.device
    assert token not in Device.objects.get(pk=sensor.device_id).token_hash


def test_another_token_makes_the_old_one_worthless():
    car_park, _, _ = fixture_g()
    sensor, old = sensors.add_sensor(by=None, car_park=car_park, name="Loop 3", at=AT)

    new = sensors.rotate_sensor(by=None, sensor=sensor)

    assert device_of(old) is None
    assert device_of(new) == sensor.device


def test_a_revoked_sensor_speaks_no_more_and_gets_no_new_token():
    car_park, _, _ = fixture_g()
    sensor, token = sensors.add_sensor(by=None, car_park=car_park, name="Loop 3", at=AT)

    revoked = sensors.revoke_sensor(by=None, sensor=sensor, at=AT)

    assert device_of(token) is None
    with pytest.raises(DeviceRevoked):
        sensors.rotate_sensor(by=None, sensor=revoked)


def test_the_log_says_who_gave_out_a_token_and_never_which():
    car_park, _, _ = fixture_g()
    manager = a_user("site_manager", site=car_park.site)

    sensor, token = sensors.add_sensor(by=manager, car_park=car_park, name="Loop 3", at=AT)
    sensors.rotate_sensor(by=manager, sensor=sensor)

    entries = AuditEntry.objects.filter(actor=f"user:{manager.pk}")
    assert {"device.issued", "sensor.added", "device.token_rotated"} <= set(entries.values_list("verb", flat=True))
    assert not any(token in str(entry.facts) for entry in entries)


def test_a_gate_may_close_past_midnight():
    car_park, _, _ = fixture_g()

    car_park = car_parks.set_gate_hours(
        by=None, car_park=car_park, week={1: [(900, 960)], 4: [(420, 1590)]}, is_always_open=False, at=AT
    )

    assert list(GateHours.objects.values_list("weekday", "opens", "closes")) == [
        (1, 900, 960),
        (4, 420, 1590),
    ]
    assert publishing.published(car_park, at=AT).fullness == "closed"


@pytest.mark.parametrize("week", [{4: [(420, 1590)], 5: [(60, 600)]}, {6: [(420, 1500)], 0: [(0, 600)]}])
def test_hours_that_run_into_those_of_the_next_morning_are_refused(week):
    car_park, _, _ = fixture_g()

    with pytest.raises(HoursOverlap):
        car_parks.set_gate_hours(by=None, car_park=car_park, week=week, is_always_open=False, at=AT)


def test_an_exception_closes_one_day_and_taking_it_away_opens_it_again():
    car_park, _, _ = fixture_g()
    week = {day: [(0, 1440)] for day in range(7)}
    car_park = car_parks.set_gate_hours(by=None, car_park=car_park, week=week, is_always_open=False, at=AT)

    exception = car_parks.add_gate_exception(by=None, car_park=car_park, day=date(2026, 11, 24), at=AT)
    closed = publishing.published(car_park, at=AT).fullness
    car_parks.remove_gate_exception(by=None, exception=exception, at=AT)

    assert closed == "closed"
    assert publishing.published(car_park, at=AT).fullness != "closed"


def _deeds(car_park, area, lane, sensor):
    yield lambda by: car_parks.change_car_park(by=by, car_park=car_park, name="Other", at=AT)
    yield lambda by: car_parks.remove_car_park(by=by, car_park=car_park)
    yield lambda by: car_parks.set_gate_hours(by=by, car_park=car_park, week={}, is_always_open=True, at=AT)
    yield lambda by: car_parks.add_gate_exception(by=by, car_park=car_park, day=date(2030, 1, 1), at=AT)
    yield lambda by: car_parks.add_car_park(by=by, site=car_park.site, name="Second", at=AT)
    yield lambda by: areas.add_area(by=by, car_park=car_park, name="L9", places=1, at=AT)
    yield lambda by: areas.change_area(by=by, area=area, name="Other", at=AT)
    yield lambda by: areas.remove_area(by=by, area=area, at=AT)
    yield lambda by: areas.set_capacity(by=by, area=area, places=9, at=AT)
    yield lambda by: areas.add_lane(by=by, car_park=car_park, name="In 9", to_area=area, at=AT)
    yield lambda by: areas.change_lane(by=by, lane=lane, name="Other", at=AT)
    yield lambda by: areas.remove_lane(by=by, lane=lane, at=AT)
    yield lambda by: sensors.add_sensor(by=by, car_park=car_park, name="Loop 9", at=AT)
    yield lambda by: sensors.change_sensor(by=by, sensor=sensor, name="Other", at=AT)
    yield lambda by: sensors.rotate_sensor(by=by, sensor=sensor)
    yield lambda by: sensors.revoke_sensor(by=by, sensor=sensor, at=AT)


def test_only_managers_of_the_site_lay_out_its_car_park():
    car_park, area, sensor = fixture_g()
    lane = car_park.lanes.first()
    elsewhere = a_site(slug="mol")
    others = [
        a_user("receptionist", site=car_park.site),
        a_user("site_manager", site=elsewhere),
        a_user("auditor"),
        a_tenant(site=car_park.site, role="tenant_admin")[1],
        sensor.device,
    ]

    for deed in _deeds(car_park, area, lane, sensor):
        for person in others:
            with pytest.raises(NotAllowed):
                deed(person)


def test_a_manager_of_the_site_may_lay_out_everything():
    car_park, area, sensor = fixture_g()
    manager = a_user("site_manager", site=car_park.site)
    entries, left_nothing = AuditEntry.objects.filter(actor=f"user:{manager.pk}"), []

    for number, deed in enumerate(_deeds(car_park, area, car_park.lanes.first(), sensor)):
        before = entries.count()
        try:
            deed(manager)
        except StillUsed:
            continue  # allowed, and refused for another reason
        if entries.count() == before:
            left_nothing.append(number)

    assert left_nothing == []


def test_a_sensor_is_no_screen():
    car_park, _, _ = fixture_g()
    sensor, _ = sensors.add_sensor(by=None, car_park=car_park, name="Loop 3", at=AT)

    assert sensor.device not in Device.objects.live().screens()
