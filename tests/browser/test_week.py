"""The week of several buildings in a real browser: by mouse, by keyboard, live, on a phone."""

import pytest
from playwright.sync_api import expect

from bookings.models import Booking
from facilities.models import Building
from tests.browser.inspection import faults
from tests.browser.timeline import OPEN_DIALOG, times
from tests.browser.week import DAYS, WEEK, at, cell, drag
from tests.factories import a_booking, a_building, a_room, a_site, a_tenant, a_user, between
from tests.plugins.turns import on_sqlite, themes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def week(house):
    """The small house without its own booking, and a booking of somebody else on Wednesday from one to two."""
    site, newton, firm, member = house
    a_booking(room=newton, interval=between(f"{DAYS[2]} 13:00", "14:00"), title="Of somebody else")
    return site, newton, firm, member


def book(page, title):
    page.fill(f"{OPEN_DIALOG} #id_title", title)
    page.click(f"{OPEN_DIALOG} #booking-submit")
    page.wait_for_selector(OPEN_DIALOG, state="detached")


def test_dragging_inside_a_day_books_it(a_server, visit, week):
    _, newton, _, member = week
    page = visit(a_server(), WEEK, member)

    drag(page, newton, 2, "10:00", 2, "12:00")
    ghost = page.locator("[data-ghost]").get_attribute("title")
    page.mouse.up()
    page.wait_for_selector(OPEN_DIALOG)
    book(page, "Design review")
    page.locator(".wk-block.own").wait_for()

    booking = Booking.objects.get(title="Design review")
    assert ghost == "10:00 to 12:00"
    assert times(booking) == ("10:00", "12:00")
    assert booking.starts_at.date().isoformat() == DAYS[2]


def test_dragging_across_days_books_them_as_one(a_server, visit):
    site = a_site()  # day and night
    room = a_room(building=a_building(site=site, slug="main"), longest=3 * 24 * 60)
    _, member = a_tenant(site=site)
    page = visit(a_server(), WEEK, member)
    first, last = (cell(page, room, day).bounding_box() for day in (1, 3))

    page.mouse.move(first["x"] + first["width"] * 0.75 + 1, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] * 0.25 - 3, last["y"] + 20, steps=8)
    is_refused = page.locator("[data-ghost].refused").count()
    page.mouse.up()
    page.wait_for_selector(OPEN_DIALOG)
    book(page, "Hackathon")

    booking = Booking.objects.get(title="Hackathon")
    assert is_refused == 0
    assert times(booking) == ("18:00", "06:00")
    assert (booking.ends_at - booking.starts_at).days == 1
    page.locator(".wk-block.own").nth(2).wait_for()
    assert page.locator(".wk-block.own").count() == 3


@pytest.mark.parametrize(("first", "start", "last", "end"), [(2, "12:00", 2, "15:00"), (2, "15:00", 3, "11:00")])
def test_a_drag_over_taken_or_closed_time_is_refused_while_dragging(a_server, visit, week, first, start, last, end):
    _, newton, _, member = week
    page = visit(a_server(), WEEK, member)

    drag(page, newton, first, start, last, end)
    is_refused = page.locator("[data-ghost].refused").count()
    page.mouse.up()

    assert is_refused == 1
    expect(page.locator("[data-announcer]")).not_to_be_empty()
    assert page.locator(OPEN_DIALOG).count() == 0


def test_a_click_proposes_the_time_under_the_pointer(a_server, visit, week):
    _, newton, _, member = week
    page = visit(a_server(), WEEK, member)
    box = cell(page, newton, 1).bounding_box()

    page.mouse.click(box["x"] + box["width"] * 0.75 + 2, box["y"] + 10)
    page.wait_for_selector(OPEN_DIALOG)

    assert page.input_value(f"{OPEN_DIALOG} #id_start") == "15:00"
    assert page.input_value(f"{OPEN_DIALOG} #id_day") == "/".join(reversed(DAYS[1].split("-")))


def test_a_click_on_what_a_meeting_leaves_of_a_day_proposes_a_free_time(a_server, visit, week):
    _, newton, _, member = week
    page = visit(a_server(), WEEK, member)
    box = cell(page, newton, 2).bounding_box()

    page.mouse.click(*at(box, "13:30"))
    meeting_opens = page.locator(OPEN_DIALOG).count()
    page.mouse.click(*at(box, "14:30"))
    page.wait_for_selector(OPEN_DIALOG)

    assert meeting_opens == 0
    assert page.input_value(f"{OPEN_DIALOG} #id_start") == "14:30"


def test_the_whole_flow_goes_by_keyboard(a_server, visit, week):
    _, newton, _, member = week
    page = visit(a_server(), WEEK, member)
    keys = page.keyboard

    for _ in range(60):
        keys.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-cell]')"):
            break
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        keys.press(key)
    told = page.evaluate("document.activeElement.getAttribute('aria-label')")
    keys.press("Enter")
    page.wait_for_selector(f"{OPEN_DIALOG} #id_title:focus")
    keys.type("Keyboard only")
    keys.press("Enter")
    page.get_by_role("link", name="Keyboard only").first.wait_for(state="attached")
    expect(page.locator(":focus")).to_have_attribute("id", f"cell-{newton.pk}-{DAYS[2].replace('-', '')}")
    keys.press("ArrowRight")
    keys.press("Enter")
    page.wait_for_url("**/bookings/*/")

    assert "Newton on Wednesday" in told
    assert "free 09:00–13:00, 14:00–17:00" in told
    assert times(Booking.objects.get(title="Keyboard only")) == ("09:00", "10:00")


