"""The week of several buildings: what each person sees, filters, days, the questions put to the database."""

import re

import pytest
import time_machine
from django.urls import reverse

from bookings.models import Room
from bookings.services.blocks import block_room
from facilities.kernel.intervals import Interval
from facilities.models import Amenity
from tests.bookings.asking import DAY, a_house, logged_in
from tests.factories import (
    NOON,
    a_booking,
    a_building,
    a_layout,
    a_room,
    a_site,
    a_tenant,
    a_user,
    an_atom,
    an_organisation,
    at,
    between,
)

pytestmark = pytest.mark.django_db
WEEK = reverse("bookings:timeline-week")


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(at(f"{DAY} 08:00"), tick=False):
        yield


def week(user, **query) -> str:
    answer = logged_in(user).get(WEEK, {"day": DAY, "view": "week"} | query)
    assert answer.status_code == 200
    return answer.content.decode()


def labels(html: str, room) -> list[str]:
    """What the cells of a room say, Monday first."""
    return re.findall(rf'id="cell-{room.pk}-\d{{8}}"[^>]* aria-label="([^"]+)"', html)


def english(user):
    user.language = "en-gb"
    user.save()
    return user


def test_a_week_begins_on_monday_and_has_its_number():
    site, building = a_house()
    a_room(building=building)

    html = week(english(a_tenant(site=site)[1]), weekend="1")

    days = re.findall(r'class="wk-name">(\w+ [\d/]+)', html)
    assert days == ["Mon 23/11", "Tue 24/11", "Wed 25/11", "Thu 26/11", "Fri 27/11", "Sat 28/11", "Sun 29/11"]
    assert "Week 48" in html


def test_the_weekend_is_left_out_unless_asked_for():
    site, building = a_house()
    a_room(building=building)
    member = a_tenant(site=site)[1]

    assert week(member).count('class="wk-name"') == 5
    assert week(member, weekend="1").count('class="wk-name"') == 7
    assert week(member, day="2026-11-28").count('class="wk-name"') == 7


def test_a_cell_says_the_free_times():
    site, building = a_house()
    room = a_room(building=building, name="Newton")
    a_booking(room=room, interval=between("2026-11-25 12:00", "14:00"))

    said = labels(week(english(a_tenant(site=site)[1])), room)

    assert said[2] == "Newton on Wednesday 25 November: free 09:00–12:00, 14:00–17:00"
    assert said[0] == "Newton on Monday 23 November: nothing to book"


def test_a_cell_leads_to_the_first_free_time():
    site, building = a_house()
    room = a_room(building=building)
    a_booking(room=room, interval=between("2026-11-25 09:00", "11:30"))

    html = week(a_tenant(site=site)[1])

    assert f"room={room.pk}&amp;day=2026-11-25&amp;start=11%3A30&amp;end=12%3A30" in html


def test_a_closed_day_says_why():
    site, building = a_house()
    room = a_room(building=building, name="Newton")
    site.opening_exceptions.create(day="2026-11-26", reason="Inventory")

    html = week(english(a_tenant(site=site)[1]))

    assert labels(html, room)[3] == "Newton on Thursday 26 November: closed, Inventory"
    assert '<div role="gridcell" class="wk-note" title="Inventory">Inventory</div>' in html


def test_another_firms_booking_is_only_taken_also_in_the_source():
    site, building = a_house()
    room = a_room(building=building)
    secretive = an_organisation(sites=[site], name="Secretive Ltd")
    booking = a_booking(
        room=room, organisation=secretive, title="Merger", interval=between("2026-11-25 10:00", "11:00")
    )
    block_room(by=None, room=room, interval=between("2026-11-26 10:00", "11:00"), reason="Leaking roof", at=NOON)
    member = a_tenant(site=site)[1]

    for view in ("week", "list"):
        html = week(member, view=view)
        assert "10:00" in html
        for hidden in ("Merger", "Secretive", "Leaking", f"/bookings/{booking.pk}/"):
            assert hidden not in html


def test_staff_see_two_halves_of_a_hall_in_two_lanes():
    site, building = a_house()
    halves = [an_atom(building=building) for _ in range(2)]
    a_room(building=building, atoms=halves)
    for half in halves:
        a_booking(room=a_room(building=building, atoms=[half]), interval=between("2026-11-25 10:00", "11:00"))

    html = week(a_user("receptionist", site=site))

    assert html.count("is-upper") == html.count("is-lower") == 1


def test_what_lies_over_a_night_stands_on_both_days():
    site = a_site()
    room = a_room(building=a_building(site=site))
    firm, member = a_tenant(site=site)
    overnight = Interval(at("2026-11-25 20:00"), at("2026-11-26 06:00"))
    a_booking(room=room, organisation=firm, organiser=member, title="Hackathon", interval=overnight)

    html = week(english(member))

    assert re.findall(r"wk-block own c(\d+) w(\d+)", html) == [("81", "16"), ("1", "24")]
    assert "on Wednesday 25 November, 20:00 to 24:00: Hackathon" in html
    assert "on Thursday 26 November, 00:00 to 06:00: Hackathon" in html


