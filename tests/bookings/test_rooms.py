"""Rooms: offering, changing, composing and withdrawing them."""

import pytest
from django.utils.translation import override

from bookings.errors import AtomOfAnotherBuilding, RoomHasBookings, RoomWithoutAtoms
from bookings.models import Atom, Block, Claim, Layout, Room
from bookings.services.rooms import (
    add_layout,
    add_room,
    change_layout,
    change_room,
    remove_layout,
    remove_room,
    set_atoms,
)
from facilities.errors import StillUsed, ValueRefused
from facilities.kernel.errors import NotAllowed
from facilities.models import Amenity, AuditEntry, LiveTopic
from tests.factories import NOON, a_building, a_room, a_site, a_space, a_user, an_atom, an_organisation, between

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return a_user("platform_admin")


def blocked(room, interval):
    block = Block.objects.create(
        room=room, reason="Paint", starts_at=interval.start, ends_at=interval.end, created_at=NOON
    )
    for atom in room.atoms.all():
        Claim.objects.create(atom=atom, starts_at=interval.start, ends_at=interval.end, block=block)
    return block


def test_a_new_room_is_made_of_an_atom_of_its_own(admin):
    space = a_space()

    room = add_room(by=admin, space=space, name="Newton", seats=8)

    assert room.slug == "newton"
    assert [atom.name for atom in room.atoms.all()] == ["Newton"]


def test_an_own_atom_finds_another_name_when_the_room_s_is_taken(admin):
    building = a_building()
    an_atom(building=building, name="Newton")

    room = add_room(by=admin, space=a_space(building=building), name="Newton", seats=8)

    assert room.atoms.get().name == "Newton (2)"


def test_a_hall_is_made_of_its_halves(admin):
    building = a_building()
    left = add_room(by=admin, space=a_space(building=building), name="Left", seats=20)
    right = add_room(by=admin, space=a_space(building=building), name="Right", seats=20)
    halves = [left.atoms.get(), right.atoms.get()]

    hall = add_room(by=admin, space=left.space, name="Hall", seats=45, atoms=halves)

    assert set(hall.atoms.all()) == set(halves)
    assert Atom.objects.count() == 2


def test_a_room_is_not_made_of_parts_of_another_building(admin):
    elsewhere = a_building(site=a_site(slug="mol"))

    with pytest.raises(AtomOfAnotherBuilding):
        add_room(by=admin, space=a_space(), name="Hall", seats=8, atoms=[an_atom(building=elsewhere)])


def test_a_room_is_not_made_of_nothing(admin):
    with pytest.raises(RoomWithoutAtoms):
        add_room(by=admin, space=a_space(), name="Hall", seats=8, atoms=[])


def test_the_longest_booking_is_not_below_the_shortest(admin):
    with override("en-gb"), pytest.raises(ValueRefused, match="longest"):
        add_room(by=admin, space=a_space(), name="Hall", seats=8, shortest=60, longest=30)


def test_a_changed_room_is_recorded_and_shown_on_its_panel(admin):
    room = a_room()
    beamer = Amenity.objects.create(slug="beamer", name_nl="Beamer", name_en="Projector")

    change_room(by=admin, room=room, seats=12, equipment=[beamer])

    assert AuditEntry.objects.get().facts == {"changed": ["equipment", "seats"]}
    assert LiveTopic.objects.filter(name__in=[f"room.{room.pk}", "rooms.darwin"]).count() == 2


def test_a_room_may_be_made_of_other_parts_while_nobody_holds_it(admin):
    building = a_building()
    room, other = a_room(building=building), an_atom(building=building)

    set_atoms(by=admin, room=room, atoms=[other], at=NOON)

    assert list(room.atoms.all()) == [other]
    assert list(Atom.objects.filter(building=building)) == [other]


def test_a_room_somebody_holds_keeps_its_parts(admin):
    room = a_room()
    blocked(room, between("2026-11-24 12:00", "13:00"))

    with pytest.raises(RoomHasBookings):
        set_atoms(by=admin, room=room, atoms=[an_atom(building=room.space.floor.building)], at=NOON)


