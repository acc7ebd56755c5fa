"""Taking what sensors in rooms tell: each reading once, the latest is how the room stands, late ones mend the past."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from facilities.deeds import deed
from facilities.errors import TooManyAttempts
from facilities.kernel.errors import DomainError, NotAllowed
from facilities.kernel.plain import is_plain
from facilities.models.devices import Device
from facilities.services.throttle import seconds_to_wait, take, throttle_key

from ..errors import ReadingDiffers, ReadingRefused
from ..models.sensors import RoomReading, RoomSensor
from ..presence import presence_of
from ..touching import use_topic

KEPT = timedelta(days=2)
AHEAD = timedelta(seconds=120)
WINDOW, MOST_REQUESTS = timedelta(minutes=1), 240
MOST_PEOPLE = 5000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item."""

    id: str | None
    status: str
    refusal: DomainError | None = None


@deed
def take_readings(*, device: Device, items: Sequence[Any], at: datetime) -> list[Outcome]:
    """Take what `device` tells, received at `at`; an item that cannot be read keeps no other out.

    No audit entry: nobody decided anything.
    """
    sensor = RoomSensor.objects.live().select_for_update(of=("self",)).filter(device=device).first()
    if sensor is None:
        raise NotAllowed
    key = throttle_key("readings", str(sensor.pk))
    if not take(key=key, limit=MOST_REQUESTS, window=WINDOW, at=at):
        raise TooManyAttempts(retry_after=seconds_to_wait(key=key, at=at))
    before = presence_of([sensor], at=at)
    read = [_tried(item, sensor, at) for item in items]
    outcomes = _keep(sensor, read, at)
    sensor.last_contact_at = max(at, sensor.last_contact_at or at)
    sensor.save()
    after = presence_of([sensor], at=at)
    if (before.use, before.people) != (after.use, after.people):
        deed.touch(use_topic(sensor.room.space.floor.building.site))
    return outcomes


def _tried(item: Any, sensor: RoomSensor, at: datetime) -> RoomReading | Outcome:
    try:
        return _read(item, sensor, at)
    except ReadingRefused as refusal:
        return Outcome(_name_of(item), "rejected", refusal)


def _read(item: Any, sensor: RoomSensor, at: datetime) -> RoomReading:
    """The item as a row, or why it is none."""
    if not isinstance(item, dict):
        raise ReadingRefused(field="id")
    name, people, motion = _name_of(item), item.get("people"), item.get("motion")
    if name is None:
        raise ReadingRefused(field="id")
    moment = parse_moment(item.get("occurred_at"))
    if moment is None or moment > at + AHEAD or moment <= at - KEPT:
        raise ReadingRefused(field="occurred_at")
    if people is not None and (
        sensor.kind != RoomSensor.Kind.COUNT or type(people) is not int or not 0 <= people <= MOST_PEOPLE
    ):
        raise ReadingRefused(field="people")
    if motion is not None and (sensor.kind != RoomSensor.Kind.MOTION or not isinstance(motion, bool)):
        raise ReadingRefused(field="motion")
    said = json.dumps([moment.isoformat(), people, motion])
    return RoomReading(
        sensor=sensor,
        external_id=name,
        body_hash=hashlib.sha256(said.encode()).hexdigest(),
        # A clock a little ahead must not keep later readings out.
        occurred_at=min(moment, at),
        received_at=at,
        people=people,
        is_motion=bool(motion),
    )


def _name_of(item: Any) -> str | None:
    name = item.get("id") if isinstance(item, dict) else None
    return name if isinstance(name, str) and is_plain(name, 120) else None


def parse_moment(value: Any) -> datetime | None:
    """An instant with its offset from UTC; None is anything else."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.utcoffset() is not None else None


def _keep(sensor: RoomSensor, read: Sequence[RoomReading | Outcome], at: datetime) -> list[Outcome]:
    names = [one.external_id for one in read if isinstance(one, RoomReading)]
    known = dict(sensor.readings.filter(external_id__in=names).values_list("external_id", "body_hash"))
    fresh: list[RoomReading] = []
    outcomes = []
    for one in read:
        if isinstance(one, Outcome):
            outcomes.append(one)
        elif one.external_id in known:
            is_same = known[one.external_id] == one.body_hash
            refusal = None if is_same else ReadingDiffers()
            outcomes.append(Outcome(one.external_id, "duplicate" if is_same else "conflict", refusal))
        else:
            known[one.external_id] = one.body_hash
            fresh.append(one)
            is_late = sensor.told_at is not None and one.occurred_at < sensor.told_at
            outcomes.append(Outcome(one.external_id, "late" if is_late else "accepted"))
    RoomReading.objects.bulk_create(fresh)
    for one in sorted(fresh, key=lambda reading: reading.occurred_at):
        if sensor.told_at is None or one.occurred_at >= sensor.told_at:
            _stand(sensor, one)
    return outcomes


def _stand(sensor: RoomSensor, reading: RoomReading) -> None:
    """Let the sensor stand where its latest reading says; a sign of life changes nothing but the moment."""
    moment = reading.occurred_at
    was_used = sensor.is_used and (sensor.used_until is None or moment < sensor.used_until)
    if reading.people is not None:
        is_used, sensor.people = reading.people > 0, reading.people
    elif reading.is_motion:
        is_used, sensor.used_until = True, moment + timedelta(seconds=sensor.clears_after)
    elif sensor.told_at is None and sensor.kind == RoomSensor.Kind.COUNT:
        # Alive, but it has not counted anybody yet: that is not to say that nobody is there.
        return
    else:
        is_used = was_used
    if sensor.told_at is None or is_used != was_used:
        sensor.since = moment if is_used or sensor.used_until is None else min(moment, sensor.used_until)
    sensor.is_used, sensor.told_at = is_used, moment
