"""A visitor's parking place, held through parking: with the visit it comes, moves and goes."""

from datetime import timedelta
from uuid import uuid4

import pytest

from access.errors import NoCarPark
from access.models import Visit
from access.services.arriving import check_in
from access.services.closing import close_days
from access.services.leaving import sign_out
from access.services.visits import cancel_visit, change_visit
from bookings.services.bookings import change_booking
from facilities.models import OutboxMessage
from parking.errors import NoPlaceLeft
from parking.models.holds import Hold
from tests.factories import NOON, a_booking, a_room, a_site, a_visit, at, between
from tests.parking.world import a_car_park, an_area

pytestmark = pytest.mark.django_db

NINE = at("2026-11-24 09:00")


@pytest.fixture
def site():
    site = a_site()
    an_area(car_park=a_car_park(site=site, slug="darwin-p"), places=2)
    return site


def with_place(site, **more):
    return a_visit(site=site, needs_parking=True, **more)


def test_inviting_holds_a_place_and_the_mail_says_where(site):
    visit = with_place(site).visit

    hold = Hold.objects.get()
    assert (hold.reference, hold.starts_at, hold.label) == (visit.public_id, visit.starts_at, visit.organisation.name)
    assert hold.car_park.name in OutboxMessage.objects.latest("id").payload["body"]


def test_a_full_car_park_invites_nobody_with_a_place(site):
    for _ in range(2):
        with_place(site)

    with pytest.raises(NoPlaceLeft):
        with_place(site)

    assert Visit.objects.count() == 2


def test_the_next_car_park_helps_out(site):
    an_area(car_park=a_car_park(site=site, slug="darwin-q", name="Q"), slug="q1", places=1)

    for _ in range(3):
        with_place(site)

    assert Hold.objects.filter(car_park__slug="darwin-q").count() == 1


def test_a_site_without_a_car_park_says_so():
    with pytest.raises(NoCarPark):
        with_place(a_site(slug="mol"))


def test_the_place_follows_the_visit(site):
    visit = with_place(site).visit

    change_visit(by=None, visit=visit, interval=between("2026-11-24 14:00", "15:00"), at=NOON)

    assert Hold.objects.get().starts_at == at("2026-11-24 14:00")


def test_a_place_may_be_asked_and_given_back_later(site):
    visit = a_visit(site=site).visit

    visit = change_visit(by=None, visit=visit, needs_parking=True, at=NOON)
    assert Hold.objects.get().released_at is None

    change_visit(by=None, visit=visit, needs_parking=False, at=NOON)
    assert Hold.objects.get().released_at == NOON


def test_a_cancelled_visit_gives_its_place_back(site):
    cancel_visit(by=None, visit=with_place(site).visit, at=NOON)

    assert Hold.objects.get().released_at == NOON


def test_the_place_is_taken_at_check_in_and_free_after_sign_out(site):
    made = with_place(site)

    check_in(by=None, token=made.token, at=NINE, nonce=uuid4())
    assert Hold.objects.get().arrived_at == NINE

    sign_out(by=None, token=made.token, at=NINE + timedelta(minutes=50), nonce=uuid4())
    assert Hold.objects.get().released_at == NINE + timedelta(minutes=50)


def test_the_end_of_the_day_frees_the_place_of_who_forgot_to_sign_out(site):
    made = with_place(site)
    check_in(by=None, token=made.token, at=NINE, nonce=uuid4())

    close_days(at=at("2026-11-25 01:00"))

    assert Hold.objects.get().released_at is not None


def test_a_full_car_park_keeps_no_meeting_from_moving(site):
    booking = a_booking(room=a_room(site=site), interval=between("2026-11-24 09:00", "10:00"))
    with_place(site, organisation=booking.organisation, booking=booking)
    for _ in range(2):
        with_place(site, interval=between("2026-11-24 14:00", "15:00"))

    change_booking(by=None, booking=booking, interval=between("2026-11-24 14:00", "15:00"), at=NOON)

    visit = Visit.objects.get(booking=booking)
    assert (visit.starts_at, visit.needs_parking) == (at("2026-11-24 14:00"), False)
    assert Hold.objects.get(reference=visit.public_id).released_at == NOON


def test_parking_never_learns_who_the_visitor_is(site):
    with_place(site)

    assert "Jan" not in Hold.objects.get().label
