"""A sensor as the count knows it: its car park, its clock and its lanes, and where all of that stands; in one query."""

import json
from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from facilities.kernel.errors import NotAllowed
from facilities.models.devices import Device

from .instants import among, json_row, json_rows, listed, read_instant, written_instant
from .projection import Standing, area_columns, read_standing, whole_columns

LANE = "l.id, l.slug, l.from_area_id, l.to_area_id, l.is_reversible, l.debounce"
SENSOR = """
    s.id, s.time_zone, s.has_bad_clock, s.clock_offset, s.last_contact_at, s.expected_every, p.id, p.slug,
    EXISTS (SELECT 1 FROM parking_anomaly n
        WHERE n.sensor_id = s.id AND n.kind = 'clock_skew' AND n.ended_at IS NULL)
"""
FIND = """
    SELECT {sensor},
        (SELECT {lanes} FROM parking_lane l WHERE l.sensor_id = s.id),
        (SELECT {kept} FROM parking_countevent e WHERE e.sensor_id = s.id AND e.external_id {among}),
        w.published, {whole}, {areas}
    FROM parking_sensor s
    JOIN parking_carpark p ON p.id = s.car_park_id
    LEFT JOIN parking_carparkstate w ON w.car_park_id = p.id
    WHERE s.device_id = %s
"""


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


class Found(NamedTuple):
    """All that must be known before a sensor's events can count, as it stood at one moment.

    `kept` are the body hashes of those of its events that stand in the ledger already, by the sender's number.
    """

    source: Source
    standing: Standing
    kept: dict[str, str]


@cache
def _find() -> str:
    return FIND.format(
        sensor=json_row(SENSOR),
        lanes=json_rows(LANE),
        kept=json_rows("e.external_id, e.body_hash"),
        among=among(),
        whole=whole_columns(),
        areas=area_columns(),
    )


def find(device: Device, names: Collection[str | None], *, at: datetime) -> Found:
    """The sensor that `device` is, with what its events named `names` meet; in one question.

    A device that counts nothing may not tell anything.
    """
    with connection.cursor() as cursor:
        cursor.execute(_find(), [listed(names), written_instant(at), device.pk])
        row = cursor.fetchone()
    if row is None:
        raise NotAllowed
    told, lanes, kept, *stands = row
    sensor_id, zone, has_bad_clock, offset, heard, every, car_park_id, car_park, is_known_skewed = json.loads(told)
    ways = {}
    for lane_id, slug, start, end, is_reversible, debounce in json.loads(lanes or "[]"):
        ways[slug] = Way(lane_id, slug, start, end, bool(is_reversible), debounce, "out" if end is None else "in")
    source = Source(
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
    return Found(source, read_standing(*stands), dict(json.loads(kept or "[]")))
