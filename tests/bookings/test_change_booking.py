"""Changing a booking: what stays, what is claimed anew, and what is told."""

import pytest

from bookings.errors import AlreadyCancelled, AlreadyEnded, NotStarted, RoomTaken, TooManyPeople
from bookings.services.bookings import cancel_booking, change_booking, end_booking_early
from facilities.models import AuditEntry, LiveTopic, OutboxMessage
from tests.factories import NOON, a_booking, a_layout, a_room, a_site, a_tenant, at, between

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def room(site):
    return a_room(site=site)


@pytest.fixture
def booking(room, site):
    organisation, member = a_tenant(site=site)
    return a_booking(
        room=room,
        by=member,
        organisation=organisation,
        organiser=member,
        interval=between("2026-10-01 12:00", "13:00"),
    )


def change(booking, **more):
    return change_booking(by=booking.organiser, booking=booking, at=NOON, **more)


def held(booking):
    return [(claim.starts_at, claim.ends_at) for claim in booking.claims.order_by("atom")]


def test_another_room_takes_its_atoms_and_frees_the_old_ones(booking, room, site):
    other = a_room(site=site)

    changed = change(booking, room=other)

    assert (changed.pk, changed.room, changed.sequence) == (booking.pk, other, 1)
    assert [claim.atom for claim in changed.claims.all()] == list(other.atoms.all())
    touched = {f"room.{room.pk}", "rooms.darwin", "use.darwin", "tasks.darwin", "desk.darwin"}
    assert set(LiveTopic.objects.filter(seq=2).values_list("name", flat=True)) == touched
    assert LiveTopic.objects.get(name=f"room.{other.pk}").seq == 1
    a_booking(room=room, interval=between("2026-10-01 12:00", "13:00"))


def test_another_room_drops_the_layout_of_the_old_one(room, site):
    theatre = a_layout(room=room, setup=30, teardown=30)
    booking = a_booking(room=room, layout=theatre)

    changed = change_booking(by=None, booking=booking, room=a_room(site=site), at=NOON)

    assert (changed.layout, changed.setup, changed.teardown) == (None, 0, 0)
    assert held(changed) == [(at("2026-11-24 12:00"), at("2026-11-24 13:00"))]


def test_another_layout_takes_its_set_up_without_a_new_sequence(booking, room):
    theatre = a_layout(room=room, setup=30, teardown=15)

    changed = change(booking, layout=theatre)

    assert held(changed) == [(at("2026-10-01 11:30"), at("2026-10-01 13:15"))]
    assert changed.sequence == 0
    assert change(changed, layout=None).setup == 0


def test_a_layout_whose_set_up_meets_a_neighbour_is_refused(booking, room):
    a_booking(room=room, interval=between("2026-10-01 11:00", "12:00"))

    with pytest.raises(RoomTaken):
        change(booking, layout=a_layout(room=room, setup=30))

    booking.refresh_from_db()
    assert booking.layout is None
    assert held(booking) == [(at("2026-10-01 12:00"), at("2026-10-01 13:00"))]


def test_two_bookings_swap_over_a_third_time(room, booking):
    other = a_booking(room=room, interval=between("2026-10-01 13:00", "14:00"))

    change_booking(by=None, booking=other, interval=between("2026-10-01 15:00", "16:00"), at=NOON)
    change_booking(by=None, booking=booking, interval=between("2026-10-01 13:00", "14:00"), at=NOON)
    change_booking(by=None, booking=other, interval=between("2026-10-01 12:00", "13:00"), at=NOON)

    assert held(other) == [(at("2026-10-01 12:00"), at("2026-10-01 13:00"))]


def test_more_people_than_seats_are_refused_also_later(booking, room):
    with pytest.raises(TooManyPeople):
        change(booking, attendees=room.seats + 1)

    assert change(booking, attendees=room.seats).attendees == room.seats
    assert change(booking, attendees=None).attendees is None


def test_nothing_new_leaves_no_trace(booking):
    before = AuditEntry.objects.count(), OutboxMessage.objects.count()

    change(booking, title=booking.title, interval=between("2026-10-01 12:00", "13:00"))

    assert (AuditEntry.objects.count(), OutboxMessage.objects.count()) == before


def test_what_no_calendar_shows_is_not_mailed(booking):
    before = OutboxMessage.objects.count()

    change(booking, attendees=3)

    assert OutboxMessage.objects.count() == before


def test_the_audit_log_names_what_changed_and_no_title(booking):
    change(booking, title="Secret takeover")

    entry = AuditEntry.objects.first()
    assert (entry.verb, entry.facts["fields"], entry.organisation) == ("changed", ["title"], booking.organisation)
    assert "Secret" not in str(entry.facts)


@pytest.mark.parametrize("deed", [change_booking, cancel_booking, end_booking_early])
def test_a_cancelled_booking_stays_as_it_is(booking, deed):
    cancel_booking(by=None, booking=booking, at=NOON)

    with pytest.raises(AlreadyCancelled):
        deed(by=None, booking=booking, at=NOON)


@pytest.mark.parametrize("deed", [change_booking, cancel_booking, end_booking_early])
def test_a_booking_that_is_over_stays_as_it_is(booking, deed):
    with pytest.raises(AlreadyEnded):
        deed(by=None, booking=booking, at=at("2026-10-01 13:00"))


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        ("2026-10-01 12:00:00", "2026-10-01 12:01"),
        ("2026-10-01 12:10:00", "2026-10-01 12:10"),
        ("2026-10-01 12:10:01", "2026-10-01 12:11"),
    ],
)
def test_a_meeting_ends_early_at_the_next_whole_minute(booking, moment, ends):
    ended = end_booking_early(by=booking.organiser, booking=booking, at=at(moment))

    assert ended.ends_at == at(ends)
    assert held(ended) == [(at("2026-10-01 12:00"), at(ends))]


@pytest.mark.parametrize(
    ("moment", "refusal"),
    [("2026-10-01 11:59:59", NotStarted), ("2026-10-01 12:59:01", AlreadyEnded)],
)
def test_there_must_be_something_left_to_end(booking, moment, refusal):
    with pytest.raises(refusal):
        end_booking_early(by=booking.organiser, booking=booking, at=at(moment))


def test_an_early_end_keeps_tear_down_and_turnover(site):
    room = a_room(site=site, turnover=15)
    theatre = a_layout(room=room, teardown=15)
    booking = a_booking(room=room, layout=theatre, interval=between("2026-10-01 12:00", "14:00"))

    end_booking_early(by=None, booking=booking, at=at("2026-10-01 13:00"))

    assert held(booking) == [(at("2026-10-01 12:00"), at("2026-10-01 13:30"))]


def test_an_early_end_leaves_one_group_a_day_its_day(site):
    room = a_room(site=site, takes_whole_day=True)
    booking = a_booking(room=room, interval=between("2026-10-01 12:00", "14:00"))

    end_booking_early(by=None, booking=booking, at=at("2026-10-01 13:00"))

    assert held(booking) == [(at("2026-10-01 00:00"), at("2026-10-02 00:00"))]
