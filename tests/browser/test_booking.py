"""Booking on the timeline in a real browser: by mouse, by keyboard, seen live by others."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from bookings.models import Booking
from tests.factories import BRUSSELS, a_booking, a_building, a_room, a_site, a_tenant, a_user, between

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = (timezone.localtime() + timedelta(days=7)).date().isoformat()
TIMELINE = f"/timeline/main/?day={DAY}"
OPEN_DIALOG = "#booking-dialog[open]"


# A refusal is an answer, yet Chromium writes every 4xx to the console.
REFUSAL = re.compile(r"Failed to load resource.*status of 4(00|09)")


@pytest.fixture
def visit(a_visitor):
    """Open a page as somebody; when the test is over nothing may stand in any console."""
    visitors = []

    def open_page(server, path, user, *, width=1440, **context):
        visitors.append(a_visitor(server, user=user, size=(width, 900), **context))
        return visitors[-1].open(path)

    yield open_page
    said = [line for visitor in visitors for line in visitor.complaints if not REFUSAL.search(line)]
    assert said == []


def faults(page):
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]


@pytest.fixture
def house():
    """A building with two rooms, open from nine to five, with somebody else's booking from one to two."""
    site = a_site(opens=9 * 60, closes=17 * 60)
    building = a_building(site=site, slug="main", name="Main building")
    newton = a_room(building=building, name="Newton")
    a_room(building=building, name="Curie")
    a_booking(room=newton, interval=between(f"{DAY} 13:00", "14:00"), title="Of somebody else")
    firm, member = a_tenant(site=site)
    member.language = "en-gb"
    member.save()
    return site, newton, firm, member


def slot(page, room, start):
    return page.locator(f'[data-room="{room.pk}"] .tl-slot[href*="start={start.replace(":", "%3A")}&"]')


def drag(page, first, last):
    start, end = first.bounding_box(), last.bounding_box()
    page.mouse.move(start["x"] + 4, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 20)
    page.mouse.move(end["x"] + end["width"] - 4, end["y"] + 20, steps=5)


def times(booking):
    return tuple(f"{moment.astimezone(BRUSSELS):%H:%M}" for moment in (booking.starts_at, booking.ends_at))


def test_dragging_over_free_time_books_it(a_server, visit, house):
    _, newton, _, member = house
    page = visit(a_server(), TIMELINE, member)

    drag(page, slot(page, newton, "10:00"), slot(page, newton, "11:30"))
    ghost = page.locator("[data-ghost]").inner_text()
    page.mouse.up()
    page.fill(f"{OPEN_DIALOG} [name=title]", "Design review")
    page.click(f"{OPEN_DIALOG} #booking-submit")
    page.get_by_role("link", name="Newton, 10:00 to 12:00: Design review").wait_for()

    assert "10:00" in ghost
    assert "12:00" in ghost
    assert times(Booking.objects.get(title="Design review")) == ("10:00", "12:00")
    assert page.locator(OPEN_DIALOG).count() == 0


def test_dragging_over_taken_time_is_refused_while_dragging(a_server, visit, house):
    _, newton, _, member = house
    page = visit(a_server(), TIMELINE, member)

    drag(page, slot(page, newton, "12:00"), slot(page, newton, "14:30"))
    is_refused = page.locator("[data-ghost].refused").count()
    page.mouse.up()

    assert is_refused == 1
    page.wait_for_function("document.querySelector('[data-announcer]').textContent !== ''")
    assert page.locator(OPEN_DIALOG).count() == 0


def test_the_keyboard_alone_books_a_room(a_server, visit, house):
    _, _newton, _, member = house
    page = visit(a_server(), TIMELINE, member)
    keys = page.keyboard

    for _ in range(60):
        keys.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-cell]')"):
            break
    for key in ("ArrowDown", "Home", "ArrowRight", "ArrowRight", "Enter"):
        keys.press(key)
    page.wait_for_selector(f"{OPEN_DIALOG} #id_title:focus")
    keys.type("Keyboard only")
    keys.press("Enter")
    page.get_by_role("link", name="Keyboard only").wait_for()

    assert times(Booking.objects.get(title="Keyboard only")) == ("10:00", "11:00")
    page.wait_for_function("document.activeElement.textContent.includes('Keyboard only')")


