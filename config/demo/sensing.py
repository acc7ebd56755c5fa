"""Sensors in the rooms of Darwin, invented: most meetings that are booked take place, and some that are not."""

from datetime import datetime, timedelta
from zlib import crc32

from bookings.models.bookings import Booking
from bookings.models.rooms import Room
from bookings.models.sensors import RoomSensor
from bookings.services.readings import take_readings
from bookings.services.sensors import add_room_sensor

SENSED = {"newton": "count", "curie": "count", "mendel": "motion", "linnaeus": "motion", "lamarck": "count"}
OFTEN = timedelta(seconds=25)


def fill(*, at: datetime) -> None:
    """The sensors that are missing."""
    for room in Room.objects.with_place().filter(slug__in=SENSED, sensors__isnull=True):
        kind = SENSED[room.slug]
        name = f"Teller {room.name}" if kind == "count" else f"Bewegingsmelder {room.name}"
        add_room_sensor(by=None, room=room, name=name, kind=kind, at=at)


def move(*, at: datetime) -> None:
    """Let each sensor tell what it sees, twice a minute or so."""
    sensors = RoomSensor.objects.live().filter(room__slug__in=SENSED).exclude(last_contact_at__gt=at - OFTEN)
    for sensor in sensors.select_related("device", "room"):
        inside = _inside(sensor.room, at)
        seen = {"people": inside} if sensor.kind == RoomSensor.Kind.COUNT else {"motion": inside > 0}
        reading = {"id": f"demo-{at:%Y%m%dT%H%M%S.%f}", "occurred_at": at.isoformat(), **seen}
        take_readings(device=sensor.device, items=[reading], at=at)


def _inside(room: Room, at: datetime) -> int:
    """How many are there: the same for a whole meeting, and for a whole hour without one."""
    meeting = Booking.objects.live().filter(room=room, starts_at__lte=at, ends_at__gt=at).first()
    if meeting is None:
        lot = crc32(f"{room.slug} {at:%Y-%m-%d %H}".encode())
        return 1 if lot % 6 == 0 else 0
    lot = crc32(f"{room.slug} {meeting.pk}".encode())
    return 0 if lot % 5 == 0 else 2 + lot % max(room.seats - 2, 1)
