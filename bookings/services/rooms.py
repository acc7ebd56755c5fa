"""Rooms: offering a space for booking, its rules, its layouts and what it is made of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from facilities.deeds import Actor, deed
from facilities.models.places import Amenity, Building, Space
from facilities.rules import may_manage_site, require
from facilities.services.upkeep import changed, free_slug, locked, removed, written

from ..errors import AtomOfAnotherBuilding, ItemIsNoPart, RoomHasBookings, RoomWithoutAtoms
from ..models.claims import Claim
from ..models.equipment import Item
from ..models.rooms import Atom, Layout, Room
from ..touching import topics_of

FACTS = (
    "name",
    "seats",
    "description",
    "equipment",
    "audience",
    "is_offered",
    "grid",
    "shortest",
    "longest",
    "notice",
    "horizon",
    "turnover",
    "takes_whole_day",
    "shows_subject",
)
LAYOUT_FACTS = ("name", "seats", "setup", "teardown")


@deed
def add_room(
    *,
    by: Actor,
    space: Space,
    name: str,
    seats: int,
    slug: str = "",
    atoms: Sequence[Atom] | None = None,
    equipment: Sequence[Amenity] = (),
    **fields: Any,
) -> Room:
    """Offer `space` for booking; without `atoms` the room gets a new one of its own."""
    building = space.floor.building
    require(may_manage_site(by, building.site))
    room = written(Room(space=space, name=name, slug=slug or free_slug(Room, name), seats=seats, **fields))
    room.atoms.set(_checked(atoms, building) if atoms is not None else [_own_atom(room, building)])
    room.equipment.set(equipment)
    deed.record("room.added", room, by=by, site=building.site)
    deed.touch(*topics_of(room))
    return room


def _own_atom(room: Room, building: Building) -> Atom:
    taken = set(building.atoms.values_list("name", flat=True))
    names = [room.name, *(f"{room.name[:70]} ({n})" for n in range(2, len(taken) + 3))]
    return written(Atom(building=building, name=next(name for name in names if name not in taken)))


def _checked(atoms: Sequence[Atom], building: Building) -> Sequence[Atom]:
    if not atoms:
        raise RoomWithoutAtoms
    if any(atom.building_id != building.pk for atom in atoms):
        raise AtomOfAnotherBuilding
    if Item.objects.filter(atom__in=atoms).exists():
        raise ItemIsNoPart
    return atoms


@deed
def change_room(*, by: Actor, room: Room, **fields: Any) -> Room:
    """Change what a room offers and its rules; bookings that stand keep the times they have."""
    site = room.space.floor.building.site
    require(may_manage_site(by, site))
    room = locked(room)
    names = changed(room, fields, of=FACTS)
    if names:
        deed.record("room.changed", room, by=by, site=site, changed=names)
        deed.touch(*topics_of(room))
    return room


@deed
def set_atoms(*, by: Actor, room: Room, atoms: Sequence[Atom] | None, at: datetime) -> Room:
    """Say which atoms a room is made of (None: a new one of its own), as long as nobody holds it from `at` on."""
    building = room.space.floor.building
    require(may_manage_site(by, building.site))
    room = locked(room)
    before = set(room.atoms.all())
    is_own = len(before) == 1 and not Atom.objects.filter(rooms=room).filter(rooms__in=_others(room)).exists()
    if is_own if atoms is None else set(_checked(atoms, building)) == before:
        return room
    # A claim stands on the atoms the room had when it was booked: with others, it would guard the wrong ones.
    if Claim.objects.filter(_held_by(room), ends_at__gt=at).exists():
        raise RoomHasBookings(room_name=room.name)
    deed.touch(*topics_of(room))
    room.atoms.set(atoms if atoms is not None else [_own_atom(room, building)])
    _drop_unused(before)
    deed.record(
        "room.atoms_set", room, by=by, site=building.site, atoms=sorted(room.atoms.values_list("pk", flat=True))
    )
    deed.touch(*topics_of(room))
    return room


@deed
def remove_room(*, by: Actor, room: Room) -> None:
    """Take away a room nobody ever booked; one that was booked is no longer offered instead."""
    site = room.space.floor.building.site
    require(may_manage_site(by, site))
    deed.record("room.removed", room, by=by, site=site)
    deed.touch(*topics_of(room))
    atoms = set(room.atoms.all())
    removed(room)
    _drop_unused(atoms)


@deed
def add_layout(*, by: Actor, room: Room, name: str, seats: int, setup: int = 0, teardown: int = 0) -> Layout:
    """Add a way to furnish a room, with the minutes it takes before and after."""
    site = room.space.floor.building.site
    require(may_manage_site(by, site))
    layout = written(Layout(room=room, name=name, seats=seats, setup=setup, teardown=teardown))
    deed.record("layout.added", layout, by=by, site=site, room=room.pk)
    return layout


@deed
def change_layout(*, by: Actor, layout: Layout, **fields: Any) -> Layout:
    """Change a layout; bookings that stand keep the set-up and tear-down they were made with."""
    site = layout.room.space.floor.building.site
    require(may_manage_site(by, site))
    layout = locked(layout)
    names = changed(layout, fields, of=LAYOUT_FACTS)
    if names:
        deed.record("layout.changed", layout, by=by, site=site, room=layout.room_id, changed=names)
    return layout


@deed
def remove_layout(*, by: Actor, layout: Layout) -> None:
    """Take away a layout no booking was made with."""
    site = layout.room.space.floor.building.site
    require(may_manage_site(by, site))
    deed.record("layout.removed", layout, by=by, site=site, room=layout.room_id)
    removed(layout)


def _others(room: Room) -> QuerySet[Room]:
    return Room.objects.exclude(pk=room.pk)


def _held_by(room: Room) -> Q:
    return Q(booking__room=room) | Q(block__room=room) | Q(hold__room=room)


def _drop_unused(atoms: set[Atom]) -> None:
    # Past claims keep their atom for good; one that never was taken and makes up no room is litter.
    for atom in Atom.objects.filter(pk__in=[a.pk for a in atoms], rooms__isnull=True, claims__isnull=True):
        atom.delete()
