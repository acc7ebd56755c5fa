"""Sensors: a device with a token, and what it is for the count."""

from datetime import datetime
from typing import Any

from facilities.deeds import Actor, deed
from facilities.services.devices import change_device, issue_device, revoke_device, rotate_token
from facilities.services.upkeep import changed, locked, written

from .. import rules
from ..models.areas import Sensor
from ..models.car_parks import CarPark
from .showing import hold, show_anew

FACTS = ("kind", "expected_every", "time_zone", "has_bad_clock")
KIND = "sensor"


@deed
def add_sensor(*, by: Actor, car_park: CarPark, name: str, at: datetime, **fields: Any) -> tuple[Sensor, str]:
    """Take a sensor into a car park; with it comes its token, which nobody can read again."""
    rules.require(rules.may_manage(by, car_park))
    device, token = issue_device(by=by, site=car_park.site, name=name, kind=KIND, at=at)
    sensor = written(Sensor(device=device, car_park=car_park, **fields))
    deed.record("sensor.added", sensor, by=by, site=car_park.site_id, kind=sensor.kind)
    show_anew(car_park, at=at)
    return sensor, token


@deed
def change_sensor(*, by: Actor, sensor: Sensor, name: str, at: datetime, **fields: Any) -> Sensor:
    """Change what a sensor is called, how often it is expected and how its clock is read."""
    car_park = sensor.car_park
    rules.require(rules.may_manage(by, car_park))
    hold(car_park, at=at)
    change_device(by=by, device=sensor.device, name=name, shows=sensor.device.shows)
    sensor = locked(sensor)
    names = changed(sensor, fields, of=FACTS)
    if names:
        deed.record("sensor.changed", sensor, by=by, site=car_park.site_id, changed=names)
        show_anew(car_park, at=at)
    return sensor


@deed
def rotate_sensor(*, by: Actor, sensor: Sensor) -> str:
    """Give a sensor another token; the old one counts nothing from this moment."""
    rules.require(rules.may_manage(by, sensor.car_park))
    return rotate_token(by=by, device=sensor.device)


@deed
def revoke_sensor(*, by: Actor, sensor: Sensor, at: datetime) -> Sensor:
    """End a sensor's token; a lane it watches goes silent until another sensor watches it."""
    car_park = sensor.car_park
    rules.require(rules.may_manage(by, car_park))
    revoke_device(by=by, device=sensor.device, at=at)
    deed.record("sensor.revoked", sensor, by=by, site=car_park.site_id)
    show_anew(car_park, at=at)
    return Sensor.objects.select_related("device", "car_park__site").get(pk=sensor.pk)
