"""Visitors of a meeting follow its booking, in the same transaction."""

from uuid import uuid4

import pytest

from access.models import Visit
from access.services import visits
from access.services.arriving import check_in
from bookings.models import Booking
from bookings.services.bookings import cancel_booking, change_booking
from facilities.models import OutboxMessage
from tests.factories import NOON, a_booking, a_room, a_site, a_visit, at, between

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    site = a_site()
    booking = a_booking(room=a_room(site=site), interval=between("2026-11-24 09:00", "10:00"))
    made = a_visit(site=site, organisation=booking.organisation, booking=booking)
    return booking, made


def to_visitor():
    return [row.payload["subject"] for row in OutboxMessage.objects.filter(payload__to="jan@example.org")]


def test_a_moved_meeting_moves_its_visitors_and_tells_them(meeting):
    booking, made = meeting

    change_booking(by=None, booking=booking, interval=between("2026-11-24 14:00", "15:30"), at=NOON)

    visit = Visit.objects.get()
    assert (visit.starts_at, visit.ends_at) == (at("2026-11-24 14:00"), at("2026-11-24 15:30"))
    assert len(to_visitor()) == 2
    assert Visit.objects.with_pass(made.token).exists()


def test_another_room_is_told_too(meeting):
    booking, _ = meeting

    change_booking(by=None, booking=booking, room=a_room(building=booking.room.space.floor.building), at=NOON)

    assert len(to_visitor()) == 2


def test_another_subject_is_no_news_for_a_visitor(meeting):
    booking, _ = meeting

    change_booking(by=None, booking=booking, title="Something else", at=NOON)

    assert len(to_visitor()) == 1


def test_a_cancelled_meeting_calls_off_who_was_expected(meeting):
    booking, _ = meeting

    cancel_booking(by=None, booking=booking, at=NOON)

    assert Visit.objects.get().status == "cancelled"
    assert len(to_visitor()) == 2


def test_who_is_inside_stays_inside_when_the_meeting_moves(meeting):
    booking, made = meeting
    check_in(by=None, token=made.token, at=at("2026-11-24 08:30"), nonce=uuid4())

    change_booking(by=None, booking=booking, interval=between("2026-11-24 09:00", "11:00"), at=at("2026-11-24 08:40"))

    visit = Visit.objects.get()
    assert (visit.status, visit.ends_at) == ("in", at("2026-11-24 11:00"))
    assert len(to_visitor()) == 1


def test_a_move_that_cannot_take_its_visitors_along_does_not_happen(meeting, monkeypatch):
    booking, _ = meeting

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(visits, "tell_visitor", broken)
    with pytest.raises(RuntimeError):
        change_booking(by=None, booking=booking, interval=between("2026-11-24 14:00", "15:00"), at=NOON)

    assert Booking.objects.get().starts_at == at("2026-11-24 09:00")
