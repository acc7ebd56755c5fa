"""What is published of a car park: one row that every output reads, worked out from the ledger's projection.

Reading needs no write: `published` carries the stored state on to its moment, so that silence, the end of a dwell,
opening hours and overrides show in time without a worker. Only `refresh`, inside a deed, stores.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from facilities.models.machinery import LiveTopic

from . import fullness, quality
from .fullness import NOTHING, Memory
from .gate import gate_changes_at, gate_is_open
from .layout import Layout, Part, read_layout
from .models.areas import VehicleClass
from .models.car_parks import CarPark, Override
from .models.ledger import AreaState, CarParkState, Fullness, Quality
from .names import car_park_topic

UNTIL = "until"


@dataclass(frozen=True, slots=True)
class AreaFace:
    """What is shown of an area; `free` is None where nobody can know."""

    slug: str
    name: str
    vehicle_class: str
    free: int | None
    total: int
    fullness: str
    quality: str
    position: int


@dataclass(frozen=True, slots=True)
class Published:
    """What is shown of a car park; free and total are those of cars without a right of their own."""

    slug: str
    name: str
    site: str
    mode: str
    free: int | None
    total: int
    fullness: str
    quality: str
    as_of: datetime
    areas: list[AreaFace]
    nearest: str | None
    is_overridden: bool
    epoch: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class _Reading:
    """A part (an area, or the whole) before closing hours and operators have their say."""

    free: int | None
    total: int
    quality: str
    memory: Memory
    changes_at: datetime | None


def published(car_park: CarPark, *, at: datetime) -> Published:
    """What every output shows of `car_park` at `at`, with the epoch and seq of its topic."""
    layout = read_layout(car_park, at=at)
    face, _, _ = _work_out(layout, at)
    row = LiveTopic.objects.filter(pk=car_park_topic(car_park.slug)).first()
    return Published(**{**_fields(face), "epoch": row.epoch if row else "", "seq": row.seq if row else 0})


def changes_at(car_park: CarPark, *, at: datetime) -> datetime | None:
    """The next moment at which the car park looks different although nobody tells anything; None when there is none."""
    return _next_change(read_layout(car_park, at=at), at)


def refresh(car_park: CarPark, *, at: datetime) -> bool:
    """Store what follows from the projection as it now stands; whether the published row became another.

    Call it inside a deed that holds the projections. Where something was due to change by itself since it was stored,
    readers may have seen that already, so it counts as changed.
    """
    layout = read_layout(car_park, at=at)
    face, areas, whole = _work_out(layout, at)
    for part, memory in areas:
        if part.state is not None and (part.state.fullness, part.state.fullness_since) != (
            memory.fullness,
            memory.since,
        ):
            AreaState.objects.filter(pk=part.state.pk).update(fullness=memory.fullness, fullness_since=memory.since)
    stored, is_new = CarParkState.objects.get_or_create(car_park=car_park)
    row = _row(face)
    until = stored.published.get(UNTIL)
    is_changed = is_new or _without_until(stored.published) != row or (until is not None and until <= at.timestamp())
    due = _next_change(layout, at)
    stored.published = row | {UNTIL: due.timestamp() if due else None}
    stored.fullness, stored.fullness_since = whole.fullness, whole.since
    stored.save()
    return is_changed


def _fields(face: Published) -> dict[str, Any]:
    return {name: getattr(face, name) for name in Published.__slots__}


def _row(face: Published) -> dict[str, Any]:
    row = asdict(face)
    for name in ("as_of", "epoch", "seq"):
        del row[name]
    return row


def _without_until(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != UNTIL}


def _work_out(layout: Layout, at: datetime) -> tuple[Published, list[tuple[Part, Memory]], Memory]:
    car_park, override = layout.car_park, layout.override
    readings = {part.area.pk: _read_area(part, at) for part in layout.parts}
    whole = _read_whole(layout, readings, at)
    is_open = (override is not None and override.state == Override.State.OPEN) or gate_is_open(car_park, at=at)
    faces = [_area_face(part, readings[part.area.pk], override, is_open) for part in layout.parts]
    free, shown = _shown(whole, override, is_open)
    nearest = _nearest(layout, faces)
    site = car_park.site
    face = Published(
        slug=car_park.slug,
        name=car_park.name,
        site=site.slug,
        mode=site.mode,
        free=free,
        total=whole.total,
        fullness=shown,
        quality=whole.quality,
        as_of=at,
        areas=faces,
        nearest=nearest,
        is_overridden=override is not None,
    )
    return face, [(part, readings[part.area.pk].memory) for part in layout.parts], whole.memory


def _free(part: Part) -> int:
    """Places free in an area that counts, whatever the ledger holds: never below none, never more than there are."""
    raw = part.state.raw if part.state else 0
    return min(max(part.in_service - max(raw, 0), 0), part.in_service)


def _quality_of(leaf: Part, at: datetime) -> str:
    if leaf.state is None or leaf.state.anchor_at is None:
        return Quality.UNKNOWN
    stale_after = timedelta(seconds=leaf.area.stale_after)
    return quality.judged(leaf.contacts, stale_after=stale_after, is_stuck=leaf.state.is_stuck, at=at)


def _read_area(part: Part, at: datetime) -> _Reading:
    state = part.state
    memory = Memory(state.fullness, state.fullness_since) if state else NOTHING
    return _read(list(part.leaves), memory, part, at)


def _read_whole(layout: Layout, readings: dict[int, _Reading], at: datetime) -> _Reading:
    """The sum of the places for cars; other classes are lines of their own."""
    cars = [part for part in layout.leaves if part.area.vehicle_class == VehicleClass.CAR] or layout.leaves
    if len(cars) == 1:
        return readings[cars[0].area.pk]
    state = getattr(layout.car_park, "state", None)
    memory = Memory(state.fullness, state.fullness_since) if state else NOTHING
    return _read(cars, memory, None, at)


def _read(leaves: list[Part], memory: Memory, own: Part | None, at: datetime) -> _Reading:
    free, total = sum(_free(leaf) for leaf in leaves), sum(leaf.in_service for leaf in leaves)
    dwell = max((leaf.area.min_dwell for leaf in leaves), default=0)
    limits = fullness.thresholds(own.area if own else None, total, dwell=dwell)
    known = quality.worst(_quality_of(leaf, at) for leaf in leaves)
    followed = fullness.follow(memory, free, limits, at=at)
    is_readable = known in (Quality.GOOD, Quality.DEGRADED)
    leaves_full = fullness.leaves_full_at(followed, free, limits)
    return _Reading(free if is_readable else None, total, known, followed, leaves_full)


def _shown(reading: _Reading, override: Override | None, is_open: bool) -> tuple[int | None, str]:
    """Free places and the word for them: operator, then closed, then not known, then the count."""
    if override is not None and override.state == Override.State.UNKNOWN:
        return None, Fullness.UNKNOWN
    if override is not None and override.state in (Override.State.CLOSED, Override.State.FULL):
        return 0, override.state
    if not is_open:
        return 0, Fullness.CLOSED
    if reading.free is None:
        return None, Fullness.UNKNOWN
    return reading.free, reading.memory.fullness


def _area_face(part: Part, reading: _Reading, override: Override | None, is_open: bool) -> AreaFace:
    free, shown = _shown(reading, override, is_open)
    area = part.area
    return AreaFace(
        area.slug, area.name, area.vehicle_class, free, reading.total, shown, reading.quality, area.position
    )


def _nearest(layout: Layout, faces: list[AreaFace]) -> str | None:
    """The first level with places, where there is more than one to choose from."""
    leaves = {part.area.slug for part in layout.leaves}
    cars = [face for face in faces if face.slug in leaves and face.vehicle_class == VehicleClass.CAR]
    if len(cars) < 2:
        return None
    open_to_all = (Fullness.SPACES, Fullness.ALMOST)
    return next((face.slug for face in cars if face.free and face.fullness in open_to_all), None)


def _next_change(layout: Layout, at: datetime) -> datetime | None:
    readings = {part.area.pk: _read_area(part, at) for part in layout.parts}
    moments = [reading.changes_at for reading in (*readings.values(), _read_whole(layout, readings, at))]
    for leaf in layout.leaves:
        stale_after = timedelta(seconds=leaf.area.stale_after)
        moments.append(quality.changes_at(leaf.contacts, stale_after=stale_after, at=at))
    moments += [gate_changes_at(layout.car_park, at=at), layout.next_override_at]
    return min((moment for moment in moments if moment is not None and moment > at), default=None)