def test_escape_gives_the_focus_back_to_the_cell(a_server, visit, house):
    _, newton, _, member = house
    page = visit(a_server(), TIMELINE, member)
    cell = slot(page, newton, "15:00")

    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{OPEN_DIALOG} #id_title:focus")
    page.keyboard.press("Escape")

    page.wait_for_function("document.activeElement.matches('[data-cell]')")
    assert page.evaluate("document.activeElement.id") == cell.get_attribute("id")


def test_page_down_turns_to_the_next_day_at_the_same_place(a_server, visit, house):
    _, newton, _, member = house
    page = visit(a_server(), TIMELINE, member)

    slot(page, newton, "15:00").focus()
    page.keyboard.press("PageDown")
    page.wait_for_url(lambda url: DAY not in url)

    page.wait_for_function("document.activeElement.matches('[data-cell]')")
    assert "15:00" in page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_single_keys_work_only_for_who_wants_them(a_server, visit, house):
    _site, _, firm, member = house
    server = a_server()
    quiet = a_user("tenant_member", organisation=firm, uses_shortcuts=False)

    page = visit(server, TIMELINE, member)
    page.keyboard.press("?")
    page.wait_for_selector("#help-dialog[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_selector(OPEN_DIALOG)

    other = visit(server, TIMELINE, quiet)
    other.keyboard.press("n")
    other.keyboard.press("?")
    other.wait_for_timeout(300)
    assert other.locator("dialog[open]").count() == 0


def test_others_see_it_appear_within_a_second_under_their_open_dialog(a_server, visit, house):
    site, newton, _firm, member = house
    server = a_server()
    watcher = visit(server, TIMELINE, a_tenant(site=site)[1])
    watcher.wait_for_selector('[data-live-mark][data-state="live"]')
    slot(watcher, newton, "09:00").click()
    watcher.fill(f"{OPEN_DIALOG} #id_title", "Half a word")
    writer = visit(server, TIMELINE, member)

    slot(writer, newton, "15:00").click()
    writer.fill(f"{OPEN_DIALOG} #id_title", "New and secret")
    writer.click(f"{OPEN_DIALOG} #booking-submit")
    writer.wait_for_selector(OPEN_DIALOG, state="detached")
    watcher.wait_for_selector(f'[data-room="{newton.pk}"] [aria-label*="15:00"] .taken', timeout=1000)

    assert watcher.evaluate("document.activeElement.id") == "id_title"
    assert watcher.input_value(f"{OPEN_DIALOG} #id_title") == "Half a word"
    assert "secret" not in watcher.content()


def test_the_focused_cell_survives_a_live_redraw(a_server, visit, house):
    site, newton, _firm, member = house
    server = a_server()
    watcher = visit(server, TIMELINE, a_tenant(site=site)[1])
    watcher.wait_for_selector('[data-live-mark][data-state="live"]')
    slot(watcher, newton, "11:00").focus()
    writer = visit(server, TIMELINE, member)

    slot(writer, newton, "15:00").click()
    writer.fill(f"{OPEN_DIALOG} #id_title", "Later")
    writer.click(f"{OPEN_DIALOG} #booking-submit")
    watcher.wait_for_selector(f'[data-room="{newton.pk}"] [aria-label*="15:00"] .taken', timeout=2000)

    assert "11:00" in watcher.evaluate("document.activeElement.getAttribute('aria-label')")


def test_a_refusal_offers_what_is_left_and_one_click_takes_it(a_server, visit, house):
    _, newton, _, member = house
    page = visit(a_server(), TIMELINE, member)

    slot(page, newton, "12:00").click()
    page.fill(f"{OPEN_DIALOG} #id_title", "Too long")
    page.select_option(f"{OPEN_DIALOG} #id_end", "13:30")
    page.click(f"{OPEN_DIALOG} #booking-submit")
    page.locator(".booking-offer").first.click()
    page.wait_for_selector(f"{OPEN_DIALOG} [role=alert]", state="detached")
    kept = page.input_value(f"{OPEN_DIALOG} #id_title")
    page.click(f"{OPEN_DIALOG} #booking-submit")
    page.wait_for_selector(OPEN_DIALOG, state="detached")

    assert kept == "Too long"
    assert Booking.objects.filter(title="Too long").count() == 1


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


@pytest.mark.parametrize("theme", ["light", "dark"])
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

    found = {path: faults(visit(server, path, desk, color_scheme=theme)) for path in pages}

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
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
