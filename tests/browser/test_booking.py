"""Booking on the timeline in a real browser: by mouse, by keyboard, seen live by others."""

import pytest
from playwright.sync_api import expect

from bookings.models import Booking, Hold
from tests.browser.timeline import DAY, OPEN_DIALOG, TIMELINE, drag, slot, times
from tests.factories import a_tenant, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    expect(page.locator("[data-announcer]")).not_to_be_empty()
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
    expect(page.locator(":focus")).to_contain_text("Keyboard only")


def test_escape_gives_the_focus_back_to_the_cell(a_server, visit, house):
    _, newton, _, member = house
    page = visit(a_server(), TIMELINE, member)
    cell = slot(page, newton, "15:00")

    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{OPEN_DIALOG} #id_title:focus")
    page.keyboard.press("Escape")

    page.wait_for_selector("[data-cell]:focus")
    assert page.evaluate("document.activeElement.id") == cell.get_attribute("id")


def test_page_down_turns_to_the_next_day_at_the_same_place(a_server, visit, house):
    _, newton, _, member = house
    page = visit(a_server(), TIMELINE, member)

    slot(page, newton, "15:00").focus()
    page.keyboard.press("PageDown")
    page.wait_for_url(lambda url: DAY not in url)

    page.wait_for_selector("[data-cell]:focus")
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


def test_reception_books_on_behalf_of_somebody(a_server, visit, house):
    site, newton, firm, member = house
    page = visit(a_server(), TIMELINE, a_user("receptionist", site=site))

    slot(page, newton, "10:00").click()
    page.fill(f"{OPEN_DIALOG} #id_title", "On behalf")
    page.fill(f"{OPEN_DIALOG} #id_organisation", firm.name)
    page.keyboard.press("Tab")
    page.locator(f"{OPEN_DIALOG} #id_organiser option", has_text=member.name).wait_for(state="attached")
    page.select_option(f"{OPEN_DIALOG} #id_organiser", label=member.name)
    page.click(f"{OPEN_DIALOG} #booking-submit")
    page.wait_for_selector(OPEN_DIALOG, state="detached")

    booking = Booking.objects.get(title="On behalf")
    assert (booking.organisation, booking.organiser) == (firm, member)


def test_who_is_logged_out_meanwhile_is_sent_to_log_in(a_server, visit, house):
    _, newton, _, member = house
    page = visit(a_server(), TIMELINE, member)

    page.context.clear_cookies()
    slot(page, newton, "10:00").click()

    page.wait_for_url("**/login/**")

    assert page.is_visible("input[type=password]")


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


def test_a_time_that_is_taken_gives_back_the_one_held_and_leaves_the_console_empty(a_server, a_visitor, house):
    _, newton, _, member = house
    visitor = a_visitor(a_server(), user=member, size=(1440, 900))
    page = visitor.open(TIMELINE)

    slot(page, newton, "12:00").click()
    kept = page.locator(f"{OPEN_DIALOG} room-hold")
    expect(kept).to_contain_text("Kept for you")
    page.select_option(f"{OPEN_DIALOG} #id_end", "13:30")
    expect(kept).to_contain_text("Newton is taken")
    page.select_option(f"{OPEN_DIALOG} #id_end", "12:30")
    expect(kept).to_contain_text("Kept for you")

    assert Hold.objects.get().ends_at.minute == 30
    assert visitor.complaints == []


def test_the_time_in_the_dialog_is_held_and_given_back_when_it_closes(a_server, visit, house):
    _, newton, _, member = house
    page = visit(a_server(), TIMELINE, member)

    slot(page, newton, "12:00").click()
    expect(page.locator(f"{OPEN_DIALOG} room-hold")).not_to_be_empty()
    held = Hold.objects.get()
    page.keyboard.press("Escape")
    page.wait_for_selector(OPEN_DIALOG, state="detached")
    page.wait_for_timeout(1500)

    assert (held.room, held.user) == (newton, member)
    assert not Hold.objects.exists()
