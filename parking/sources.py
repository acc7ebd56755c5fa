"""A sensor as the count knows it: its car park, its clock and its lanes, in one query."""

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from facilities.kernel.errors import NotAllowed
from facilities.models.devices import Device

from .instants import read_instant

LANE = ["id", "slug", "from_area_id", "to_area_id", "is_reversible", "debounce"]
FIND = f"""
    SELECT s.id, s.time_zone, s.has_bad_clock, s.clock_offset,
        s.last_contact_at, s.expected_every, p.id, p.slug,
        EXISTS (SELECT 1 FROM parking_anomaly n
            WHERE n.sensor_id = s.id AND n.kind = 'clock_skew' AND n.ended_at IS NULL),
        {", ".join(f"l.{name}" for name in LANE)}
    FROM parking_sensor s
    JOIN parking_carpark p ON p.id = s.car_park_id
    LEFT JOIN parking_lane l ON l.sensor_id = s.id
    WHERE s.device_id = %s
"""  # noqa: S608 - only names of columns


class Way(NamedTuple):
    """A lane that a sensor watches."""

    lane_id: int
    slug: str
    from_area: int | None
    to_area: int | None
    is_reversible: bool
    debounce: int
    # The direction in which the lane leads: out of the house, or into it or on within it.
    along: str


class Source(NamedTuple):
    """A sensor: what it is for the count."""

    sensor_id: int
    zone: ZoneInfo | None
    has_bad_clock: bool
    clock_offset: float | None
    last_contact_at: datetime | None
    expected_every: int
    car_park_id: int
    car_park: str
    is_known_skewed: bool
    ways: dict[str, Way]


def source_of(device: Device) -> Source:
    """The sensor that `device` is; a device that counts nothing may not tell anything."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [device.pk])
        rows: list[Any] = cursor.fetchall()
    if not rows:
        raise NotAllowed
    sensor_id, zone, has_bad_clock, offset, heard, every, car_park_id, car_park, is_known_skewed = rows[0][:9]
    ways = {}
    for row in rows:
        lane_id, slug, start, end, is_reversible, debounce = row[-len(LANE) :]
        if lane_id is not None:
            ways[slug] = Way(lane_id, slug, start, end, bool(is_reversible), debounce, "out" if end is None else "in")
    return Source(
        sensor_id,
        ZoneInfo(zone) if zone else None,
        bool(has_bad_clock),
        offset,
        read_instant(heard),
        every,
        car_park_id,
        car_park,
        bool(is_known_skewed),
        ways,
    )
