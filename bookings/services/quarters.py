"""The quarters of rooms: how long they were in use, made of readings, which are then forgotten."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import zip_longest

from django.db import transaction

from ..models.sensors import RoomQuarter, RoomReading, RoomSensor
from ..presence import MISSED
from .readings import KEPT

logger = logging.getLogger(__name__)
QUARTER = timedelta(minutes=15)
QUARTERS_KEPT = timedelta(days=25 * 365 // 12)
Stretch = tuple[datetime, datetime, bool, int | None]


def sum_quarters(*, at: datetime) -> None:
    """Make the quarters that are over, and anew those of which something was told late."""
    for sensor in RoomSensor.objects.order_by("pk"):
        _sum(sensor, at=at)


def purge_readings(*, at: datetime) -> dict[str, int]:
    """Forget readings whose quarters are sure, and quarters of two years ago."""
    readings, _kinds = RoomReading.objects.filter(occurred_at__lte=at - KEPT).delete()
    quarters, _kinds = RoomQuarter.objects.filter(starts_at__lte=at - QUARTERS_KEPT).delete()
    logger.info("removed %s readings and %s quarters of rooms", readings, quarters)
    return {"readings": readings, "quarters": quarters}


@transaction.atomic
def _sum(sensor: RoomSensor, *, at: datetime) -> None:
    sensor = RoomSensor.objects.select_for_update().get(pk=sensor.pk)
    last = sensor.summed_until
    fresh = sensor.readings.filter(received_at__gte=last) if last else sensor.readings.all()
    first = fresh.order_by("occurred_at").values_list("occurred_at", flat=True).first()
    begins = min((moment for moment in (first, last) if moment), default=None)
    if begins is None:
        return
    # What the purge may have taken away cannot be summed anew.
    begins, ends = floored(max(begins, at - KEPT + QUARTER)), floored(at)
    stretches = list(_stretches(sensor, begins, ends))
    rows = []
    while begins < ends:
        rows.append(_quarter(sensor, begins, stretches))
        begins += QUARTER
    RoomQuarter.objects.bulk_create(
        [row for row in rows if row.known],
        update_conflicts=True,
        unique_fields=["sensor", "starts_at"],
        update_fields=["known", "used", "most"],
    )
    sensor.summed_until = at
    sensor.save(update_fields=["summed_until"])


def floored(moment: datetime) -> datetime:
    """The start of its quarter of an hour."""
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def _stretches(sensor: RoomSensor, begins: datetime, ends: datetime) -> Iterator[Stretch]:
    """From when to when the sensor knew, whether the room was in use then, and by how many."""
    lasts = timedelta(seconds=sensor.expected_every * MISSED)
    back = max(timedelta(seconds=sensor.clears_after), lasts)
    rows = list(sensor.readings.filter(occurred_at__gt=begins - back - QUARTER, occurred_at__lt=ends))
    rows.sort(key=lambda row: (row.occurred_at, row.pk))
    people: int | None = None
    used_until: datetime | None = None
    for row, following in zip_longest(rows, rows[1:]):
        people = row.people if row.people is not None else people
        if row.is_motion:
            used_until = row.occurred_at + timedelta(seconds=sensor.clears_after)
        end = row.occurred_at + lasts
        end = min(end, following.occurred_at) if following else min(end, ends)
        if sensor.kind == RoomSensor.Kind.COUNT:
            if people is not None:
                yield row.occurred_at, end, people > 0, people
            continue
        turns = min(max(used_until or row.occurred_at, row.occurred_at), end)
        yield row.occurred_at, turns, True, None
        yield turns, end, False, None


def _quarter(sensor: RoomSensor, begins: datetime, stretches: list[Stretch]) -> RoomQuarter:
    ends, known, used, most = begins + QUARTER, 0.0, 0.0, None
    for start, end, is_used, people in stretches:
        seconds = (min(end, ends) - max(start, begins)).total_seconds()
        if seconds <= 0:
            continue
        known += seconds
        used += seconds if is_used else 0
        most = people if people is not None and (most is None or people > most) else most
    return RoomQuarter(sensor=sensor, starts_at=begins, known=round(known), used=round(used), most=most)
