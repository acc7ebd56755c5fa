"""What is published of a car park: one row that every output reads, worked out from the ledger's projection.

Reading needs no write: `published` carries the stored state on to its moment, so that silence, the end of a dwell,
opening hours and overrides show in time without a worker. Only `refresh`, inside a deed, stores.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects

from facilities.live.topics import version_at
from facilities.modes import mode_facts

from . import fullness, quality
from .faces import AreaFace, Published, as_state, iso
from .fullness import NOTHING, Memory
from .gate import gate_changes_at, gate_is_open
from .layout import Layout, Part, read_layout, read_layouts
from .models.areas import VehicleClass
from .models.car_parks import CarPark, Override
from .models.ledger import AreaState, CarParkState, Fullness, Quality
from .names import car_park_topic
from .projection import another_version

WHOLE = "whole"
INVITING = (Fullness.SPACES, Fullness.ALMOST)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A part (an area, or the whole) before closing hours and operators have their say."""

    counted: int
    free: int | None
    total: int
    raw: int
    quality: str
    held: int
    memory: Memory
    changes_at: datetime | None


def published(car_park: CarPark, *, at: datetime) -> Published:
    """What every output shows of `car_park` at `at`, with the epoch and seq of its topic."""
    # The version before the state: a change in between leaves a newer number under an older version, never the reverse.
    row = version_at(car_park_topic(car_park.slug), at)
    face = face_of(car_park, at=at)
    return replace(face, epoch=row.epoch, seq=row.seq) if row else face


def face_of(car_park: CarPark, *, at: datetime) -> Published:
    """The same without its version: what the topic itself is made of."""
    layout = read_layout(car_park, at=at)
    return _face(layout, _work_out(layout, at), at)


def faces_of(car_parks: Sequence[CarPark], *, at: datetime) -> dict[int, Published]:
    """Those of several car parks with their sites, by primary key, under no version; queries do not grow with them."""
    prefetch_related_objects(list(car_parks), "gate_hours", "gate_exceptions")
    layouts = read_layouts(car_parks, at=at)
    return {pk: _face(layout, _work_out(layout, at), at) for pk, layout in layouts.items()}


def changes_at(car_park: CarPark, *, at: datetime) -> datetime | None:
    """The next moment at which the car park looks different although nobody tells anything; None when there is none."""
    layout = read_layout(car_park, at=at)
    return _next_change(layout, _work_out(layout, at), at)


def heard_at(car_park: CarPark, *, at: datetime) -> datetime | None:
    """When the sensor behind the number that has been silent longest was last heard; None when one never was."""
    contacts = [contact.at for leaf in _cars(read_layout(car_park, at=at)) for contact in leaf.contacts]
    heard = [moment for moment in contacts if moment is not None]
    return min(heard) if heard and len(heard) == len(contacts) else None


def refresh(car_park: CarPark, *, at: datetime) -> bool:
    """Store what follows from the projection as it now stands; whether the published row became another.

    Call it inside a deed that holds the projections. Where something was due to change by itself since it was stored,
    readers may have seen that already, so it counts as changed.
    """
    CarParkState.objects.get_or_create(car_park=car_park)
    # One at a time: of two that do not see each other, the later would compare with a row that nobody was shown.
    kept = CarParkState.objects.select_for_update().get(car_park=car_park)
    layout = read_layout(car_park, at=at)
    readings = _work_out(layout, at)
    row = as_state(_face(layout, readings, at))
    del row["as_of"]
    stored, due = kept.published, _next_change(layout, readings, at)
    was_due = stored.get("due") is not None and datetime.fromisoformat(stored["due"]) <= at
    is_changed = was_due or stored.get("row") != row
    _remember(layout, readings)
    kept.published = {
        "row": row,
        # What `keep_up` must know and the projections do not say.
        "held": {str(leaf.area.pk): leaf.held for leaf in layout.leaves if leaf.held},
        "counted": {key: reading.counted for key, reading in readings.items()},
        "as_of": iso(at) if is_changed else stored["as_of"],
        "due": iso(due) if due else None,
    }
    kept.fullness, kept.fullness_since = readings[WHOLE].memory.fullness, readings[WHOLE].memory.since
    kept.version = another_version()
    kept.save(update_fields=["published", "fullness", "fullness_since", "version"])
    return is_changed


def _remember(layout: Layout, readings: dict[str, _Reading]) -> None:
    """Store what was read of each area whose number became another.

    Those rows the deed holds already; to lock others here could end in a deadlock. Their memory, carried on with an
    unchanged number, says the same later.
    """
    for part in layout.parts:
        key, state = str(part.area.pk), part.state
        reading = readings[key]
        if state is not None and (layout.counted.get(key) != reading.counted or state.fullness_since is None):
            AreaState.objects.filter(pk=state.pk).update(
                fullness=reading.memory.fullness, fullness_since=reading.memory.since
            )


def _work_out(layout: Layout, at: datetime) -> dict[str, _Reading]:
    """Every part by its key, and the whole."""
    readings = {str(part.area.pk): _read_area(layout, part, at) for part in layout.parts}
    return readings | {WHOLE: _read_whole(layout, readings, at)}


def _face(layout: Layout, readings: dict[str, _Reading], at: datetime) -> Published:
    car_park, override, whole = layout.car_park, layout.override, readings[WHOLE]
    gate = gate_is_open(car_park, at=at)
    faces = [_area_face(part, readings[str(part.area.pk)], override, gate) for part in layout.parts]
    free, shown = _shown(whole, override, gate)
    return Published(
        slug=car_park.slug,
        name=car_park.name,
        site=car_park.site.slug,
        **mode_facts(car_park.site),
        free=free,
        total=whole.total,
        held=whole.held,
        fullness=shown,
        quality=whole.quality,
        as_of=_as_of(layout),
        areas=faces,
        nearest=_nearest(layout, faces) if shown in INVITING or shown == Fullness.UNKNOWN else None,
        is_overridden=override is not None,
        until=override.ends_at if override else gate_changes_at(car_park, at=at),
    )