def test_what_is_over_keeps_nothing_and_stays_written(admin):
    room = a_room()
    block = blocked(room, between("2026-09-24 12:00", "13:00"))

    set_atoms(by=admin, room=room, atoms=[an_atom(building=room.space.floor.building)], at=NOON)

    assert block.claims.get().atom not in room.atoms.all()


def test_a_half_that_stands_alone_gets_a_part_of_its_own(admin):
    building = a_building()
    half = a_room(building=building)
    hall = a_room(building=building, atoms=list(half.atoms.all()))

    set_atoms(by=admin, room=hall, atoms=None, at=NOON)

    assert half.atoms.get() != hall.atoms.get()


def test_a_room_that_has_a_part_of_its_own_keeps_it(admin):
    room = a_room()
    atom = room.atoms.get()

    set_atoms(by=admin, room=room, atoms=None, at=NOON)

    assert room.atoms.get() == atom


def test_a_room_nobody_booked_is_removed_with_its_own_atom(admin):
    room = a_room()

    remove_room(by=admin, room=room)

    assert not Room.objects.exists()
    assert not Atom.objects.exists()


def test_a_room_that_was_ever_held_is_not_removed(admin):
    room = a_room()
    blocked(room, between("2026-09-24 12:00", "13:00"))

    with pytest.raises(StillUsed):
        remove_room(by=admin, room=room)


def test_a_removed_hall_leaves_its_halves(admin):
    building = a_building()
    half = a_room(building=building)
    hall = a_room(building=building, atoms=list(half.atoms.all()))

    remove_room(by=admin, room=hall)

    assert half.atoms.count() == 1


def test_layouts_are_added_changed_and_removed(admin):
    layout = add_layout(by=admin, room=a_room(), name="Theatre", seats=40, setup=30, teardown=15)

    change_layout(by=admin, layout=layout, setup=45)
    assert Layout.objects.get().setup == 45
    remove_layout(by=admin, layout=layout)
    assert not Layout.objects.exists()


def test_a_layout_s_name_exists_once_in_a_room(admin):
    room = a_room()
    add_layout(by=admin, room=room, name="Theatre", seats=40)

    with pytest.raises(ValueRefused):
        add_layout(by=admin, room=room, name="Theatre", seats=30)


DEEDS = {
    "add room": lambda by, room: add_room(by=by, space=room.space, name="New", seats=4),
    "change room": lambda by, room: change_room(by=by, room=room, seats=9),
    "set atoms": lambda by, room: set_atoms(
        by=by, room=room, atoms=[an_atom(building=room.space.floor.building)], at=NOON
    ),
    "remove room": lambda by, room: remove_room(by=by, room=room),
    "add layout": lambda by, room: add_layout(by=by, room=room, name="U", seats=9),
    "change layout": lambda by, room: change_layout(
        by=by, layout=add_layout(by=None, room=room, name="U", seats=9), seats=8
    ),
    "remove layout": lambda by, room: remove_layout(by=by, layout=add_layout(by=None, room=room, name="U", seats=9)),
}

VERBS = {
    "add room": "room.added",
    "change room": "room.changed",
    "set atoms": "room.atoms_set",
    "remove room": "room.removed",
    "add layout": "layout.added",
    "change layout": "layout.changed",
    "remove layout": "layout.removed",
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_manager_changes_the_rooms_of_his_site(deed):
    site = a_site()
    manager, room = a_user("site_manager", site=site), a_room(site=site)

    DEEDS[deed](manager, room)

    (entry,) = AuditEntry.objects.filter(actor=f"user:{manager.pk}")
    assert (entry.verb, entry.site) == (VERBS[deed], site)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["auditor", "manager elsewhere", "receptionist", "tenant admin"])
def test_nobody_else_changes_rooms(who, deed):
    site = a_site()
    cast = {
        "auditor": lambda: a_user("auditor"),
        "manager elsewhere": lambda: a_user("site_manager", site=a_site(slug="mol")),
        "receptionist": lambda: a_user("receptionist", site=site),
        "tenant admin": lambda: a_user("tenant_admin", organisation=an_organisation(sites=[site])),
    }

    with pytest.raises(NotAllowed):
        DEEDS[deed](cast[who](), a_room(site=site))
