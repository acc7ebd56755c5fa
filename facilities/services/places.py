"""Buildings, floors, spaces and equipment: adding, changing, removing."""

from decimal import Decimal
from typing import Any

from ..deeds import Actor, deed
from ..models.places import Amenity, Building, Floor, Site, Space
from ..rules import may_manage_site, may_manage_some_site, may_run_the_platform, require
from .upkeep import changed, free_slug, locked, removed, written

SPACE_FACTS = (
    "code",
    "name",
    "kind",
    "area",
    "capacity",
    "is_step_free",
    "equipment",
    "is_lettable",
    "in_service_on",
    "out_of_service_on",
)


@deed
def add_building(*, by: Actor, site: Site, name: str, slug: str = "") -> Building:
    """Put a building on a site."""
    require(may_manage_site(by, site))
    building = written(Building(site=site, name=name, slug=slug or free_slug(Building, name)))
    deed.record("building.added", building, by=by, site=site)
    return building


@deed
def change_building(*, by: Actor, building: Building, name: str) -> Building:
    """Rename a building."""
    require(may_manage_site(by, building.site))
    building = locked(building)
    names = changed(building, {"name": name}, of=["name"])
    if names:
        deed.record("building.changed", building, by=by, site=building.site_id, changed=names)
    return building


@deed
def remove_building(*, by: Actor, building: Building) -> None:
    """Take an empty building away."""
    require(may_manage_site(by, building.site))
    deed.record("building.removed", building, by=by, site=building.site_id)
    removed(building)


@deed
def add_floor(*, by: Actor, building: Building, level: int, name: str) -> Floor:
    """Give a building a floor; level 0 is the ground floor."""
    require(may_manage_site(by, building.site))
    floor = written(Floor(building=building, level=level, name=name))
    deed.record("floor.added", floor, by=by, site=building.site_id)
    return floor


@deed
def change_floor(*, by: Actor, floor: Floor, **fields: Any) -> Floor:
    """Change a floor's level or name."""
    site = floor.building.site
    require(may_manage_site(by, site))
    floor = locked(floor)
    names = changed(floor, fields, of=["level", "name"])
    if names:
        deed.record("floor.changed", floor, by=by, site=site, changed=names)
    return floor


@deed
def remove_floor(*, by: Actor, floor: Floor) -> None:
    """Take an empty floor away."""
    site = floor.building.site
    require(may_manage_site(by, site))
    deed.record("floor.removed", floor, by=by, site=site)
    removed(floor)


@deed
def add_space(
    *,
    by: Actor,
    floor: Floor,
    code: str,
    kind: str,
    area: Decimal,
    equipment: list[Amenity] | None = None,
    **fields: Any,
) -> Space:
    """Put a space on a floor, with its purpose and its area in m²."""
    site = floor.building.site
    require(may_manage_site(by, site))
    space = written(Space(floor=floor, code=code, kind=kind, area=area, **fields))
    space.equipment.set(equipment or [])
    deed.record("space.added", space, by=by, site=site)
    return space


@deed
def change_space(*, by: Actor, space: Space, **fields: Any) -> Space:
    """Change what is known of a space."""
    site = space.floor.building.site
    require(may_manage_site(by, site))
    space = locked(space)
    names = changed(space, fields, of=SPACE_FACTS)
    if names:
        deed.record("space.changed", space, by=by, site=site, changed=names)
    return space


@deed
def remove_space(*, by: Actor, space: Space) -> None:
    """Take a space away that nothing stands on."""
    site = space.floor.building.site
    require(may_manage_site(by, site))
    deed.record("space.removed", space, by=by, site=site)
    removed(space)


@deed
def add_amenity(*, by: Actor, name_nl: str, name_en: str, slug: str = "") -> Amenity:
    """Name a kind of equipment that spaces and rooms of all sites may offer."""
    require(may_manage_some_site(by))
    amenity = written(Amenity(name_nl=name_nl, name_en=name_en, slug=slug or free_slug(Amenity, name_en)))
    deed.record("amenity.added", amenity, by=by)
    return amenity


@deed
def change_amenity(*, by: Actor, amenity: Amenity, **fields: Any) -> Amenity:
    """Rename a kind of equipment, for all sites at once."""
    require(may_run_the_platform(by))
    amenity = locked(amenity)
    names = changed(amenity, fields, of=["name_nl", "name_en"])
    if names:
        deed.record("amenity.changed", amenity, by=by, changed=names)
    return amenity
