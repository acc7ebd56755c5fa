"""The pages of bookings on a phone, without scripts, and before axe."""

import pytest

from bookings.models import Booking
from tests.browser.inspection import faults
from tests.browser.timeline import OPEN_DIALOG, TIMELINE, slot, times
from tests.factories import a_user
from tests.plugins.turns import on_sqlite, themes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@on_sqlite
@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_gets_the_list_and_nothing_scrolls_sideways(a_server, visit, house, width):
    _, _, _, member = house
    page = visit(a_server(), TIMELINE, member, width=width)

    assert page.locator(".tl-list").is_visible()
    assert not page.locator(".tl-grid").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".tl-list .slot").first.click()
    page.wait_for_selector(OPEN_DIALOG)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_a_free_half_hour_leads_to_the_form(a_server, visit, house):
    _, newton, _, member = house
    page = visit(a_server(), TIMELINE, member, java_script_enabled=False)

    slot(page, newton, "10:00").click()
    page.fill("#id_title", "No scripts")
    page.click("#booking-submit")

    assert times(Booking.objects.get(title="No scripts")) == ("10:00", "11:00")


@themes
def test_axe_has_nothing_against_the_pages_of_bookings(a_server, visit, house, theme):
    site, newton, _, _ = house
    server, desk = a_server(), a_user("receptionist", site=site)
    booking = Booking.objects.get()
    pages = [
        TIMELINE,
        f"{TIMELINE}&view=list",
        "/bookings/?show=upcoming",
        "/bookings/?show=past",
        "/bookings/add/",
        f"/bookings/{booking.pk}/",
        f"/bookings/{booking.pk}/change/",
        f"/bookings/{booking.pk}/cancel/",
        "/blocks/",
        f"/blocks/add/?room={newton.pk}",
    ]

    page, found = visit(server, "/", desk, color_scheme=theme), {}
    for path in pages:
        page.goto(f"{server.origin}{path}")
        found[path] = faults(page)

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@themes
def test_axe_has_nothing_against_the_open_dialogs(a_server, visit, house, theme):
    _, newton, _, member = house
    page = visit(a_server(), TIMELINE, member, color_scheme=theme)

    slot(page, newton, "12:00").click()
    page.wait_for_selector(OPEN_DIALOG)
    as_opened = faults(page)
    page.fill(f"{OPEN_DIALOG} #id_title", "Too long")
    page.select_option(f"{OPEN_DIALOG} #id_end", "13:30")
    page.click(f"{OPEN_DIALOG} #booking-submit")
    page.wait_for_selector(".booking-offer")
    as_refused = faults(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector("#help-dialog[open]")

    assert (as_opened, as_refused, faults(page)) == ([], [], [])
