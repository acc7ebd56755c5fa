"""The projection of the ledger, one row an area: all of a car park stand still under one version, moved by additions
the database makes itself."""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, F, Value, When

from facilities.kernel.statements import ALLOWED, Statements

from . import ledger
from .fullness import NOTHING, Memory
from .instants import is_sqlite, json_row, json_rows, read_instant, written_instant
from .models.areas import Area
from .models.ledger import AreaState, CarParkState

# Read as a few JSON values: to take twenty columns of each row apart costs the driver more than to ask for them.
AREA = """
    st.area_id, st.anchor_at, st.raw, st.fullness, st.fullness_since,
    a.slug, a.parent_id, a.method, a.vehicle_class,
    a.full_on, a.full_off, a.almost_on, a.almost_off, a.min_dwell, a.stale_after, c.places, c.out_of_service
"""
AREAS = """(
    SELECT {rows} FROM parking_areastate st
    JOIN parking_area a ON a.id = st.area_id
    LEFT JOIN parking_capacity c ON c.id = (
        SELECT one.id FROM parking_capacity one
        WHERE one.area_id = st.area_id AND one.starts_at <= %s ORDER BY one.starts_at DESC LIMIT 1
    )
    WHERE a.car_park_id = w.car_park_id
)"""
STANDS = "SELECT w.published, {whole}, {areas} FROM parking_carparkstate w WHERE w.car_park_id = %s"
LOCK = "UPDATE parking_carparkstate SET version = %s WHERE car_park_id = %s"
ADD = """
    WITH told (area_id, came, went, latest) AS (VALUES {rows})
    UPDATE parking_areastate SET
        entered = entered + told.came,
        "left" = "left" + told.went,
        raw = raw + told.came - told.went,
        last_event_at = CASE WHEN last_event_at IS NULL OR last_event_at < told.latest
            THEN told.latest ELSE last_event_at END,
        changed_at = CASE WHEN told.came = told.went THEN changed_at ELSE {now} END
    FROM told WHERE parking_areastate.area_id = told.area_id AND {allowed}
"""


class Held(NamedTuple):
    """An area as its projection stands."""

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


class Standing(NamedTuple):
    """A car park as its projections stand; `published` is what was last published of it, as JSON.

    As long as its state keeps `version`, nothing of this has become otherwise.
    """

    areas: dict[int, Held]
    state_id: int
    version: int
    memory: Memory
    published: str


NOWHERE = Standing({}, 0, 0, NOTHING, "{}")


def hold(car_park_id: int, *, needed: Collection[int] = (), at: datetime) -> Standing:
    """Lock the projections of a car park and tell where they stand; `needed` areas get one if need be.

    All of them, whichever an event touches: what is published of a car park follows from all its areas, and two who
    publish at once must not overwrite each other.
    """
    lock(car_park_id)
    standing = _read(car_park_id, at)
    if not standing.state_id or not standing.areas.keys() >= set(needed):
        begin_missing(car_park_id)
        lock(car_park_id)
        standing = _read(car_park_id, at)
    return standing


def lock(car_park_id: int) -> None:
    """Let nobody else count in a car park until the transaction ends, nor rely on what he read before."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [another_version(), car_park_id])


def another_version() -> int:
    """A version that no state had before, not even one that a backup brings back."""
    return secrets.randbits(62)


def whole_columns() -> str:
    """What `read_standing` must know of the state `w` of a car park, besides what is published."""
    return json_row("w.id, w.version, w.fullness, w.fullness_since")


def area_columns() -> str:
    """The same of the areas; takes the moment as a parameter."""
    return AREAS.format(rows=json_rows(AREA))


def read_standing(published: str | None, whole: str, areas: str | None) -> Standing:
    """Where a car park stands, from the columns above; nowhere while it has no state."""
    if published is None:
        return NOWHERE
    state_id, version, word, since = json.loads(whole)
    held = {row[0]: _held(row) for row in json.loads(areas or "[]")}
    return Standing(held, state_id, version, Memory(word, read_instant(since)), published)


def _read(car_park_id: int, at: datetime) -> Standing:
    with connection.cursor() as cursor:
        sql = STANDS.format(whole=whole_columns(), areas=area_columns())
        cursor.execute(sql, [written_instant(at), car_park_id])
        row = cursor.fetchone()
    return read_standing(*row) if row else NOWHERE


def _held(row: Any) -> Held:  # Any: seventeen columns as JSON has them
    area_id, anchor_at, raw, word, since, *told, resting = row
    told.append((told[-1] or 0) - (resting or 0))
    return Held(area_id, read_instant(anchor_at), raw, Memory(word, read_instant(since)), *told)


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
    into.add(ADD.format(rows=rows, now=instant, allowed=ALLOWED), [*parameters, written_instant(at)])


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
