"""The rooms of a site on a board, and the panels that can be paired."""

import pytest

from bookings.boards import RoomsToday
from bookings.models import Booking
from bookings.screens import PanelScreens
from facilities.models import Organisation
from tests.factories import a_booking, a_building, a_room, a_site, at, between

pytestmark = pytest.mark.django_db
TEN = at("2026-11-24 10:00")


def booked(room, interval, *, firm="Ysco", **more) -> Booking:
    organisation, _ = Organisation.objects.get_or_create(name=firm)
    organisation.sites.add(room.space.floor.building.site)
    return a_booking(room=room, interval=interval, **{"organisation": organisation, "title": "Open day"} | more)


def test_a_board_tells_of_each_room_whether_it_is_free_and_what_comes_next():
    room = a_room(site=a_site(), name="Newton", shows_subject=True)
    booked(room, between("2026-11-24 12:00", "13:00"))

    [row] = RoomsToday().rows("darwin", at=TEN)

    assert row == {
        "key": f"room-{room.pk}",
        "label": "Newton",
        "state": "free",
        "until": "2026-11-24T11:00:00Z",
        "title": "Open day",
        "organisation": "Ysco",
        "starts_at": "2026-11-24T11:00:00Z",
        "ends_at": "2026-11-24T12:00:00Z",
    }


@pytest.mark.parametrize(("shows", "private"), [(False, False), (True, True), (False, True)])
def test_a_board_hides_a_subject_the_door_hides(shows, private):
    room = a_room(site=a_site(), shows_subject=shows)
    booked(room, between("2026-11-24 12:00", "13:00"), is_private=private)

    [row] = RoomsToday().rows("darwin", at=TEN)

    assert row["title"] is None and row["organisation"] == "Ysco"


def test_the_meeting_that_runs_comes_before_the_next_and_tomorrow_is_not_today():
    building = a_building(site=a_site())
    running, tomorrow = a_room(building=building, name="A"), a_room(building=building, name="B")
    booked(running, between("2026-11-24 09:30", "10:30"))
    booked(running, between("2026-11-24 11:00", "12:00"))
    booked(tomorrow, between("2026-11-25 09:00", "10:00"))

    first, second = RoomsToday().rows("darwin", at=TEN)

    assert first["state"] == "busy" and first["starts_at"] == "2026-11-24T08:30:00Z"
    assert second["starts_at"] is None


def test_a_board_of_a_site_that_is_gone_is_empty():
    assert RoomsToday().rows("nowhere", at=TEN) == []


def test_a_board_asks_as_much_for_twenty_rooms_as_for_two(django_assert_max_num_queries):
    building = a_building(site=a_site())
    for _ in range(20):
        booked(a_room(building=building), between("2026-11-24 10:00", "11:00"))

    with django_assert_max_num_queries(6):
        RoomsToday().rows("darwin", at=TEN)


def test_a_screen_can_be_the_panel_of_each_room_of_its_site():
    site = a_site()
    a_room(site=site, slug="newton", name="Newton")
    a_room(site=a_site(slug="mth"), slug="curie", name="Curie")

    assert [shows for shows, _ in PanelScreens().choices(site)] == ["panel:newton"]
    assert PanelScreens().url("panel:newton") == "/panels/newton/"


@pytest.mark.parametrize("shows", ["panel:nothing", "board:lobby", "", "panel:"])
def test_what_is_no_panel_opens_no_page(shows):
    assert PanelScreens().url(shows) is None