def _as_of(layout: Layout) -> datetime | None:
    """Since when the number stands: the same for whoever asks under the same version."""
    stored = layout.kept.published.get("as_of") if layout.kept else None
    if stored:
        return datetime.fromisoformat(stored)
    states = [leaf.state for leaf in layout.leaves if leaf.state]
    return max((moment for one in states for moment in (one.last_event_at, one.anchor_at) if moment), default=None)


def free_in(part: Part) -> int:
    """Places free in an area that counts, for whoever is not expected."""
    raw = part.state.raw if part.state else 0
    return fullness.free_places(part.in_service, raw, part.held)


def _quality_of(leaf: Part, at: datetime) -> str:
    if leaf.state is None or leaf.state.anchor_at is None:
        return Quality.UNKNOWN
    stale_after = timedelta(seconds=leaf.area.stale_after)
    return quality.judged(leaf.contacts, stale_after=stale_after, is_stuck=leaf.state.is_stuck, at=at)


def _read_area(layout: Layout, part: Part, at: datetime) -> _Reading:
    state = part.state
    memory = Memory(state.fullness, state.fullness_since) if state else NOTHING
    return _read(list(part.leaves), memory, layout.counted.get(str(part.area.pk)), part, at)


def _read_whole(layout: Layout, readings: dict[str, _Reading], at: datetime) -> _Reading:
    """The sum of the places for cars, other classes being lines of their own; of a bicycle shed all there is."""
    cars = _cars(layout)
    if len(cars) == 1:
        return readings[str(cars[0].area.pk)]
    kept = layout.kept
    memory = Memory(kept.fullness, kept.fullness_since) if kept else NOTHING
    return _read(cars, memory, layout.counted.get(WHOLE), None, at)


def _cars(layout: Layout) -> list[Part]:
    return [part for part in layout.leaves if part.area.vehicle_class == VehicleClass.CAR] or layout.leaves


def _read(leaves: list[Part], memory: Memory, before: int | None, own: Part | None, at: datetime) -> _Reading:
    free, total = sum(free_in(leaf) for leaf in leaves), sum(leaf.in_service for leaf in leaves)
    dwell = max((leaf.area.min_dwell for leaf in leaves), default=0)
    limits = fullness.thresholds(own.area if own else None, total, dwell=dwell)
    known = quality.worst(_quality_of(leaf, at) for leaf in leaves)
    if before is not None and memory.since is not None:
        # What time alone did to the number that stood until now: a dwell may have ended before the number changed.
        memory = fullness.follow(memory, before, limits, at=at)
    followed = fullness.follow(memory, free, limits, at=at)
    is_readable = known in (Quality.GOOD, Quality.DEGRADED)
    leaves_full = fullness.leaves_full_at(followed, free, limits)
    raw, held = sum(leaf.state.raw for leaf in leaves if leaf.state), sum(leaf.held for leaf in leaves)
    return _Reading(free, free if is_readable else None, total, raw, known, held, followed, leaves_full)


def _shown(reading: _Reading, override: Override | None, is_open: bool) -> tuple[int | None, str]:
    """Free places and the word for them: operator, then closed, then not known, then the count."""
    if override is not None and override.state == Override.State.UNKNOWN:
        return None, Fullness.UNKNOWN
    if override is not None and override.state in (Override.State.CLOSED, Override.State.FULL):
        return 0, override.state
    if not is_open and (override is None or override.state != Override.State.OPEN):
        return 0, Fullness.CLOSED
    if reading.free is None:
        return None, Fullness.UNKNOWN
    return reading.free, reading.memory.fullness


def _area_face(part: Part, reading: _Reading, override: Override | None, is_open: bool) -> AreaFace:
    area = part.area
    if override is not None and override.state == Override.State.FULL and area.vehicle_class != VehicleClass.CAR:
        # "Full" is said to visitors; who has a place of his own still finds it.
        override = None
    free, shown = _shown(reading, override, is_open)
    return AreaFace(
        slug=area.slug,
        name=area.name,
        vehicle_class=area.vehicle_class,
        free=free,
        total=reading.total,
        held=reading.held,
        fullness=shown,
        quality=reading.quality,
        position=area.position,
        is_sum=bool(part.children),
        raw=reading.raw,
        occupied=max(reading.raw, 0),
    )


def _nearest(layout: Layout, faces: list[AreaFace]) -> str | None:
    """The first level with places, where there is more than one to choose from."""
    cars = [face for face in faces if not face.is_sum and face.vehicle_class == VehicleClass.CAR]
    if len(cars) < 2:
        return None
    return next((face.slug for face in cars if face.free and face.fullness in INVITING), None)


def _next_change(layout: Layout, readings: dict[str, _Reading], at: datetime) -> datetime | None:
    moments = [reading.changes_at for reading in readings.values()]
    for leaf in layout.leaves:
        stale_after = timedelta(seconds=leaf.area.stale_after)
        moments += [quality.changes_at(leaf.contacts, stale_after=stale_after, at=at)]
        moments += [leaf.next_capacity_at, leaf.next_hold_at]
    moments += [gate_changes_at(layout.car_park, at=at), layout.next_override_at]
    return min((moment for moment in moments if moment is not None and moment > at), default=None)
