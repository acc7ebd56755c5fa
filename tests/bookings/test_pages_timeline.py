"""The timeline as each role sees it."""

import re

import pytest
import time_machine
from django.urls import reverse

from bookings.services.blocks import block_room
from tests.bookings.asking import DAY, a_house, links, page
from tests.factories import NOON, a_booking, a_room, a_tenant, a_user, an_atom, an_organisation, at, between

SECRET = "Merger with Acme"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(at(f"{DAY} 08:00"), tick=False):
        yield


def test_another_firms_booking_is_only_taken_also_in_the_source():
    site, building = a_house()
    room = a_room(building=building)
    stranger = an_organisation(sites=[site], name="Secretive Ltd")
    booking = a_booking(room=room, organisation=stranger, title=SECRET)
    _, member = a_tenant(site=site)

    html = page(member, building)

    assert "12:00 tot 13:00" in html or "12:00 to 13:00" in html
    for hidden in (SECRET, "Secretive", f"/bookings/{booking.pk}/"):
        assert hidden not in html


def test_one_sees_ones_own_booking_with_a_link():
    site, building = a_house()
    firm, member = a_tenant(site=site)
    booking = a_booking(room=a_room(building=building), organisation=firm, organiser=member, title="Weekly")

    html = page(member, building)

    assert "Weekly" in html
    assert reverse("bookings:booking-details", args=[booking.pk]) in links(html, "tl-block own")


@pytest.mark.parametrize("role", ["receptionist", "site_manager"])
def test_staff_of_the_site_see_whose_it_is(role):
    site, building = a_house()
    a_booking(room=a_room(building=building), organisation=an_organisation(sites=[site], name="Acme"), title=SECRET)

    html = page(a_user(role, site=site), building)

    assert SECRET in html
    assert "Acme" in html


@pytest.mark.parametrize("role", ["platform_admin", "auditor"])
def test_the_platform_sees_every_house(role):
    _, building = a_house()
    a_booking(room=a_room(building=building), title=SECRET)

    assert SECRET in page(a_user(role), building)


def test_an_auditor_finds_nothing_to_book():
    _, building = a_house()
    a_room(building=building)

    html = page(a_user("auditor"), building)

    assert reverse("bookings:booking-add") not in html


def test_a_colleague_sees_that_the_room_is_taken_but_not_for_what():
    site, building = a_house()
    firm, member = a_tenant(site=site)
    a_booking(room=a_room(building=building), organisation=firm, organiser=member, title=SECRET)

    assert SECRET not in page(a_user("tenant_member", organisation=firm), building)
    assert SECRET in page(a_user("tenant_admin", organisation=firm), building)


def test_the_reason_of_a_block_is_for_staff():
    site, building = a_house()
    room = a_room(building=building)
    block_room(by=None, room=room, interval=between(f"{DAY} 14:00", "15:00"), reason="Leaking roof", at=NOON)
    _, member = a_tenant(site=site)

    assert "Leaking roof" not in page(member, building)
    assert "Leaking roof" in page(a_user("receptionist", site=site), building)


def test_free_half_hours_are_links_that_fill_in_the_form():
    site, building = a_house()
    room = a_room(building=building)
    a_booking(room=room, interval=between(f"{DAY} 10:00", "16:00"))
    _, member = a_tenant(site=site)

    html = page(member, building, view="day")

    starts = re.findall(rf"room={room.pk}&amp;day={DAY}&amp;start=(\d\d%3A\d\d)&amp;end=(\d\d%3A\d\d)", html)
    assert starts == [
        ("09%3A00", "10%3A00"),
        ("09%3A30", "10%3A00"),
        ("16%3A00", "17%3A00"),
        ("16%3A30", "17%3A00"),
    ]


def test_the_turnover_before_what_follows_is_not_offered():
    site, building = a_house()
    room = a_room(building=building, turnover=30)
    a_booking(room=room, interval=between(f"{DAY} 12:00", "13:00"))
    _, member = a_tenant(site=site)

    html = page(member, building, view="list")

    assert "09:00–11:30" in html
    assert "13:30–17:00" in html


def test_what_has_passed_is_not_offered():
    site, building = a_house()
    a_room(building=building)
    _, member = a_tenant(site=site)

    with time_machine.travel(at(f"{DAY} 14:20"), tick=False):
        html = page(member, building, view="list")

    assert "14:15–17:00" in html


def test_beyond_the_horizon_nothing_is_offered_to_tenants():
    site, building = a_house()
    a_room(building=building, horizon=7)
    _, member = a_tenant(site=site)

    assert reverse("bookings:booking-add") + "?room" not in page(member, building, day="2026-12-24")
    assert reverse("bookings:booking-add") + "?room" in page(member, building, day="2026-12-01")


def test_a_halls_half_is_taken_with_the_hall():
    site, building = a_house()
    half = a_room(building=building, name="Half")
    other = a_room(building=building, name="Other half")
    hall = a_room(building=building, name="Hall", atoms=[*half.atoms.all(), *other.atoms.all()])
    a_booking(room=hall, interval=between(f"{DAY} 09:00", "17:00"))
    _, member = a_tenant(site=site)

    html = page(member, building, view="day")

    assert len(links(html, "tl-slot")) == 0
    assert html.count("tl-block taken") == 3


@pytest.mark.parametrize("starts", ["12:00", "12:30"])
def test_meetings_at_once_in_the_halves_of_a_hall_stand_above_each_other_in_its_row(starts):
    site, building = a_house()
    halves = [an_atom(building=building), an_atom(building=building)]
    hall = a_room(building=building, atoms=halves)
    for half, start in zip(halves, ("12:00", starts), strict=True):
        a_booking(room=a_room(building=building, atoms=[half]), interval=between(f"{DAY} {start}", "14:00"))

    html = page(a_user("receptionist", site=site), building)

    ids = re.findall(rf'class="tl-block seen is-(upper|lower)[^"]*" id="(cell-{hall.pk}-[^"]+)"', html)
    assert [lane for lane, _ in ids] == ["upper", "lower"]
    assert len({name for _, name in ids}) == 2
