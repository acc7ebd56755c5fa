"""The timeline: days, filters, buildings, the nights of the clock."""

import pytest
import time_machine

from bookings.models import Room
from tests.bookings.asking import DAY, a_house, links, logged_in, page, queries
from tests.factories import a_booking, a_building, a_room, a_site, a_tenant, a_user, an_organisation, at, between

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(at(f"{DAY} 08:00"), tick=False):
        yield


def test_a_closed_day_says_why():
    site, building = a_house()
    a_room(building=building)
    site.opening_exceptions.create(day=DAY, reason="Inventory")
    _, member = a_tenant(site=site)

    html = page(member, building)

    assert "Inventory" in html
    assert not links(html, "tl-slot")


def test_filters_narrow_the_rooms_and_stay_in_the_address():
    site, building = a_house()
    a_room(building=building, name="Small", seats=4)
    large = a_room(building=building, name="Large", seats=20)
    _, member = a_tenant(site=site)

    html = page(member, building, people="10", step_free="1", view="list")

    assert large.name in html
    assert "Small" not in html
    assert "?day=2026-11-25&amp;view=list&amp;people=10&amp;step_free=1" in html


def test_no_room_that_passes_says_so():
    site, building = a_house()
    a_room(building=building, seats=4)
    _, member = a_tenant(site=site)

    html = page(member, building, people="10")

    assert 'class="empty"' in html


@pytest.mark.parametrize("day", ["nonsense", "2026-02-30", "9999-12-31", "0001-01-01", ""])
def test_an_unreadable_day_means_today(day):
    _, building = a_house()
    a_room(building=building)

    assert 'value="24/11/2026"' in page(a_user("platform_admin"), building, day=day)


def test_the_building_of_a_house_that_is_not_ones_own_is_not_there():
    _, building = a_house()
    a_room(building=building)
    _, stranger = a_tenant(site=a_site(slug="elsewhere"))

    answer = logged_in(stranger).get(f"/timeline/{building.slug}/")

    assert answer.status_code == 404


def test_an_external_booker_reaches_rooms_offered_to_everyone():
    _, building = a_house()
    a_room(building=building, name="Auditorium", audience=Room.Audience.EVERYONE)
    a_room(building=building, name="Tenants only")
    external = a_user("external_booker", organisation=an_organisation(kind="external"))

    html = page(external, building)

    assert "Auditorium" in html
    assert "Tenants only" not in html


def test_the_timeline_goes_to_the_building_seen_last():
    site, building = a_house()
    a_room(building=building)
    other = a_building(site=site, name="Aaa", slug="first-by-name")
    a_room(building=other)
    client = logged_in(a_user("receptionist", site=site))

    assert client.get("/timeline/").headers["Location"] == "/timeline/first-by-name/"
    client.get("/timeline/darwin-building/")
    assert client.get("/timeline/?people=4").headers["Location"] == "/timeline/darwin-building/?people=4"
    assert client.get("/timeline/?building=first-by-name").headers["Location"] == "/timeline/first-by-name/"


def test_who_may_see_no_room_is_told_so():
    answer = logged_in(a_tenant(site=a_site())[1]).get("/timeline/")

    assert answer.status_code == 200
    assert 'class="empty"' in answer.content.decode()


def test_a_live_refresh_gets_the_day_alone():
    _, building = a_house()
    a_room(building=building)
    client = logged_in(a_user("platform_admin"))

    answer = client.get(f"/timeline/{building.slug}/", {"day": DAY}, headers={"HX-Request": "true"})

    html = answer.content.decode()
    assert html.lstrip().startswith('<div id="timeline"')
    assert "<html" not in html
    assert "HX-Request" in answer.headers["Vary"]


def test_the_night_the_clock_goes_back_shows_both_passes():
    site = a_site()
    building = a_building(site=site)
    a_room(building=building)
    _, member = a_tenant(site=site)

    html = page(member, building, day="2027-10-31", view="day")

    assert html.count(">02:00<") == 2
    assert "start_pass=1" in html


def test_the_night_the_clock_goes_forward_has_no_second_hour():
    site = a_site()
    building = a_building(site=site)
    a_room(building=building)
    _, member = a_tenant(site=site)

    html = page(member, building, day="2027-03-28", view="day")

    assert ">02:00<" not in html
    assert "start=02" not in html
    assert "start=01%3A30&amp;end=03%3A30" in html


def test_more_rooms_and_bookings_take_no_more_queries():
    site, building = a_house()
    for _ in range(2):
        a_booking(room=a_room(building=building))
    client = logged_in(a_user("receptionist", site=site))
    address = f"/timeline/{building.slug}/?day={DAY}"
    client.get(address)
    before = queries(client, address)

    for _ in range(6):
        room = a_room(building=building)
        for hour in (9, 11, 14):
            a_booking(room=room, interval=between(f"{DAY} {hour:02}:00", f"{hour + 1:02}:00"))

    assert queries(client, address) == before


def test_only_who_sees_the_site_watches_its_topic():
    site, building = a_house()
    a_room(building=building, audience=Room.Audience.EVERYONE)
    external = a_user("external_booker", organisation=an_organisation(kind="external"))

    assert 'data-topics="rooms.darwin"' in page(a_tenant(site=site)[1], building)
    assert 'data-topics=""' in page(external, building)


def test_a_site_that_is_not_in_its_normal_state_says_so():
    _, building = a_house(mode="lockdown")
    a_room(building=building)

    shown = page(a_user("platform_admin"), building)

    assert 'data-alarm="lockdown">' in shown
    assert 'data-alarm="evacuation" hidden>' in shown
