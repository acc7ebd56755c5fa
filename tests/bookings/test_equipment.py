"""Equipment that is carried to meetings: finite, claimed with the room, all at once or nothing."""

from datetime import timedelta

import pytest
from django.utils import translation

from bookings.errors import EquipmentOut, ItemIsNoPart, RoomTaken
from bookings.models import Booking, Claim, EquipmentLine
from bookings.services.bookings import cancel_booking, change_booking, end_booking_early
from bookings.services.checks import faults_of_claims
from bookings.services.equipment import add_items, change_item, remove_item
from bookings.services.rooms import set_atoms
from bookings.stock import stock_at
from facilities.errors import StillUsed
from facilities.kernel.errors import NotAllowed
from tests.factories import (
    NOON,
    a_booking,
    a_building,
    a_layout,
    a_room,
    a_site,
    a_user,
    an_amenity,
    an_item,
    at,
    between,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def house(site):
    return a_building(site=site)


@pytest.fixture
def projector():
    return an_amenity()


def rooms(house, count=2):
    return [a_room(building=house) for _ in range(count)]


def names(booking):
    return sorted(booking.claims.filter(atom__item__isnull=False).values_list("atom__name", flat=True))


def test_a_booking_gets_as_many_items_as_it_asks_for(house, projector):
    for name in ("One", "Two", "Three"):
        an_item(building=house, name=name)

    booking = a_booking(room=a_room(building=house), equipment={projector: 2})

    assert names(booking) == ["One", "Two"]
    assert EquipmentLine.objects.get().count == 2
    assert faults_of_claims(at=NOON) == []


def test_the_last_item_goes_to_one_meeting(house, projector):
    an_item(building=house)
    first, second = rooms(house)
    a_booking(room=first, equipment={projector: 1})

    with translation.override("en-gb"), pytest.raises(EquipmentOut) as refusal:
        a_booking(room=second, equipment={projector: 1})

    assert refusal.value.details["shortages"] == [{"kind": "projector", "wanted": 1, "free": 0}]
    assert "projector (1 wanted, 0 free)" in str(refusal.value)
    assert Booking.objects.count() == 1


def test_a_refusal_offers_times_at_which_there_are_enough(house, projector):
    an_item(building=house)
    first, second = rooms(house)
    a_booking(room=first, interval=between("2026-11-24 12:00", "14:00"), equipment={projector: 1})

    with pytest.raises(EquipmentOut) as refusal:
        a_booking(room=second, interval=between("2026-11-24 12:00", "13:00"), equipment={projector: 1})

    assert refusal.value.details["alternatives"][0]["starts_at"] == at("2026-11-24 14:00")


def test_a_room_that_is_taken_says_so_whatever_else_is_out(house, projector):
    room = a_room(building=house)
    a_booking(room=room)

    with pytest.raises(RoomTaken):
        a_booking(room=room, equipment={projector: 1})


def test_the_next_meeting_may_have_it_the_moment_this_one_ends(house, projector):
    an_item(building=house)
    first, second = rooms(house)
    a_booking(room=first, interval=between("2026-11-24 12:00", "13:00"), equipment={projector: 1})

    assert names(a_booking(room=second, interval=between("2026-11-24 13:00", "14:00"), equipment={projector: 1}))


def test_an_item_is_away_during_set_up_and_clearing_but_not_during_turnover(house, projector):
    an_item(building=house)
    room = a_room(building=house, turnover=30)

    booking = a_booking(
        room=room,
        interval=between("2026-11-24 12:00", "13:00"),
        layout=a_layout(room=room, setup=15, teardown=10),
        equipment={projector: 1},
    )

    carried = booking.claims.get(atom__item__isnull=False)
    assert (carried.starts_at, carried.ends_at) == (at("2026-11-24 11:45"), at("2026-11-24 13:10"))


def test_what_is_kept_in_the_building_itself_is_brought_first(site, house, projector):
    an_item(building=a_building(site=site), name="Far")
    an_item(building=house, name="Near")

    assert names(a_booking(room=a_room(building=house), equipment={projector: 1})) == ["Near"]


def test_what_another_site_has_does_not_count(house, projector):
    an_item(building=a_building(site=a_site(slug="mol")))

    with pytest.raises(EquipmentOut):
        a_booking(room=a_room(building=house), equipment={projector: 1})


def test_what_is_out_of_service_is_promised_to_nobody(house, projector):
    an_item(building=house, is_in_service=False)

    with pytest.raises(EquipmentOut):
        a_booking(room=a_room(building=house), equipment={projector: 1})


def test_cancelling_gives_the_items_back(house, projector):
    an_item(building=house)
    cancel_booking(by=None, booking=a_booking(room=a_room(building=house), equipment={projector: 1}), at=NOON)

    assert names(a_booking(room=a_room(building=house), equipment={projector: 1}))


def test_ending_early_gives_the_items_back_with_the_room(house, projector):
    an_item(building=house)
    room = a_room(building=house, turnover=30)
    booking = a_booking(room=room, interval=between("2026-11-24 12:00", "14:00"), equipment={projector: 1})

    end_booking_early(by=None, booking=booking, at=at("2026-11-24 12:30"))

    assert booking.claims.get(atom__item__isnull=False).ends_at == at("2026-11-24 12:30")
    assert booking.claims.get(atom__item__isnull=True).ends_at == at("2026-11-24 13:00")
    assert faults_of_claims(at=NOON) == []


def test_a_move_takes_the_items_along(house, projector):
    an_item(building=house)
    booking = a_booking(room=a_room(building=house), equipment={projector: 1})

    change_booking(by=None, booking=booking, interval=between("2026-11-24 12:30", "13:30"), at=NOON)

    assert booking.claims.get(atom__item__isnull=False).starts_at == at("2026-11-24 12:30")


def test_a_move_to_where_there_are_too_few_is_refused_and_changes_nothing(house, projector):
    an_item(building=house)
    first, second = rooms(house)
    a_booking(room=first, interval=between("2026-11-24 14:00", "15:00"), equipment={projector: 1})
    booking = a_booking(room=second, interval=between("2026-11-24 12:00", "13:00"), equipment={projector: 1})

    with pytest.raises(EquipmentOut):
        change_booking(by=None, booking=booking, interval=between("2026-11-24 14:30", "15:30"), at=NOON)

    assert names(booking)
    assert faults_of_claims(at=NOON) == []


def test_more_and_less_can_be_asked_for_later(house, projector):
    flipchart = an_amenity(slug="flipchart")
    an_item(building=house, name="P")
    for name in ("F1", "F2"):
        an_item(building=house, kind=flipchart, name=name)
    booking = a_booking(room=a_room(building=house), equipment={projector: 1})

    change_booking(by=None, booking=booking, equipment={flipchart: 2}, at=NOON)

    assert names(booking) == ["F1", "F2"]
    assert faults_of_claims(at=NOON) == []


def test_a_change_of_the_subject_leaves_the_items_alone(house, projector):
    an_item(building=house)
    booking = a_booking(room=a_room(building=house), equipment={projector: 1})
    before = set(Claim.objects.values_list("pk", flat=True))

    change_booking(by=None, booking=booking, title="Other", at=NOON)

    assert set(Claim.objects.values_list("pk", flat=True)) == before


def test_the_stock_counts_what_is_free_in_a_time(site, house, projector):
    for _ in range(3):
        an_item(building=house)
    a_booking(room=a_room(building=house), interval=between("2026-11-24 12:00", "13:00"), equipment={projector: 2})

    busy = stock_at(site, between("2026-11-24 12:30", "14:00"))
    later = stock_at(site, between("2026-11-24 13:00", "14:00"))

    assert [(row.kind, row.total, row.free) for row in busy + later] == [(projector, 3, 1), (projector, 3, 3)]


def test_the_nightly_check_finds_a_booking_without_its_items(house, projector):
    an_item(building=house)
    booking = a_booking(room=a_room(building=house), equipment={projector: 1})
    booking.claims.filter(atom__item__isnull=False).delete()

    assert faults_of_claims(at=NOON) == [f"booking {booking.pk} does not hold its equipment"]


def test_a_room_cannot_consist_of_something_that_is_carried(house):
    item = an_item(building=house)

    with pytest.raises(ItemIsNoPart):
        set_atoms(by=None, room=a_room(building=house), atoms=[item.atom], at=NOON)


# The stock itself


def test_items_of_one_kind_are_numbered(site, house, projector):
    manager = a_user("site_manager", site=site)

    add_items(by=manager, building=house, kind=projector, name="Beamer", count=2)
    more = add_items(by=manager, building=house, kind=projector, name="Beamer", count=2)

    assert [item.atom.name for item in more] == ["Beamer 3", "Beamer 4"]


def test_an_item_out_of_service_stays_with_who_has_it(site, house, projector):
    item = an_item(building=house)
    booking = a_booking(room=a_room(building=house), equipment={projector: 1})

    change_item(by=a_user("site_manager", site=site), item=item, name="Broken", is_in_service=False)

    assert names(booking) == ["Broken"]
    assert stock_at(site) == []


def test_an_item_somebody_had_is_not_removed(house, projector):
    item = an_item(building=house)
    booking = a_booking(room=a_room(building=house), equipment={projector: 1})

    with pytest.raises(StillUsed):
        remove_item(by=None, item=item)

    assert booking.claims.count() == 2


def test_an_item_nobody_had_goes_with_its_atom(house):
    item = an_item(building=house)

    remove_item(by=None, item=item)

    assert not house.atoms.filter(pk=item.atom_id).exists()


@pytest.mark.parametrize("role", ["receptionist", "auditor"])
def test_only_managers_change_the_stock(site, house, projector, role):
    item = an_item(building=house)
    person = a_user(role, **({"site": site} if role == "receptionist" else {}))

    for deed in (
        lambda: add_items(by=person, building=house, kind=projector, name="More"),
        lambda: change_item(by=person, item=item, name="Mine", is_in_service=True),
        lambda: remove_item(by=person, item=item),
    ):
        with pytest.raises(NotAllowed):
            deed()
