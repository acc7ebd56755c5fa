"""Booking a room: what is free, what is taken, and what it answers when it is."""

import pytest

from bookings.errors import RoomTaken
from bookings.models import Booking, Claim
from bookings.services.bookings import book_room
from tests.factories import NOON, a_booking, a_room, a_site, a_tenant, at, between

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("start", "end", "is_free"),
    [
        ("10:00", "11:00", True),
        ("11:00", "12:00", True),
        ("11:00", "13:00", False),
        ("11:00", "15:00", False),
        ("12:00", "14:00", False),
        ("13:00", "15:00", False),
        ("14:00", "15:00", True),
        ("15:00", "16:00", True),
    ],
)
def test_c1_bookings_may_touch_and_never_overlap(start, end, is_free):
    room = a_room()
    a_booking(room=room, interval=between("2026-11-24 12:00", "14:00"))

    try:
        a_booking(room=room, interval=between(f"2026-11-24 {start}", end))
        was_free = True
    except RoomTaken:
        was_free = False

    assert was_free == is_free


def test_a_refused_booking_leaves_no_row_behind():
    room = a_room()
    a_booking(room=room, interval=between("2026-11-24 12:00", "14:00"))

    with pytest.raises(RoomTaken):
        a_booking(room=room, interval=between("2026-11-24 13:00", "15:00"))

    assert Booking.objects.count() == 1
    assert Claim.objects.count() == 1


def test_a_tenant_member_books_for_himself():
    site = a_site()
    room, (organisation, member) = a_room(site=site), a_tenant(site=site)

    booking = book_room(
        by=member,
        room=room,
        organisation=organisation,
        organiser=member,
        interval=between("2026-11-24 12:00", "13:00"),
        title="Weekly",
        at=NOON,
    )

    assert (booking.booked_by, booking.organiser, booking.starts_at) == (member, member, at("2026-11-24 12:00"))
