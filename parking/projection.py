"""The projection of the ledger, one row an area: held in id order, moved by additions the database makes itself."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, F, Value, When

from . import ledger
from .fullness import NOTHING, Memory
from .instants import is_sqlite, read_instant, written_instant
from .models.areas import Area
from .models.ledger import AreaState, CarParkState
from .statements import Statements

HOLD = """
    SELECT st.area_id, st.anchor_at, st.raw, st.fullness, st.fullness_since,
        a.slug, a.parent_id, a.method, a.vehicle_class,
        a.full_on, a.full_off, a.almost_on, a.almost_off, a.min_dwell, a.stale_after, c.places, c.out_of_service,
        w.id, w.fullness, w.fullness_since, w.published
    FROM parking_areastate st
    JOIN parking_area a ON a.id = st.area_id
    JOIN parking_carparkstate w ON w.car_park_id = a.car_park_id
    LEFT JOIN parking_capacity c ON c.id = (
        SELECT one.id FROM parking_capacity one
        WHERE one.area_id = st.area_id AND one.starts_at <= %s ORDER BY one.starts_at DESC LIMIT 1
    )
    WHERE a.car_park_id = %s ORDER BY st.area_id
"""
ADD = """
    WITH told (area_id, came, went, latest) AS (VALUES {rows})
    UPDATE parking_areastate SET
        entered = entered + told.came,
        "left" = "left" + told.went,
        raw = raw + told.came - told.went,
        last_event_at = CASE WHEN last_event_at IS NULL OR last_event_at < told.latest
            THEN told.latest ELSE last_event_at END,
        changed_at = CASE WHEN told.came = told.went THEN changed_at ELSE {now} END
    FROM told WHERE parking_areastate.area_id = told.area_id
"""


class Held(NamedTuple):
    """An area whose projection this transaction holds."""

    area_id: int
    anchor_at: datetime | None
    raw: int
    memory: Memory
    slug: str
    parent_id: int | None
    method: str
    vehicle_class: str
    full_on: int
    full_off: int | None
    almost_on: int | None
    almost_off: int | None
    min_dwell: int
    stale_after: int
    places: int | None
    in_service: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A car park whose projections this transaction holds; `published` is what its whole was last published as."""

    areas: dict[int, Held]
    state_id: int
    memory: Memory
    published: dict[str, Any]


def hold(car_park_id: int, *, needed: Collection[int] = (), at: datetime) -> Standing:
    """Lock the projections of a car park, in id order, and tell where they stand; `needed` areas get one if need be.

    All of them, whichever an event touches: what is published of a car park follows from all its areas, and two who
    publish at once must not overwrite each other.
    """
    rows = _held_rows(car_park_id, at)
    if not rows or any(area_id not in {row[0] for row in rows} for area_id in needed):
        begin_missing(car_park_id)
        rows = _held_rows(car_park_id, at)
    areas = {row[0]: _held(row) for row in rows}
    if not rows:
        return Standing(areas, 0, NOTHING, {})
    state_id, word, since, published = rows[0][-4:]
    return Standing(areas, state_id, Memory(word, read_instant(since)), json.loads(published))


def _held_rows(car_park_id: int, at: datetime) -> list[Any]:  # Any: rows as the driver gives them
    lock = "" if is_sqlite() else " FOR UPDATE OF st, w"
    with connection.cursor() as cursor:
        cursor.execute(HOLD + lock, [written_instant(at), car_park_id])
        return cursor.fetchall()


def _held(row: Any) -> Held:  # Any: as above
    area_id, anchor_at, raw, word, since, *told, resting, _, _, _, _ = row
    in_service = (told[-1] or 0) - (resting or 0)
    memory = Memory(word, read_instant(since))
    return Held(area_id, read_instant(anchor_at), raw, memory, *told, in_service=in_service)  # type: ignore[misc]


def begin_missing(car_park_id: int) -> None:
    """Give the car park, and areas that have none yet, their state."""
    CarParkState.objects.bulk_create([CarParkState(car_park_id=car_park_id)], ignore_conflicts=True)
    areas = Area.objects.filter(car_park_id=car_park_id, state__isnull=True).order_by("pk")
    AreaState.objects.bulk_create([AreaState(area=area) for area in areas], ignore_conflicts=True)


def add(moved: Mapping[int, tuple[int, int, datetime]], *, at: datetime, into: Statements) -> None:
    """Add in and out to each area; whoever adds holds the rows."""
    if not moved:
        return
    instant = "%s" if is_sqlite() else "%s::timestamptz"
    rows = ", ".join([f"(%s, %s, %s, {instant})"] * len(moved))
    parameters: list[Any] = []
    for area_id in sorted(moved):
        came, went, latest = moved[area_id]
        parameters += [area_id, came, went, written_instant(latest)]
    into.add(ADD.format(rows=rows, now=instant), [*parameters, written_instant(at)])


def follow(area_ids: Iterable[int], *, at: datetime) -> dict[int, int]:
    """Let projections stand where the ledger says; gives the vehicles of each area. Whoever calls holds the rows."""
    raws = {}
    for area_id in sorted(area_ids):
        stands = ledger.position(area_id)
        raws[area_id] = stands.raw
        AreaState.objects.filter(area_id=area_id).update(
            changed_at=Case(When(raw=stands.raw, then=F("changed_at")), default=Value(at)),
            anchor_id=stands.anchor_id,
            anchor_at=stands.anchor_at,
            anchor_value=stands.anchor_value,
            entered=stands.entered,
            left=stands.left,
            raw=stands.raw,
        )
    return raws
