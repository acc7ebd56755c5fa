"""Sensors in rooms: taking one in, another token, ending it."""

from datetime import datetime
from typing import Any

from facilities.deeds import Actor, deed
from facilities.models.devices import Device
from facilities.rules import may_manage_site, require
from facilities.services.devices import issue_device, revoke_device, rotate_token
from facilities.services.upkeep import written

from ..models.rooms import Room
from ..models.sensors import RoomSensor
from ..occupancy import site_of
from ..touching import use_topic

KIND = "room-sensor"


@deed
def add_room_sensor(*, by: Actor, room: Room, name: str, at: datetime, **fields: Any) -> tuple[RoomSensor, str]:
    """Take a sensor into a room; with it comes its token, which nobody can read again."""
    site = site_of(room)
    require(may_manage_site(by, site))
    device, token = issue_device(by=by, site=site, name=name, kind=KIND, at=at)
    sensor = written(RoomSensor(device=device, room=room, **fields))
    deed.record("sensor.added", sensor, by=by, site=site, room=room.pk, kind=sensor.kind)
    deed.touch(use_topic(site))
    return sensor, token


@deed
def rotate_room_sensor(*, by: Actor, sensor: RoomSensor) -> str:
    """Give a sensor another token; with the old one it tells nothing any more."""
    require(may_manage_site(by, site_of(sensor.room)))
    return rotate_token(by=by, device=sensor.device)


@deed
def revoke_room_sensor(*, by: Actor, sensor: RoomSensor, at: datetime) -> Device:
    """End a sensor's token; of its room nobody knows any more whether it is used."""
    site = site_of(sensor.room)
    require(may_manage_site(by, site))
    device = revoke_device(by=by, device=sensor.device, at=at)
    deed.record("sensor.revoked", sensor, by=by, site=site, room=sensor.room_id)
    deed.touch(use_topic(site))
    return device
