"""The single keys that work on every page, and how they are switched off."""

import pytest
from playwright.sync_api import expect

from tests.browser.inspection import faults
from tests.browser.timeline import TIMELINE
from tests.factories import a_user
from tests.plugins.turns import on_sqlite

# What the page does by itself, and how it looks, is the same whatever keeps its words.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), on_sqlite]


@pytest.fixture
def desk(house):
    """Somebody at the desk of the small house, who searches in what others booked."""
    return a_user("receptionist", site=house[0])


@pytest.mark.parametrize(
    ("path", "field"),
    [("/bookings/?show=upcoming", "booking-q"), (TIMELINE, "tl-people"), ("/profile/", "find-words")],
)
def test_the_slash_goes_to_what_searches_or_narrows_the_page(a_server, visit, house, desk, path, field):
    page = visit(a_server(), path, desk)

    page.keyboard.press("/")

    expect(page.locator(f"#{field}")).to_be_focused()
    assert page.input_value(f"#{field}") == ""


def test_a_page_is_found_by_its_name(a_server, visit, house, desk):
    page = visit(a_server(), "/profile/", desk)

    page.keyboard.press("/")
    wrong = faults(page)
    page.keyboard.type("book")
    shown = page.locator("#find-dialog li:visible").all_inner_texts()
    page.keyboard.press("Enter")
    page.wait_for_url("**/bookings/**")

    assert wrong == []
    assert shown[0] == "Bookings"
    assert "Search in Bookings: book" in shown


def test_what_no_page_is_called_is_searched_for_in_the_lists(a_server, visit, house, desk):
    page = visit(a_server(), "/profile/", desk)

    page.keyboard.press("/")
    page.keyboard.type("design review")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bookings/?q=*")

    assert page.url.endswith("/bookings/?q=design+review")


@pytest.mark.parametrize("path", ["/", "/profile/", "/rooms/", TIMELINE])
def test_the_question_mark_shows_the_keys_on_every_page(a_server, visit, house, path):
    page = visit(a_server(), path, house[3])

    page.keyboard.press("?")

    expect(page.locator("#help-dialog")).to_be_visible()
    assert faults(page) == []


def test_in_a_field_the_keys_are_letters(a_server, visit, house, desk):
    page = visit(a_server(), "/bookings/?show=upcoming", desk)

    page.focus("#booking-q")
    page.keyboard.type("w/o?")

    assert page.input_value("#booking-q") == "w/o?"
    assert page.locator("dialog[open]").count() == 0


def test_who_switched_them_off_has_the_buttons_alone(a_server, visit, house):
    quiet = a_user("tenant_member", organisation=house[2], uses_shortcuts=False)
    page = visit(a_server(), "/bookings/?show=upcoming", quiet)

    page.keyboard.press("/")
    page.keyboard.press("?")
    is_focused = page.evaluate("document.activeElement.id")
    are_open = page.locator("dialog[open]").count()
    page.click("[data-help]")

    assert (is_focused, are_open) == ("", 0)
    expect(page.locator("#help-dialog")).to_contain_text("Switch the single keys on in your profile")


def test_before_logging_in_no_single_key_acts(a_server, visit):
    page = visit(a_server(), "/login/", None)

    page.locator("body").click(position={"x": 5, "y": 400})
    page.keyboard.press("?")
    are_open = page.locator("dialog[open]").count()
    page.click("[data-help]")

    assert are_open == 0
    expect(page.locator("#help-dialog")).to_be_visible()
