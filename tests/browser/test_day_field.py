"""A day is typed or chosen from a calendar, and reads day first in a browser of any language."""

import pytest

from tests.browser.inspection import faults
from tests.plugins.turns import on_sqlite

# What the page does by itself, and how it looks, is the same whatever keeps its words.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), on_sqlite]

PAGE = "/bookings/add/?day=2026-12-05"
DAY, CALENDAR = "#id_day", ".day-field:has(#id_day) .day-calendar"


def test_an_american_browser_shows_the_day_before_the_month(a_server, visit, house):
    page = visit(a_server(), PAGE, house[3], locale="en-US")

    assert page.input_value(DAY) == "05/12/2026"
    assert page.get_attribute(DAY, "placeholder") == "dd/mm/yyyy"


def test_digits_alone_become_a_day(a_server, visit, house):
    page = visit(a_server(), PAGE, house[3])

    page.fill(DAY, "24122026")
    page.press(DAY, "Tab")

    assert page.input_value(DAY) == "24/12/2026"


def test_the_calendar_opens_on_the_day_and_writes_the_one_that_is_chosen(a_server, visit, house):
    page = visit(a_server(), PAGE, house[3])

    page.click(".day-field:has(#id_day) [data-day-open]")
    opened_on = page.input_value(CALENDAR)
    page.evaluate(
        """selector => {
            const calendar = document.querySelector(selector);
            calendar.value = "2026-12-24";
            calendar.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        CALENDAR,
    )

    assert opened_on == "2026-12-05"
    assert page.input_value(DAY) == "24/12/2026"
    assert page.evaluate("document.activeElement.id") == "id_day"
    assert faults(page) == []


def test_without_scripts_no_calendar_is_offered_and_the_day_is_taken(a_server, visit, house):
    page = visit(a_server(), PAGE, house[3], java_script_enabled=False)

    assert not page.locator("[data-day-open]").first.is_visible()
    page.fill(DAY, "24-12-2026")
    page.click("#booking-refresh")

    assert page.input_value(DAY) in ("24/12/2026", "24-12-2026")
    assert page.locator("[aria-invalid]").count() == 0