def test_shift_and_an_arrow_choose_several_days(a_server, visit):
    site = a_site()
    room = a_room(building=a_building(site=site, slug="main"), longest=3 * 24 * 60)
    _, member = a_tenant(site=site)
    page = visit(a_server(), WEEK, member)

    cell(page, room, 1).locator("[data-cell]").focus()
    page.keyboard.press("Shift+ArrowRight")
    picked = page.locator(".is-picked").count()
    expect(page.locator("[data-announcer]")).to_contain_text("press Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector(OPEN_DIALOG)
    book(page, "Two days")

    booking = Booking.objects.get(title="Two days")
    assert picked == 2
    assert (booking.ends_at - booking.starts_at).days == 2


def test_page_down_turns_to_the_next_week_at_the_same_place(a_server, visit, week):
    _, newton, _, member = week
    page = visit(a_server(), WEEK, member)

    cell(page, newton, 2).locator(".wk-slot").focus()
    page.keyboard.press("PageDown")
    page.wait_for_url(lambda url: DAYS[0] not in url)

    page.wait_for_selector("[data-cell]:focus")
    assert "Newton on Wednesday" in page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_others_see_it_appear_under_their_open_dialog_and_keep_their_focus(a_server, visit, week):
    site, newton, _firm, member = week
    server = a_server()
    watcher = visit(server, WEEK, a_tenant(site=site)[1])
    watcher.wait_for_selector('[data-live-mark][data-state="live"]')
    cell(watcher, newton, 0).locator(".wk-slot").focus()
    watcher.keyboard.press("Enter")
    watcher.fill(f"{OPEN_DIALOG} #id_title", "Half a word")
    writer = visit(server, WEEK, member)

    cell(writer, newton, 1).locator(".wk-slot").focus()
    writer.keyboard.press("Enter")
    writer.wait_for_selector(OPEN_DIALOG)
    book(writer, "New and secret")
    cell(watcher, newton, 1).locator(".taken").wait_for(timeout=1500)

    assert watcher.evaluate("document.activeElement.id") == "id_title"
    assert watcher.input_value(f"{OPEN_DIALOG} #id_title") == "Half a word"
    assert "secret" not in watcher.content()
    watcher.keyboard.press("Escape")
    watcher.wait_for_selector("[data-cell]:focus")
    assert "Newton on Monday" in watcher.evaluate("document.activeElement.getAttribute('aria-label')")


def test_two_houses_stand_below_each_other_and_both_are_live(a_server, visit, week):
    site, _newton, _, _ = week
    mol = a_site(slug="mol", opens=9 * 60, closes=17 * 60)
    annex = a_room(building=a_building(site=mol, slug="annex", name="Annex"), name="Turbine")
    server, desk = a_server(), a_user("platform_admin")
    page = visit(server, f"{WEEK}&in=annex", desk)
    page.wait_for_selector('[data-live-mark][data-state="live"]')

    a_booking(room=annex, interval=between(f"{DAYS[4]} 10:00", "12:00"), title="Far away")
    cell(page, annex, 4).locator(".seen").wait_for(timeout=12_000)

    assert [name.split(",")[0] for name in page.locator(".wk-building .tl-room").all_inner_texts()] == [
        "Main building",
        "Annex",
    ]
    assert Building.objects.filter(site=site).count() == 1


@on_sqlite
@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_starts_with_the_list_and_nothing_scrolls_sideways(a_server, visit, week, width):
    _, _, _, member = week
    page = visit(a_server(), WEEK, member, width=width)

    assert page.locator(".wk-list").is_visible()
    assert not page.locator(".wk-scroll").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".wk-list .slot").first.click()
    page.wait_for_selector(OPEN_DIALOG)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_a_day_leads_to_the_form(a_server, visit, week):
    _, newton, _, member = week
    page = visit(a_server(), WEEK, member, java_script_enabled=False)

    cell(page, newton, 3).locator(".wk-slot").click()
    page.fill("#id_title", "No scripts")
    page.click("#booking-submit")

    assert times(Booking.objects.get(title="No scripts")) == ("09:00", "10:00")


@themes
def test_axe_has_nothing_against_the_week_and_its_list(a_server, visit, week, theme):
    site, newton, firm, member = week
    a_booking(room=newton, interval=between(f"{DAYS[3]} 10:00", "12:00"), organisation=firm, organiser=member)
    server = a_server()

    page = visit(server, f"{WEEK}&weekend=1", a_user("receptionist", site=site), color_scheme=theme)
    as_grid = faults(page)
    page.goto(f"{server.origin}{WEEK}&view=list")
    as_list = faults(page)

    assert (as_grid, as_list) == ([], [])
