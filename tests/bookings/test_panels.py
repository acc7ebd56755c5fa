"""The panel beside a door, without a browser: what it says and who may act on it."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bookings.models import Booking
from facilities.devices import COOKIE
from facilities.models import Organisation
from tests.factories import a_booking, a_device, a_room, a_site, a_user, at, between

pytestmark = pytest.mark.django_db
TEN_PAST = at("2026-11-24 10:07")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TEN_PAST, tick=False):
        yield


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def room(site):
    return a_room(site=site, slug="newton", name="Newton")


@pytest.fixture
def panel(site, room):
    """A browser that is the paired panel of Newton."""
    return screen(site, "panel:newton")


def screen(site, shows, **client) -> Client:
    _, token = a_device(site=site, shows=shows)
    browser = Client(**client)
    browser.cookies[COOKIE] = token
    browser.cookies["django_language"] = "en-gb"
    return browser


def booked(room, interval, *, firm="Ysco", **more) -> Booking:
    organisation, _ = Organisation.objects.get_or_create(name=firm)
    organisation.sites.add(room.space.floor.building.site)
    return a_booking(room=room, interval=interval, **{"organisation": organisation, "title": "Secret takeover"} | more)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_free_room_says_so_in_a_word_and_offers_half_an_hour_and_an_hour(panel, room):
    page = text_of(panel.get("/panels/newton/"))

    assert 'data-now="free"' in page and ">Free</p>" in page
    assert "Book 30 minutes" in page and "until 10:37" in page
    assert "Book 60 minutes" in page and "until 11:07" in page


def test_a_free_room_says_until_when(panel, room):
    booked(room, between("2026-11-24 12:00", "13:00"))

    page = text_of(panel.get("/panels/newton/"))

    assert "until 12:00" in page and "12:00 – 13:00" in page and "Ysco" in page


def test_a_room_that_is_taken_within_a_quarter_is_free_for_a_moment(panel, room):
    booked(room, between("2026-11-24 10:20", "11:00"))

    page = text_of(panel.get("/panels/newton/"))

    assert 'data-now="soon"' in page and "Free for a moment" in page


def test_a_busy_room_shows_whose_it_is_but_not_what_it_is_about(panel, room):
    booked(room, between("2026-11-24 10:00", "11:00"))

    page = text_of(panel.get("/panels/newton/"))

    assert 'data-now="busy"' in page and "In use" in page and "until 11:00" in page and "Ysco" in page
    assert "Secret takeover" not in page


def test_a_room_that_shows_subjects_hides_the_private_ones(panel, room):
    room.shows_subject = True
    room.save()
    booked(room, between("2026-11-24 10:00", "11:00"), title="Open day")
    booked(room, between("2026-11-24 12:00", "13:00"), is_private=True)

    page = text_of(panel.get("/panels/newton/"))

    assert "Open day" in page and "Secret takeover" not in page


def test_the_turnover_after_a_meeting_is_no_meeting_and_not_free(panel, room):
    room.turnover = 15
    room.save()
    booked(room, between("2026-11-24 09:00", "10:00"))

    page = text_of(panel.get("/panels/newton/"))

    assert 'data-now="prepared"' in page and "Being prepared" in page
    assert 'data-book="30" hidden' in page


def test_booking_at_the_door_belongs_to_the_walk_ins_and_names_the_panel(panel, site, room):
    answer = panel.post("/panels/newton/book/", {"minutes": "30"})

    booking = Booking.objects.get()
    assert answer.status_code == 302 and answer.url == "/panels/newton/"
    assert (booking.starts_at, booking.ends_at) == (TEN_PAST, at("2026-11-24 10:37"))
    assert booking.organisation == site.walk_in_organisation
    assert booking.booked_at_panel.shows == "panel:newton" and booking.booked_by is None


def test_booking_at_the_door_is_cut_off_where_the_next_meeting_begins(panel, room):
    booked(room, between("2026-11-24 10:45", "11:30"))

    panel.post("/panels/newton/book/", {"minutes": "60"})

    assert Booking.objects.get(booked_at_panel__isnull=False).ends_at == at("2026-11-24 10:45")
    assert "Only free until then: the room is yours until 10:45." in text_of(panel.get("/panels/newton/"))


def test_booking_at_the_door_leaves_the_turnover_before_the_next_meeting(panel, room):
    room.turnover = 10
    room.save()
    booked(room, between("2026-11-24 10:45", "11:30"))

    page = text_of(panel.get("/panels/newton/"))
    panel.post("/panels/newton/book/", {"minutes": "60"})

    assert "Book what is left" in page and "until 10:35" in page
    assert Booking.objects.get(booked_at_panel__isnull=False).ends_at == at("2026-11-24 10:35")


def test_a_room_taken_meanwhile_is_refused_kindly_with_what_is_free_nearby(panel, site, room):
    a_room(site=site, slug="curie", name="Curie")
    booked(room, between("2026-11-24 10:00", "11:00"))

    answer = panel.post("/panels/newton/book/", {"minutes": "30"})

    page = text_of(answer)
    assert answer.status_code == 409
    assert "Newton is taken during part of that time." in page and "Free nearby right now: Curie." in page


def test_a_closed_house_takes_no_booking_at_the_door(panel, site, room):
    site.opening_hours.update(opens=12 * 60, closes=20 * 60)

    page = text_of(panel.get("/panels/newton/"))
    answer = panel.post("/panels/newton/book/", {"minutes": "30"})

    assert 'data-now="closed"' in page and "opens 12:00" in page
    assert answer.status_code == 409 and not Booking.objects.exists()


def test_ending_early_frees_the_rest(panel, room):
    booking = booked(room, between("2026-11-24 10:00", "11:00"))

    panel.post("/panels/newton/end/")

    booking.refresh_from_db()
    assert booking.ends_at == TEN_PAST
    assert 'data-now="free"' in text_of(panel.get("/panels/newton/"))


def test_ending_twice_is_no_error(panel, room):
    booked(room, between("2026-11-24 10:00", "11:00"))

    panel.post("/panels/newton/end/")

    assert panel.post("/panels/newton/end/").status_code == 302


@pytest.mark.parametrize(("mode", "word"), [("evacuation", "Leave the building now"), ("lockdown", "Stay inside")])
def test_the_mode_of_the_house_takes_over_the_panel(panel, site, room, mode, word):
    site.mode = mode
    site.save()

    page = text_of(panel.get("/panels/newton/"))

    assert f'data-mode="{mode}"' in page and f'data-alarm="{mode}" role="alert" >' in page and word in page


# --- Who may


@pytest.mark.parametrize("deed", ["book", "end"])
def test_nobody_acts_on_a_panel_without_its_token(deed, room):
    assert Client().post(f"/panels/newton/{deed}/", {"minutes": "30"}).status_code == 302
    assert not Booking.objects.exists()


@pytest.mark.parametrize("deed", ["book", "end"])
@pytest.mark.parametrize("shows", ["panel:curie", "board:lobby", ""])
def test_another_screen_of_the_house_does_not_act(deed, shows, site, room):
    booked(room, between("2026-11-24 10:00", "11:00"))

    answer = screen(site, shows).post(f"/panels/newton/{deed}/", {"minutes": "30"})

    assert answer.status_code == 404
    assert Booking.objects.get().ends_at == at("2026-11-24 11:00")


def test_a_panel_of_that_name_at_another_house_does_not_act(room):
    elsewhere = screen(a_site(slug="mth"), "panel:newton")

    assert elsewhere.post("/panels/newton/book/", {"minutes": "30"}).status_code == 404


@pytest.mark.parametrize("role", ["site_manager", "receptionist"])
def test_staff_look_at_the_panel_without_its_buttons(role, site, room):
    browser = Client()
    browser.force_login(a_user(role, site=site))

    page = browser.get("/panels/newton/")

    assert page.status_code == 200 and "data-actions" not in page.content.decode()
    assert browser.post("/panels/newton/book/", {"minutes": "30"}).status_code == 403


def test_staff_of_another_house_find_no_panel(room):
    browser = Client()
    browser.force_login(a_user("site_manager", site=a_site(slug="mth")))

    assert browser.get("/panels/newton/").status_code == 404
    assert browser.get("/panels/nothing/").status_code == 404


def test_a_revoked_panel_neither_acts_nor_shows(panel, site, room):
    site.devices.update(revoked_at=TEN_PAST)

    assert panel.post("/panels/newton/book/", {"minutes": "30"}).status_code == 302
    assert panel.get("/panels/newton/").url == reverse("facilities:screen-start")
    assert not Booking.objects.exists()


def test_an_unpaired_screen_goes_and_pairs_and_learns_nothing(room):
    assert Client().get("/panels/newton/").url == reverse("facilities:screen-start")
    assert Client().get("/panels/nothing/").url == reverse("facilities:screen-start")


@pytest.mark.parametrize("shows", ["panel:curie", "board:lobby"])
def test_a_screen_that_belongs_elsewhere_is_sent_on(shows, site, room):
    assert screen(site, shows).get("/panels/newton/").url == reverse("facilities:screen-start")


def test_a_screen_whose_room_went_to_another_house_is_not_sent_round_in_circles(room):
    assert screen(a_site(slug="mth"), "panel:newton").get("/panels/newton/").status_code == 404


def test_the_buttons_keep_their_forgery_check(site, room):
    strict = screen(site, "panel:newton", enforce_csrf_checks=True)

    assert strict.post("/panels/newton/book/", {"minutes": "30"}).status_code == 403
    assert not Booking.objects.exists()


def test_a_panel_asks_few_questions_of_the_database(panel, room, django_assert_max_num_queries):
    for hour in range(11, 18):
        booked(room, between(f"2026-11-24 {hour}:00", f"{hour}:30"))

    with django_assert_max_num_queries(6):
        panel.get("/panels/newton/")
