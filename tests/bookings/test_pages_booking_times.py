"""The booking form in the nights the clock is moved, and over midnight."""

import re

import pytest
import time_machine
from django.utils import translation

from bookings.models import Booking
from tests.bookings.asking import DAY, filled, logged_in
from tests.factories import a_booking, a_room, a_site, a_tenant, at, between

pytestmark = pytest.mark.django_db

ADD = "/bookings/add/"


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(at(f"{DAY} 08:00"), tick=False):
        yield


@pytest.mark.parametrize("language", ["nl", "en-gb"])
def test_a_time_the_clock_skips_is_refused_in_words(language):
    site = a_site()
    firm, member = a_tenant(site=site, role="tenant_member")
    member.language = language
    member.save()

    answer = logged_in(member).post(ADD, filled(a_room(site=site), firm, day="2027-03-28", start="02:30", end="04:00"))

    with translation.override(language):
        words = translation.gettext("The clock goes forward that night: %(local)s does not exist.")
    assert answer.status_code == 400
    assert words % {"local": "2027-03-28 02:30"} in answer.content.decode()


def test_a_time_the_clock_shows_twice_is_asked_again():
    site = a_site()
    firm, member = a_tenant(site=site)
    room, client = a_room(site=site), logged_in(member)
    values = filled(room, firm, day="2027-10-31", start="02:30", end="04:00")

    asked = client.post(ADD, values)
    client.post(ADD, values | {"start_pass": "1"})

    assert asked.status_code == 400
    assert asked.content.decode().count('type="radio" name="start_pass"') == 2
    assert Booking.objects.get().starts_at.isoformat() == "2027-10-31T01:30:00+00:00"


def test_the_first_pass_is_an_hour_earlier():
    site = a_site()
    firm, member = a_tenant(site=site)
    values = filled(a_room(site=site), firm, day="2027-10-31", start="02:30", end="02:45", start_pass="0", end_pass="0")

    logged_in(member).post(ADD, values)

    assert Booking.objects.get().starts_at.isoformat() == "2027-10-31T00:30:00+00:00"


def test_a_booking_over_midnight_keeps_its_last_day_in_the_form():
    site = a_site()
    firm, member = a_tenant(site=site)
    interval = between(f"{DAY} 20:00", "2026-11-25 02:00")
    booking = a_booking(room=a_room(site=site), interval=interval, organisation=firm, organiser=member)

    html = logged_in(member).get(f"/bookings/{booking.pk}/change/").content.decode()

    assert re.search(r'name="end_day"[^>]*value="25/11/2026"|value="25/11/2026"[^>]*name="end_day"', html)


def test_an_end_on_another_day_is_one_button_away():
    site = a_site()
    firm, member = a_tenant(site=site)
    values = filled(a_room(site=site), firm, start="18:00", end="06:00")
    client = logged_in(member)

    asked = client.post(ADD, values | {"refill": "days"}).content.decode()
    booked = client.post(ADD, values | {"end_day": "25/11/2026"})

    assert 'name="end_day" value="25/11/2026"' in asked
    assert booked.status_code == 302
    assert Booking.objects.get().ends_at == at("2026-11-25 06:00")
