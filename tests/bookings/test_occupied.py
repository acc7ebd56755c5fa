"""What a booking really keeps: turnover behind, set-up and tear-down around, or the whole day (C3, C5, C7)."""

import pytest

from bookings.errors import RoomTaken
from bookings.models import Booking, Claim
from bookings.services.blocks import block_room
from facilities.kernel.intervals import Interval
from facilities.models import AuditEntry
from tests.factories import NOON, a_booking, a_building, a_layout, a_room, a_tenant, a_user, an_atom, at, between

pytestmark = pytest.mark.django_db


def claims(booking: Booking) -> list[Interval]:
    return [Interval(claim.starts_at, claim.ends_at) for claim in booking.claims.all()]


@pytest.fixture
def lab():
    return a_room(turnover=15)


@pytest.fixture
def tenant(lab):
    return a_tenant(site=lab.space.floor.building.site)


@pytest.fixture
def booked(lab, tenant):
    """Books the laboratory as somebody who must keep to everything."""
    organisation, member = tenant

    def book(start: str, end: str) -> Booking:
        interval = between(start, end)
        return a_booking(room=lab, by=member, organisation=organisation, organiser=member, interval=interval)

    return book


@pytest.mark.parametrize(
    ("start", "end", "is_free"),
    [("11:00", "12:00", False), ("11:15", "12:15", True), ("08:45", "09:45", True), ("09:00", "10:00", False)],
)
def test_c3_neighbours_keep_one_turnover_between_them(booked, start, end, is_free):
    booked("2026-11-24 10:00", "11:00")

    try:
        booked(f"2026-11-24 {start}", end)
        was_free = True
    except RoomTaken:
        was_free = False

    assert was_free == is_free


def test_c5_a_block_of_staff_takes_a_neighbours_turnover_and_says_so(lab, booked):
    manager = a_user("site_manager", site=lab.space.floor.building.site)
    booking = booked("2026-11-24 10:00", "11:00")
    assert claims(booking) == [between("2026-11-24 10:00", "11:15")]

    block_room(by=manager, room=lab, interval=between("2026-11-24 11:00", "12:00"), reason="Repair", at=NOON)

    assert claims(booking) == [between("2026-11-24 10:00", "11:00")]
    entry = AuditEntry.objects.get(verb="gave_up_turnover")
    assert entry.subject == f"bookings.booking:{booking.pk}"
    assert entry.actor == f"user:{manager.pk}"
    assert entry.facts["until"] == at("2026-11-24 11:00").isoformat()


def test_c5_a_tenant_gets_no_neighbours_turnover(booked):
    booked("2026-11-25 10:00", "11:00")

    with pytest.raises(RoomTaken):
        booked("2026-11-25 11:00", "12:00")


def test_a_booking_of_staff_takes_turnover_before_and_gives_up_its_own_behind(lab, tenant, booked):
    desk = a_user("receptionist", site=lab.space.floor.building.site)
    before = booked("2026-11-24 10:00", "11:00")
    booked("2026-11-24 12:00", "13:00")

    booking = a_booking(room=lab, by=desk, organisation=tenant[0], interval=between("2026-11-24 11:00", "12:00"))

    assert claims(before) == [between("2026-11-24 10:00", "11:00")]
    assert claims(booking) == [between("2026-11-24 11:00", "12:00")]


def test_staff_never_take_the_tear_down_of_a_neighbour():
    forum = a_room(turnover=15)
    theatre = a_layout(room=forum, setup=30, teardown=15)
    manager = a_user("site_manager", site=forum.space.floor.building.site)
    booking = a_booking(room=forum, layout=theatre, interval=between("2026-11-24 10:00", "11:00"))

    with pytest.raises(RoomTaken):
        block_room(by=manager, room=forum, interval=between("2026-11-24 11:00", "12:00"), reason="Repair", at=NOON)
    block_room(by=manager, room=forum, interval=between("2026-11-24 11:15", "12:00"), reason="Repair", at=NOON)

    assert claims(booking) == [between("2026-11-24 09:30", "11:15")]


def test_a_block_of_half_a_hall_shortens_the_claim_of_that_half_only():
    building = a_building()
    halves = [an_atom(building=building), an_atom(building=building)]
    hall, half = a_room(building=building, atoms=halves, turnover=30), a_room(building=building, atoms=halves[:1])
    booking = a_booking(room=hall, interval=between("2026-11-24 10:00", "11:00"))

    block_room(by=None, room=half, interval=between("2026-11-24 11:00", "12:00"), reason="Repair", at=NOON)

    ends = {claim.atom_id: claim.ends_at for claim in booking.claims.all()}
    assert ends == {halves[0].pk: at("2026-11-24 11:00"), halves[1].pk: at("2026-11-24 11:30")}


@pytest.mark.parametrize(
    ("day", "start", "end", "hours"),
    [
        ("2026-10-25", "2026-10-24T22:00+00:00", "2026-10-25T23:00+00:00", 25),
        ("2027-03-28", "2027-03-27T23:00+00:00", "2027-03-28T22:00+00:00", 23),
    ],
)
def test_c7_one_group_a_day_claims_the_local_day_however_long_it_is(day, start, end, hours):
    room = a_room(takes_whole_day=True, turnover=15)

    booking = a_booking(room=room, interval=between(f"{day} 12:00", "13:00"))

    (claim,) = claims(booking)
    assert (claim.start.isoformat(timespec="minutes"), claim.end.isoformat(timespec="minutes")) == (start, end)
    assert claim.minutes == hours * 60


def test_one_group_a_day_keeps_staff_out_too():
    room = a_room(takes_whole_day=True)
    a_booking(room=room, interval=between("2026-10-25 12:00", "13:00"))

    with pytest.raises(RoomTaken):
        block_room(by=None, room=room, interval=between("2026-10-25 18:00", "19:00"), reason="Repair", at=NOON)


def test_one_group_leaves_the_next_day_to_the_next():
    room = a_room(takes_whole_day=True)
    a_booking(room=room, interval=between("2026-10-25 20:00", "2026-10-26 00:00"))

    a_booking(room=room, interval=between("2026-10-26 09:00", "10:00"))

    assert Claim.objects.count() == 2


def test_a_layout_adds_its_set_up_and_tear_down():
    room = a_room(turnover=15)
    theatre = a_layout(room=room, setup=30, teardown=15)

    booking = a_booking(room=room, layout=theatre, interval=between("2026-11-24 10:00", "11:00"))

    assert claims(booking) == [between("2026-11-24 09:30", "11:30")]
    assert (booking.setup, booking.teardown) == (30, 15)