def test_a_booking_outside_the_hours_widens_every_day():
    site, building = a_house()
    room = a_room(building=building)
    a_booking(room=room, interval=between("2026-11-25 19:30", "21:00"))

    html = week(a_user("receptionist", site=site))

    assert set(re.findall(r"wk-cell n(\d+)", html)) == {str((21 - 9) * 4)}


def test_the_days_of_the_clock_change_are_as_long_as_they_are():
    site = a_site()
    a_room(building=a_building(site=site))
    member = a_tenant(site=site)[1]

    spring = re.findall(r"wk-cell n(\d+)", week(member, day="2027-03-28", weekend="1"))
    autumn = re.findall(r"wk-cell n(\d+)", week(member, day="2027-10-31", weekend="1"))

    assert spring == ["96"] * 6 + ["92"]
    assert autumn == ["96"] * 6 + ["100"]


def test_buildings_of_several_sites_stand_together_and_unknown_ones_are_not_asked():
    site, building = a_house()
    a_room(building=building, name="Newton")
    mol = a_building(site=a_site(slug="mol"), slug="mol", name="Mol")
    a_room(building=mol, name="Turbine", audience=Room.Audience.ALL_TENANTS)
    secret = a_building(site=a_site(slug="secret"), slug="secret")
    a_room(building=secret, name="Bunker")
    member = a_tenant(site=site)[1]

    both = week(member, **{"in": [building.slug, "mol", "secret", "nonsense\x00"]})
    own = week(member)

    assert "Newton" in both
    assert "Turbine" in both
    assert "Bunker" not in both
    assert "Turbine" not in own


def test_filters_stay_in_the_address_of_every_view():
    site, building = a_house()
    a_layout(room=a_room(building=building, seats=20), name="U-shape")
    query = {"people": "10", "layout": "U-shape", "step_free": "1", "free_now": "1", "in": building.slug}

    html = week(a_tenant(site=site)[1], **query)

    links = [link for link in re.findall(r'href="(/timeline/[^"]+)"', html) if "day=" in link]
    kept = [link for link in links if "people=10&amp;layout=U-shape&amp;step_free=1&amp;free_now=1" in link]
    assert {link.partition("?")[0] for link in kept} == {WEEK, f"/timeline/{building.slug}/"}
    assert {"view=day", "view=week", "view=list"} <= {part for link in kept for part in link.split("&amp;")}
    assert f"in={building.slug}" in kept[0]


def test_free_now_leaves_out_what_is_taken_and_what_is_closed():
    site, building = a_house()
    taken, clear = a_room(building=building, name="Busy"), a_room(building=building, name="Calm")
    a_booking(room=taken, interval=between(f"{DAY} 10:00", "11:00"))
    member = a_tenant(site=site)[1]

    with time_machine.travel(at(f"{DAY} 10:30"), tick=False):
        open_now = week(member, free_now="1")
    at_eight = week(member, free_now="1")

    assert labels(open_now, clear)
    assert not labels(open_now, taken)
    assert 'class="empty"' in at_eight


def test_a_layout_seats_its_own_number():
    site, building = a_house()
    hall, nook = a_room(building=building, seats=60), a_room(building=building, seats=60)
    for room, seats in ((hall, 28), (nook, 12)):
        a_layout(room=room, name="U-shape", seats=seats)
    member = a_tenant(site=site)[1]

    html = week(member, layout="U-shape", people="20")

    assert labels(html, hall)
    assert not labels(html, nook)


def test_the_induction_loop_has_a_filter_of_its_own():
    site, building = a_house()
    hall, nook = a_room(building=building), a_room(building=building)
    hall.equipment.add(Amenity.objects.create(slug="induction-loop", name_nl="Ringleiding", name_en="Induction loop"))
    member = a_tenant(site=site)[1]

    html = week(member, induction_loop="1")

    assert labels(html, hall)
    assert not labels(html, nook)


def test_beyond_the_horizon_nothing_is_offered():
    site, building = a_house()
    room = a_room(building=building, horizon=1, name="Newton")

    said = labels(week(english(a_tenant(site=site)[1])), room)

    assert "free" in said[2]
    assert "nothing to book" in said[3]


def test_who_may_see_no_room_is_told_so():
    assert 'class="empty"' in week(a_tenant(site=a_site())[1])


def test_a_live_refresh_gets_the_week_alone():
    _, building = a_house()
    a_room(building=building)

    answer = logged_in(a_user("platform_admin")).get(WEEK, {"day": DAY}, headers={"HX-Request": "true"})

    html = answer.content.decode()
    assert html.lstrip().startswith('<div id="timeline"')
    assert "<html" not in html
