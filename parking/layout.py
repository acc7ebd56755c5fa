"""A car park as it stands: areas, places, sensors, what an operator said; read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import DateTimeField, IntegerField, OuterRef, Q, QuerySet, Subquery

from facilities.live.reading import once

from .models.areas import Area, Capacity, Lane, Sensor
from .models.car_parks import CarPark, Override
from .models.holds import Hold
from .models.ledger import AreaState, CarParkState
from .quality import Contact

# What begins later is not looked at yet: everything published is looked at again within a day.
HORIZON = timedelta(days=2)


@dataclass(slots=True)
class Part:
    """An area with its places, its state and the sensors that feed it."""

    area: Area
    places: int
    in_service: int
    state: AreaState | None
    next_capacity_at: datetime | None = None
    held: int = 0
    next_hold_at: datetime | None = None
    contacts: list[Contact] = field(default_factory=list)
    children: list["Part"] = field(default_factory=list)

    @property
    def leaves(self) -> Iterable["Part"]:
        """The areas that count, below this one or itself."""
        if not self.children:
            return [self]
        return [leaf for child in self.children for leaf in child.leaves]


@dataclass(slots=True)
class Layout:
    """All parts in the order in which a driver comes by them, and what an operator says now."""

    car_park: CarPark
    parts: list[Part]
    override: Override | None
    next_override_at: datetime | None
    kept: CarParkState | None

    @property
    def counted(self) -> dict[str, int]:
        """The numbers as they were last stored, by area and of the whole."""
        return self.kept.published.get("counted", {}) if self.kept else {}

    @property
    def leaves(self) -> list[Part]:
        """The areas that count."""
        return [part for part in self.parts if not part.children]


@once
def read_layout(car_park: CarPark, *, at: datetime) -> Layout:
    """The car park at `at`; six queries."""
    return read_layouts([car_park], at=at)[car_park.pk]


def read_layouts(car_parks: Sequence[CarPark], *, at: datetime) -> dict[int, Layout]:
    """Several car parks at `at`, by primary key; six queries however many."""
    parts: dict[int, dict[int, Part]] = {car_park.pk: {} for car_park in car_parks}
    for area in _areas(parts, at):
        parts[area.car_park_id][area.pk] = _part(area)
    for own in parts.values():
        for part in own.values():
            if part.area.parent_id is not None:
                own[part.area.parent_id].children.append(part)
    _connect(parts)
    _hold({pk: part for own in parts.values() for pk, part in own.items()}, at)
    said = _overrides(parts, at)
    kept = {row.car_park_id: row for row in CarParkState.objects.filter(car_park__in=parts)}
    return {
        one.pk: Layout(one, list(parts[one.pk].values()), *_now_and_next(said[one.pk], at), kept.get(one.pk))
        for one in car_parks
    }


def _areas(car_parks: Iterable[int], at: datetime) -> QuerySet[Area]:
    coming = Capacity.objects.filter(area=OuterRef("pk"), starts_at__gt=at).order_by("starts_at")
    known = Capacity.objects.filter(area=OuterRef("pk"), starts_at__lte=at).order_by("-starts_at")
    areas = Area.objects.filter(car_park__in=car_parks).select_related("state")
    return areas.annotate(
        places=Subquery(known.values("places")[:1], output_field=IntegerField()),
        resting=Subquery(known.values("out_of_service")[:1], output_field=IntegerField()),
        next_capacity_at=Subquery(coming.values("starts_at")[:1], output_field=DateTimeField()),
    ).order_by("position", "pk")


def _part(area: Area) -> Part:
    places = area.places or 0  # type: ignore[attr-defined]  # annotated
    resting = area.resting or 0  # type: ignore[attr-defined]
    coming = area.next_capacity_at  # type: ignore[attr-defined]
    return Part(area, places, places - resting, getattr(area, "state", None), coming)


def _connect(parts: dict[int, dict[int, Part]]) -> None:
    """Give each area its sensors: those of its lanes; where another system tells the level, that system."""
    lanes = Lane.objects.filter(car_park__in=parts, sensor__isnull=False).order_by()
    watched: dict[int, set[int | None]] = defaultdict(set)
    for sensor_id, from_area, to_area in lanes.values_list("sensor_id", "from_area_id", "to_area_id"):
        watched[sensor_id] |= {from_area, to_area}
    sensors = Sensor.objects.filter(car_park__in=parts).order_by()
    facts = ("pk", "car_park_id", "kind", "last_contact_at", "expected_every", "device__revoked_at")
    for pk, car_park, kind, heard, every, revoked_at in sensors.values_list(*facts):
        own = parts[car_park]
        # A revoked one goes silent on the lanes it still watches: nobody counts there.
        fed = {area for area in watched[pk] if area in own}
        if kind == Sensor.Kind.SYSTEM and revoked_at is None:
            fed |= {pk for pk, part in own.items() if part.area.method == Area.Method.EXTERNAL}
        for area in fed:
            own[area].contacts.append(Contact(heard, timedelta(seconds=every)))
    for part in (part for own in parts.values() for part in own.values()):
        # Counted by people: what they said is fresh for as long as any number is.
        if part.area.method == Area.Method.MANUAL and part.state is not None:
            part.contacts = [Contact(part.state.anchor_at, timedelta(seconds=part.area.stale_after))]


def _hold(parts: dict[int, Part], at: datetime) -> None:
    """Count the places that are kept now, and find when one more or one less is."""
    rows = Hold.objects.unanswered(at).filter(area__in=parts, lapses_at__gt=at, active_from__lte=at + HORIZON)
    for area, active_from, lapses_at in rows.order_by().values_list("area_id", "active_from", "lapses_at"):
        part = parts[area]
        is_kept = active_from <= at
        part.held += is_kept
        edge = lapses_at if is_kept else active_from
        part.next_hold_at = min(part.next_hold_at or edge, edge)


def _overrides(car_parks: Iterable[int], at: datetime) -> dict[int, list[Override]]:
    said: dict[int, list[Override]] = {car_park: [] for car_park in car_parks}
    rows = Override.objects.filter(Q(lifted_at__isnull=True) | Q(lifted_at__gt=at), car_park__in=said, ends_at__gt=at)
    for row in rows.order_by("-starts_at", "-pk"):
        said[row.car_park_id].append(row)
    return said


def _now_and_next(coming: list[Override], at: datetime) -> tuple[Override | None, datetime | None]:
    now = next((row for row in coming if row.starts_at <= at), None)
    edges = [row.starts_at for row in coming if row.starts_at > at]
    return now, min([*edges, *([now.ends_at] if now else [])], default=None)
