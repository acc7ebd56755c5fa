"""Booking on behalf of somebody else: who may, and who gets the mails."""

import pytest
from django.urls import reverse

from bookings.models import Booking
from bookings.services.bookings import cancel_booking, change_booking
from facilities.models import OutboxMessage
from tests.bookings.asking import filled, logged_in
from tests.factories import NOON, a_booking, a_room, a_site, a_tenant, a_user, between

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
ADD = "bookings:booking-add"


@pytest.fixture
def room():
    return a_room(site=a_site())


@pytest.fixture
def firm(room):
    """An organisation, its admin and a member."""
    organisation, admin = a_tenant(site=room.space.floor.building.site, role="tenant_admin")
    return organisation, admin, a_user("tenant_member", organisation=organisation, name="Kobe")


def told():
    return sorted(OutboxMessage.objects.values_list("payload__to", flat=True))


def test_the_admin_of_a_firm_books_for_a_colleague_and_both_are_told(room, firm):
    organisation, admin, colleague = firm

    answer = logged_in(admin).post(reverse(ADD), filled(room, organisation, organiser=colleague.pk))

    booking = Booking.objects.get()
    assert answer.status_code == 302
    assert (booking.organiser, booking.booked_by) == (colleague, admin)
    assert told() == sorted([colleague.email, admin.email])
    assert admin.name in OutboxMessage.objects.get(payload__to=colleague.email).payload["body"]


def test_the_admin_is_proposed_as_organiser(room, firm):
    _, admin, colleague = firm

    page = logged_in(admin).get(reverse(ADD), {"room": room.pk}).content.decode()

    assert f'<option value="{admin.pk}" selected>' in page
    assert f'<option value="{colleague.pk}">' in page


def test_a_member_books_for_nobody_else(room, firm):
    organisation, admin, colleague = firm
    client = logged_in(colleague)

    page = client.get(reverse(ADD), {"room": room.pk}).content.decode()
    client.post(reverse(ADD), filled(room, organisation, organiser=admin.pk))

    assert 'name="organiser"' not in page
    assert Booking.objects.get().organiser == colleague


def test_people_of_another_firm_are_no_choice(room, firm):
    organisation, admin, _ = firm
    stranger = a_tenant(site=room.space.floor.building.site)[1]

    answer = logged_in(admin).post(reverse(ADD), filled(room, organisation, organiser=stranger.pk))

    assert (answer.status_code, Booking.objects.count()) == (400, 0)


def test_reception_that_booked_is_told_of_every_change_with_the_organiser(room, firm):
    organisation, _, colleague = firm
    desk = a_user("receptionist", site=room.space.floor.building.site)
    booking = a_booking(room=room, by=desk, organisation=organisation, organiser=colleague)

    change_booking(by=colleague, booking=booking, interval=between("2026-11-24 14:00", "15:00"), at=NOON)
    cancel_booking(by=desk, booking=booking, at=NOON)

    assert told() == sorted([colleague.email, desk.email] * 3)
