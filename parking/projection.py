"""The projection of the ledger, one row an area: held in id order, moved by additions the database makes itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Case, F, Value, When

from . import ledger
from .instants import read_instant, written_instant
from .models.areas import Area
from .models.ledger import AreaState

HOLD = """
    SELECT st.area_id, st.anchor_at, st.raw, a.method, (
        SELECT c.places FROM parking_capacity c
        WHERE c.area_id = st.area_id AND c.starts_at <= %s ORDER BY c.starts_at DESC LIMIT 1
    )
    FROM parking_areastate st JOIN parking_area a ON a.id = st.area_id
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


@dataclass(frozen=True, slots=True)
class Held:
    """An area whose projection this transaction holds."""

    area_id: int
    anchor_at: datetime | None
    raw: int
    method: str
    places: int | None


def hold(car_park_id: int, *, at: datetime) -> dict[int, Held]:
    """Lock the projections of a car park, in id order, and tell where they stand.

    All of them, whichever an event touches: what is published of a car park follows from all its areas, and two who
    publish at once must not overwrite each other.
    """
    with connection.cursor() as cursor:
        lock = "" if connection.vendor == "sqlite" else " FOR UPDATE OF st"
        cursor.execute(HOLD + lock, [written_instant(at), car_park_id])
        return {row[0]: Held(row[0], read_instant(row[1]), *row[2:]) for row in cursor.fetchall()}


def begin_missing(car_park_id: int) -> None:
    """Give areas that have none yet their projection."""
    areas = Area.objects.filter(car_park_id=car_park_id, state__isnull=True).order_by("pk")
    AreaState.objects.bulk_create([AreaState(area=area) for area in areas], ignore_conflicts=True)


def add(moved: Mapping[int, tuple[int, int, datetime]], *, at: datetime) -> None:
    """Add in and out to each area; whoever adds holds the rows."""
    if not moved:
        return
    instant = "%s" if connection.vendor == "sqlite" else "%s::timestamptz"
    rows = ", ".join([f"(%s, %s, %s, {instant})"] * len(moved))
    parameters: list[Any] = []
    for area_id in sorted(moved):
        came, went, latest = moved[area_id]
        parameters += [area_id, came, went, written_instant(latest)]
    with connection.cursor() as cursor:
        cursor.execute(ADD.format(rows=rows, now=instant), [*parameters, written_instant(at)])


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
