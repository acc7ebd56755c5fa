"""Opening and closing what a person should look at; each kind is open once an area or sensor."""

from datetime import datetime
from typing import Any

from .models.ledger import Anomaly

Kind = Anomaly.Kind


def begin(
    kind: Kind, *, car_park: int, at: datetime, area: int | None = None, sensor: int | None = None, **facts: Any
) -> None:
    """Open an anomaly unless it is open; `facts` are those of the moment it began."""
    row = Anomaly(car_park_id=car_park, area_id=area, sensor_id=sensor, kind=kind, started_at=at, facts=facts)
    Anomaly.objects.bulk_create([row], ignore_conflicts=True)


def end(kind: Kind, *, at: datetime, area: int | None = None, sensor: int | None = None) -> None:
    """Close an anomaly if it is open."""
    rows = Anomaly.objects.open().filter(kind=kind)
    if area is not None:
        rows = rows.filter(area_id=area)
    if sensor is not None:
        rows = rows.filter(sensor_id=sensor)
    rows.update(ended_at=at)


def note(
    kind: Kind, *, car_park: int, at: datetime, area: int | None = None, sensor: int | None = None, **facts: Any
) -> None:
    """Write down something that happened and is over."""
    Anomaly.objects.create(
        car_park_id=car_park, area_id=area, sensor_id=sensor, kind=kind, started_at=at, ended_at=at, facts=facts
    )


def judge(area_id: int, *, car_park: int, before: int | None, after: int, places: int | None, at: datetime) -> None:
    """Open or close what a number of vehicles that became another says; `before` is None when nobody knows."""
    _bound(Kind.BELOW_ZERO, before is None or before < 0, after < 0, area_id, car_park, at, vehicles=after)
    if places is not None:
        was = before is None or before > places
        _bound(Kind.ABOVE_CAPACITY, was, after > places, area_id, car_park, at, vehicles=after, places=places)


def is_judged(before: int, after: int, places: int | None) -> bool:
    """Whether `judge` would open or close anything."""
    return min(before, after) < 0 or (places is not None and max(before, after) > places)


def _bound(kind: Kind, was: bool, is_beyond: bool, area_id: int, car_park: int, at: datetime, **facts: Any) -> None:
    if is_beyond:
        # Also when it was before: the bound may have moved while nothing passed.
        begin(kind, car_park=car_park, area=area_id, at=at, **facts)
    elif was:
        end(kind, at=at, area=area_id)
