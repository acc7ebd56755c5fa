"""What is offered instead of a room that is taken."""

import pytest

from bookings.errors import OutsideOpeningHours, RoomTaken
from bookings.services.bookings import cancel_booking, change_booking
from facilities.kernel.intervals import Interval
from tests.factories import NOON, a_booking, a_building, a_room, a_site, a_tenant, an_atom, between

pytestmark = pytest.mark.django_db
DAY = "2026-11-24"


@pytest.fixture
def site():
    return a_site(opens=8 * 60, closes=18 * 60)


@pytest.fixture
def offers(site):
    """What a tenant is offered who asks for a taken room."""
    organisation, member = a_tenant(site=site)

    def ask(room, start="12:00", end="13:00", **more):
        with pytest.raises(RoomTaken) as refusal:
            a_booking(
                room=room,
                by=member,
                organisation=organisation,
                organiser=member,
                interval=between(f"{DAY} {start}", end),
                **more,
            )
        return [(one["room"], f"{one['starts_at']:%H:%M}") for one in refusal.value.details["alternatives"]]

    return ask


def test_the_same_room_is_offered_twice_later_at_times_that_fit(site, offers):
    room = a_room(site=site, turnover=15)
    a_booking(room=room, interval=between(f"{DAY} 12:00", "13:00"))
    a_booking(room=room, interval=between(f"{DAY} 15:00", "16:00"))

    # In UTC: 13:15 and, once the next has left, 16:15 in Brussels.
    assert offers(room) == [(room.pk, "12:15"), (room.pk, "15:15")]


def test_a_time_after_closing_becomes_the_next_morning(site, offers):
    room = a_room(site=site)
    a_booking(room=room, interval=between(f"{DAY} 17:00", "18:00"))

    assert offers(room, "17:00", "18:00") == [(room.pk, "07:00"), (room.pk, "08:00")]


def test_rooms_that_seat_as_many_are_offered_those_of_the_same_building_first(site, offers):
    home, wing = a_building(site=site), a_building(site=site)
    room = a_room(building=home, seats=8, horizon=365)
    far, near, large = a_room(building=wing, seats=8), a_room(building=home, seats=8), a_room(building=home, seats=20)
    a_room(building=home, seats=4)
    taken = a_room(building=home, seats=8)
    for one in (room, taken):
        a_booking(room=one, interval=between(f"{DAY} 12:00", "18:00"))

    rooms = [pk for pk, _ in offers(room)]

    assert rooms == [room.pk, room.pk, near.pk, large.pk, far.pk]


def test_the_number_of_people_decides_where_it_is_known(site, offers):
    building = a_building(site=site)
    room, small = a_room(building=building, seats=20), a_room(building=building, seats=4)
    a_booking(room=room, interval=between(f"{DAY} 12:00", "13:00"))

    assert (small.pk, "11:00") in offers(room, attendees=3)
    assert (small.pk, "11:00") not in offers(room, attendees=5)


def test_half_a_hall_taken_leaves_neither_the_hall_nor_that_half(site, offers):
    building = a_building(site=site)
    halves = [an_atom(building=building), an_atom(building=building)]
    hall = a_room(building=building, atoms=halves, seats=8)
    left, right = (a_room(building=building, atoms=[half], seats=8) for half in halves)
    a_booking(room=left, interval=between(f"{DAY} 12:00", "13:00"))

    rooms = {pk for pk, start in offers(left) if start == "11:00"}

    assert rooms == {right.pk}
    assert hall.pk not in rooms


def test_rooms_not_offered_to_the_asker_are_not_offered(site, offers):
    room = a_room(site=site)
    hidden = a_room(site=site, is_offered=False)
    elsewhere = a_room(site=a_site(slug="mol"))
    a_booking(room=room, interval=between(f"{DAY} 12:00", "13:00"))

    assert not {hidden.pk, elsewhere.pk} & {pk for pk, _ in offers(room)}


def test_never_more_than_five(site, offers):
    room = a_room(site=site)
    for _ in range(9):
        a_room(site=site)
    a_booking(room=room, interval=between(f"{DAY} 12:00", "13:00"))

    assert len(offers(room)) == 5


def test_each_offer_alone_can_be_booked(site):
    organisation, member = a_tenant(site=site)
    ours = {"by": member, "organisation": organisation, "organiser": member}
    room = a_room(site=site, turnover=10, grid=30)
    others = [a_room(site=site, turnover=turnover) for turnover in (0, 15, 30)]
    for one in (room, others[0]):
        a_booking(room=one, interval=between(f"{DAY} 12:00", "13:00"))
    a_booking(room=others[1], interval=between(f"{DAY} 13:00", "14:00"))

    with pytest.raises(RoomTaken) as refusal:
        a_booking(room=room, interval=between(f"{DAY} 12:00", "13:00"), **ours)

    for offer in refusal.value.details["alternatives"]:
        chosen = next(one for one in (room, *others) if one.pk == offer["room"])
        booking = a_booking(room=chosen, interval=Interval(offer["starts_at"], offer["ends_at"]), **ours)
        cancel_booking(by=None, booking=booking, at=NOON)


def test_a_move_does_not_count_the_meeting_that_moves(site):
    room = a_room(site=site)
    organisation, member = a_tenant(site=site)
    mine = between(f"{DAY} 10:00", "11:00")
    booking = a_booking(room=room, organisation=organisation, organiser=member, interval=mine)
    a_booking(room=room, interval=between(f"{DAY} 09:00", "10:00"))

    with pytest.raises(RoomTaken) as refusal:
        change_booking(by=member, booking=booking, interval=between(f"{DAY} 09:30", "10:30"), at=NOON)

    assert refusal.value.details["alternatives"][0]["starts_at"] == booking.starts_at
    assert [one["booking"] for one in refusal.value.details["conflicts"]] == [None]


def test_a_closed_day_is_answered_with_times_that_are_open():
    site = a_site(opens=8 * 60, closes=18 * 60, closes_on_holidays=True)
    organisation, member = a_tenant(site=site)
    room = a_room(site=site)
    a_room(site=site)
    a_booking(room=room, interval=between("2026-11-12 08:00", "09:00"))
    wish = {"by": member, "organisation": organisation, "organiser": member, "room": room}

    with pytest.raises(OutsideOpeningHours) as refusal:
        a_booking(interval=between("2026-11-11 10:00", "11:00"), **wish)

    # In UTC: the two hours after the meeting of the next morning.
    offered = [(one["room"], f"{one['starts_at']:%d %H:%M}") for one in refusal.value.details["alternatives"]]
    assert offered == [(room.pk, "12 08:00"), (room.pk, "12 09:00")]
