"""Whether rooms are used, as their sensors tell it, and whether that is what was booked. Silence is never emptiness."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from facilities.models.places import Site
from facilities.modes import mode_facts

from .models.rooms import Room
from .models.sensors import RoomSensor
from .moments import Moment, moments_at

MISSED = 3
# A meeting may begin late, and somebody may come back for his coat.
LATE = timedelta(minutes=10)
PASSING = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Presence:
    """A room with sensors at one moment: used, empty or unknown; since when; how many, where that is counted."""

    use: str
    people: int | None
    since: datetime | None
    changes_at: datetime | None
    remark: str | None = None


def presence_of(sensors: Sequence[RoomSensor], *, at: datetime) -> Presence:
    """What the sensors of one room say together: one that sees somebody is believed, emptiness takes all of them."""
    said = [_of_sensor(sensor, at) for sensor in sensors]
    changes = min((one.changes_at for one in said if one.changes_at), default=None)
    used = [one for one in said if one.use == "used"]
    if used:
        people = max((one.people for one in used if one.people is not None), default=None)
        return Presence("used", people, min(one.since for one in used if one.since), changes)
    if said and all(one.use == "empty" for one in said):
        return Presence("empty", 0, max(one.since for one in said if one.since), changes)
    return Presence("unknown", None, None, changes)


def _of_sensor(sensor: RoomSensor, at: datetime) -> Presence:
    silent_at = silent_from(sensor)
    if silent_at is None or at >= silent_at or sensor.told_at is None:
        return Presence("unknown", None, None, None)
    is_over = sensor.used_until is not None and at >= sensor.used_until
    if not sensor.is_used or is_over:
        return Presence("empty", 0, sensor.used_until if is_over else sensor.since, silent_at)
    return Presence("used", sensor.people, sensor.since, min(silent_at, sensor.used_until or silent_at))


def silent_from(sensor: RoomSensor) -> datetime | None:
    """When it has been silent for too long, unless it is heard before; None when it never was."""
    if sensor.last_contact_at is None:
        return None
    return sensor.last_contact_at + timedelta(seconds=sensor.expected_every * MISSED)


def presences(site: Site, *, at: datetime) -> dict[int, Presence]:
    """Those of every offered room of `site` with a sensor, by its primary key, with a remark where use and booking
    differ; as many queries for one as for many."""
    return presences_at([site], at=at)


def presences_at(sites: Collection[Site], *, at: datetime) -> dict[int, Presence]:
    """The same of several sites; as many queries for one site as for many."""
    offered = Room.objects.offered().filter(space__floor__building__site__in=sites)
    by_room: dict[int, list[RoomSensor]] = {}
    for sensor in RoomSensor.objects.live().filter(room__in=offered).order_by("pk"):
        by_room.setdefault(sensor.room_id, []).append(sensor)
    if not by_room:
        return {}
    # The sites as they were handed over: what was read of them stays read.
    known = {site.pk: site for site in sites}
    rooms_of: dict[Site, list[Room]] = {}
    for room in Room.objects.select_related("space__floor__building").filter(pk__in=by_room):
        rooms_of.setdefault(known[room.space.floor.building.site_id], []).append(room)
    booked = moments_at(rooms_of, at=at)
    return {pk: _judged(presence_of(own, at=at), booked[pk], at) for pk, own in by_room.items()}


def _judged(presence: Presence, moment: Moment, at: datetime) -> Presence:
    """With what differs from the bookings, and when that may begin or end by itself."""
    edges = [presence.changes_at, moment.changes_at]
    remark, due = None, None
    if presence.since is not None and presence.use == "empty" and moment.current is not None:
        due = max(presence.since, moment.current.starts_at) + LATE
        remark = "booked_empty"
    elif presence.since is not None and presence.use == "used" and moment.now not in {"busy", "blocked"}:
        due = presence.since + PASSING
        remark = "used_unbooked"
    if due is not None and due > at:
        remark = None
        edges.append(due)
    changes_at = min(edge for edge in edges if edge is not None and edge > at)
    return Presence(presence.use, presence.people, presence.since, changes_at, remark)


def use_state(site: Site, *, at: datetime) -> dict[str, Any]:
    """What staff see of the use of all rooms of `site`: numbers, nobody's name."""
    known = presences(site, at=at)
    remarks = [presence.remark for presence in known.values()]
    return {
        "site": site.slug,
        **mode_facts(site),
        "booked_empty": remarks.count("booked_empty"),
        "used_unbooked": remarks.count("used_unbooked"),
        "rooms": [
            {
                "id": pk,
                "use": presence.use,
                "people": presence.people,
                "since": _iso(presence.since),
                "remark": presence.remark,
            }
            for pk, presence in sorted(known.items())
        ],
    }


def use_changes_at(site: Site, *, at: datetime) -> datetime | None:
    """When that will differ though nobody does or tells anything."""
    known = presences(site, at=at)
    return min((presence.changes_at for presence in known.values() if presence.changes_at), default=None)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
