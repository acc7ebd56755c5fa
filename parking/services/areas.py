"""Areas of a car park, their numbers of places, and the lanes between them."""

from datetime import datetime
from typing import Any

from django.utils.text import slugify

from facilities.deeds import Actor, deed
from facilities.models.people import User
from facilities.services.upkeep import RESERVED, changed, free_slug, locked, removed, written

from .. import rules
from ..errors import NestedTooDeep, NotOfThisCarPark
from ..models.areas import Area, Capacity, Lane
from ..models.car_parks import CarPark
from .showing import hold, show_anew

AREA_FACTS = (
    "name",
    "kind",
    "parent",
    "floor",
    "position",
    "vehicle_class",
    "method",
    "full_on",
    "full_off",
    "almost_on",
    "almost_off",
    "min_dwell",
    "stale_after",
)
LANE_FACTS = ("name", "sensor", "from_area", "to_area", "is_reversible", "debounce")


@deed
def add_area(
    *, by: Actor, car_park: CarPark, name: str, places: int, at: datetime, slug: str = "", **fields: Any
) -> Area:
    """Add a level or zone with so many places from `at` on; it shows no number until it is counted."""
    rules.require(rules.may_manage(by, car_park))
    _check_area(car_park, None, fields)
    area = written(Area(car_park=car_park, name=name, slug=slug or _free_slug(car_park, name), **fields))
    _new_capacity(by, area, places, 0, at, "")
    deed.record("area.added", area, by=by, site=car_park.site_id, places=places)
    show_anew(car_park, at=at)
    return area


@deed
def change_area(*, by: Actor, area: Area, at: datetime, **fields: Any) -> Area:
    """Change what an area is and when it reads full; the count goes on."""
    car_park = area.car_park
    rules.require(rules.may_manage(by, car_park))
    hold(car_park, at=at)
    area = locked(area)
    _check_area(car_park, area, fields)
    names = changed(area, fields, of=AREA_FACTS)
    if names:
        deed.record("area.changed", area, by=by, site=car_park.site_id, changed=names)
        show_anew(car_park, at=at)
    return area


@deed
def remove_area(*, by: Actor, area: Area, at: datetime) -> None:
    """Take away an area that nothing was ever counted in and no lane leads to."""
    car_park = area.car_park
    rules.require(rules.may_manage(by, car_park))
    hold(car_park, at=at)
    deed.record("area.removed", area, by=by, site=car_park.site_id)
    removed(area)
    show_anew(car_park, at=at)


@deed
def set_capacity(
    *,
    by: Actor,
    area: Area,
    places: int,
    at: datetime,
    out_of_service: int = 0,
    reason: str = "",
    starts_at: datetime | None = None,
) -> Capacity:
    """Say how many places an area has from `starts_at` (now) on; what it had before stays known."""
    car_park = area.car_park
    rules.require(rules.may_manage(by, car_park))
    hold(car_park, at=at)
    capacity = _new_capacity(by, area, places, out_of_service, starts_at or at, reason)
    deed.record(
        "area.capacity_set",
        area,
        by=by,
        site=car_park.site_id,
        places=places,
        out_of_service=out_of_service,
        starts_at=capacity.starts_at.isoformat(),
    )
    show_anew(car_park, at=at)
    return capacity


@deed
def add_lane(*, by: Actor, car_park: CarPark, name: str, at: datetime, slug: str = "", **fields: Any) -> Lane:
    """Add a lane between two areas, or between an area and outside."""
    rules.require(rules.may_manage(by, car_park))
    _check_lane(car_park, fields)
    lane = written(
        Lane(car_park=car_park, name=name, slug=slug or free_slug(Lane, f"{car_park.slug} {name}"), **fields)
    )
    deed.record("lane.added", lane, by=by, site=car_park.site_id)
    show_anew(car_park, at=at)
    return lane


@deed
def change_lane(*, by: Actor, lane: Lane, at: datetime, **fields: Any) -> Lane:
    """Lay a lane otherwise or give it another sensor; what passed before keeps the areas it passed between."""
    car_park = lane.car_park
    rules.require(rules.may_manage(by, car_park))
    hold(car_park, at=at)
    lane = locked(lane)
    _check_lane(car_park, fields)
    names = changed(lane, fields, of=LANE_FACTS)
    if names:
        deed.record("lane.changed", lane, by=by, site=car_park.site_id, changed=names)
        show_anew(car_park, at=at)
    return lane


@deed
def remove_lane(*, by: Actor, lane: Lane, at: datetime) -> None:
    """Take away a lane over which nothing ever passed."""
    car_park = lane.car_park
    rules.require(rules.may_manage(by, car_park))
    hold(car_park, at=at)
    deed.record("lane.removed", lane, by=by, site=car_park.site_id)
    removed(lane)
    show_anew(car_park, at=at)


def _new_capacity(
    by: Actor, area: Area, places: int, out_of_service: int, starts_at: datetime, reason: str
) -> Capacity:
    person = by if isinstance(by, User) else None
    return written(
        Capacity(
            area=area, places=places, out_of_service=out_of_service, starts_at=starts_at, reason=reason, set_by=person
        )
    )


def _check_area(car_park: CarPark, area: Area | None, fields: dict[str, Any]) -> None:
    """A part stands in an area of its own car park that is no part itself: one step deep, so no circles."""
    parent = fields.get("parent")
    if parent is not None:
        if parent.car_park_id != car_park.pk:
            raise NotOfThisCarPark(name=parent.name)
        if parent.parent_id is not None or (area is not None and area.children.exists()):
            raise NestedTooDeep
    floor = fields.get("floor")
    if floor is not None and floor.building.site_id != car_park.site_id:
        raise NotOfThisCarPark(name=floor.name)


def _check_lane(car_park: CarPark, fields: dict[str, Any]) -> None:
    for name in ("from_area", "to_area", "sensor"):
        thing = fields.get(name)
        if thing is not None and thing.car_park_id != car_park.pk:
            raise NotOfThisCarPark(name=str(thing))


def _free_slug(car_park: CarPark, name: str) -> str:
    base = slugify(name)[:40] or "area"
    taken = set(car_park.areas.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    return next(slug for slug in [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))] if slug not in taken)
