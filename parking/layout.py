"""A car park as it stands: areas, places, sensors, what an operator said; read in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import DateTimeField, IntegerField, OuterRef, Q, Subquery

from facilities.live.reading import once

from .models.areas import Area, Capacity, Lane, Sensor
from .models.car_parks import CarPark, Override
from .models.ledger import AreaState, CarParkState
from .quality import Contact


@dataclass(slots=True)
class Part:
    """An area with its places, its state and the sensors that feed it."""

    area: Area
    places: int
    in_service: int
    state: AreaState | None
    next_capacity_at: datetime | None = None
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
    """The car park at `at`; five queries."""
    coming = Capacity.objects.filter(area=OuterRef("pk"), starts_at__gt=at).order_by("starts_at")
    known = Capacity.objects.filter(area=OuterRef("pk"), starts_at__lte=at).order_by("-starts_at")
    areas = (
        Area.objects.filter(car_park=car_park)
        .select_related("state")
        .annotate(
            places=Subquery(known.values("places")[:1], output_field=IntegerField()),
            resting=Subquery(known.values("out_of_service")[:1], output_field=IntegerField()),
            next_capacity_at=Subquery(coming.values("starts_at")[:1], output_field=DateTimeField()),
        )
        .order_by("position", "pk")
    )
    parts = {area.pk: _part(area) for area in areas}
    for part in parts.values():
        if part.area.parent_id is not None:
            parts[part.area.parent_id].children.append(part)
    _connect(car_park, parts)
    override, next_at = _override(car_park, at)
    kept = CarParkState.objects.filter(car_park=car_park).first()
    return Layout(car_park, list(parts.values()), override, next_at, kept)


def _part(area: Area) -> Part:
    places = area.places or 0  # type: ignore[attr-defined]  # annotated
    resting = area.resting or 0  # type: ignore[attr-defined]
    coming = area.next_capacity_at  # type: ignore[attr-defined]
    return Part(area, places, places - resting, getattr(area, "state", None), coming)


def _connect(car_park: CarPark, parts: dict[int, Part]) -> None:
    """Give each area its sensors: those of its lanes; where another system tells the level, that system."""
    lanes = Lane.objects.filter(car_park=car_park, sensor__isnull=False).order_by()
    watched = list(lanes.values_list("sensor_id", "from_area_id", "to_area_id"))
    sensors = Sensor.objects.filter(car_park=car_park, device__revoked_at__isnull=True).order_by()
    for pk, kind, heard, every in sensors.values_list("pk", "kind", "last_contact_at", "expected_every"):
        contact = Contact(heard, timedelta(seconds=every))
        fed = {area for sensor, *ends in watched if sensor == pk for area in ends if area in parts}
        if kind == Sensor.Kind.SYSTEM:
            fed |= {pk for pk, part in parts.items() if part.area.method == Area.Method.EXTERNAL}
        for area_id in fed:
            parts[area_id].contacts.append(contact)
    for part in parts.values():
        # Counted by people: what they said is fresh for as long as any number is.
        if part.area.method == Area.Method.MANUAL and part.state is not None:
            part.contacts = [Contact(part.state.anchor_at, timedelta(seconds=part.area.stale_after))]


def _override(car_park: CarPark, at: datetime) -> tuple[Override | None, datetime | None]:
    rows = car_park.overrides.filter(Q(lifted_at__isnull=True) | Q(lifted_at__gt=at), ends_at__gt=at)
    coming = list(rows.order_by("-starts_at", "-pk"))
    now = next((row for row in coming if row.starts_at <= at), None)
    edges = [row.starts_at for row in coming if row.starts_at > at]
    return now, min([*edges, *([now.ends_at] if now else [])], default=None)
