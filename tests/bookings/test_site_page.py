"""The live page of a site, without a browser."""

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import Booking
from facilities.models import LiveTopic, OpeningException, Organisation
from tests.factories import a_booking, a_building, a_room, a_site, a_user, an_organisation, at, between

pytestmark = pytest.mark.django_db
TEN_PAST = at("2026-11-24 10:07")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TEN_PAST, tick=False):
        yield


@pytest.fixture
def site():
    return a_site(desk_phone="03 123 45 67", desk_email="onthaal@example.org")


def page_of(site, user, query="") -> str:
    browser = Client()
    user.language = "en-gb"
    user.save()
    browser.force_login(user)
    response = browser.get(f"/sites/{site.slug}/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def a_tenant(site):
    return a_user("tenant_member", organisation=an_organisation(sites=[site]))


def booked(room, interval, *, firm="Ysco", **more) -> Booking:
    organisation, _ = Organisation.objects.get_or_create(name=firm)
    organisation.sites.add(room.space.floor.building.site)
    return a_booking(room=room, interval=interval, **{"organisation": organisation, "title": "Secret takeover"} | more)


def rooms_shown(page) -> dict[str, str]:
    """State by room name, as far as the page shows them."""
    found = re.findall(r'<li class="site-room".*?</li>', page)
    return {
        re.search(r"<h3>(.*?)</h3>", row)[1]: re.search(r'data-now="(\w+)"', row)[1]
        for row in found
        if " hidden>" not in row.split(">")[0] + ">"
    }


def test_each_room_says_how_it_stands_and_until_when(site):
    building = a_building(site=site)
    booked(a_room(building=building, name="Newton"), between("2026-11-24 10:00", "11:00"))
    booked(a_room(building=building, name="Curie"), between("2026-11-24 10:15", "11:00"))
    a_room(building=building, name="Darwin")

    page = page_of(site, a_tenant(site))

    assert rooms_shown(page) == {"Newton": "busy", "Curie": "soon", "Darwin": "free"}
    assert "until 11:00" in page and "until 10:15" in page and "2 of 3 rooms free" in page


def test_rooms_not_offered_to_a_person_are_not_on_the_page(site):
    a_room(site=site, name="Newton")
    a_room(site=site, name="Attic", is_offered=False)

    assert list(rooms_shown(page_of(site, a_tenant(site)))) == ["Newton"]


def test_the_filter_works_without_a_script(site):
    building = a_building(site=site)
    booked(a_room(building=building, name="Newton", seats=20), between("2026-11-24 10:00", "11:00"))
    a_room(building=building, name="Curie", seats=20)
    a_room(building=building, name="Darwin", seats=4)

    user = a_tenant(site)
    assert list(rooms_shown(page_of(site, user, "?seats=10"))) == ["Curie", "Newton"]
    assert list(rooms_shown(page_of(site, user, "?free=1&seats=10"))) == ["Curie"]
    assert list(rooms_shown(page_of(site, user, "?q=darw"))) == ["Darwin"]
    assert len(rooms_shown(page_of(site, user, "?seats=nonsense"))) == 3


def test_staff_see_who_is_where_today(site):
    room = a_room(site=site, name="Newton")
    organiser = a_user(name="Ann Peeters")
    organisation = an_organisation(name="Ysco", sites=[site])
    organiser.memberships.create(role="tenant_member", organisation=organisation)
    booked(room, between("2026-11-24 14:00", "15:00"), organisation=organisation, organiser=organiser)

    page = page_of(site, a_user("receptionist", site=site))

    assert "14:00 – 15:00" in page and "Secret takeover" in page and "Ann Peeters" in page


def test_tenants_see_neither_subject_nor_name_of_others(site):
    booked(a_room(site=site, name="Newton"), between("2026-11-24 10:00", "11:00"))

    page = page_of(site, a_tenant(site))

    assert "Secret takeover" not in page and "Ysco" not in page


def test_the_page_tells_the_hours_of_today_and_why_they_differ(site):
    OpeningException.objects.create(site=site, day="2026-11-24", opens=600, closes=720, reason="Works in the street")

    page = page_of(site, a_tenant(site))

    assert "10:00 – 12:00" in page and "Works in the street" in page and "03 123 45 67" in page


def test_the_page_of_another_house_does_not_exist(site):
    browser = Client()
    browser.force_login(a_tenant(a_site(slug="mth")))

    assert browser.get("/sites/darwin/").status_code == 404


def test_the_page_asks_as_much_for_twenty_rooms_as_for_two(site):
    building = a_building(site=site)
    browser, asked = Client(), []
    browser.force_login(a_user("receptionist", site=site))

    for more in (2, 18):
        for _ in range(more):
            booked(a_room(building=building), between("2026-11-24 10:00", "11:00"))
        with CaptureQueriesContext(connection) as queries:
            browser.get("/sites/darwin/")
        asked.append(len(queries))

    # Three of them for the panels of the storeys above: places to park, and who is in the building.
    assert asked == [17, 17]


def switched(site, user, mode):
    browser = Client()
    browser.force_login(user)
    return browser.post(f"/sites/{site.slug}/mode/", {"mode": mode})


def test_the_desk_calls_an_evacuation_and_every_panel_is_told(site):
    room = a_room(site=site)

    answer = switched(site, a_user("receptionist", site=site), "evacuation")

    site.refresh_from_db()
    assert answer.url == "/sites/darwin/" and site.mode == "evacuation"
    assert {f"room.{room.pk}", "rooms.darwin"} <= set(LiveTopic.objects.values_list("name", flat=True))


def test_a_lockdown_asks_for_the_manager(site):
    assert switched(site, a_user("receptionist", site=site), "lockdown").status_code == 400
    assert switched(site, a_user("site_manager", site=site), "lockdown").status_code == 302


def test_nobody_else_switches_the_mode(site):
    assert switched(site, a_tenant(site), "evacuation").status_code == 403
    assert switched(site, a_user("site_manager", site=a_site(slug="mth")), "evacuation").status_code == 404

    site.refresh_from_db()
    assert site.mode == "normal"
