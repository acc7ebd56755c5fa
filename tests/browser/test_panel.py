"""The panel beside a door and the page of its site, in a real browser against a real server."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bookings.models import Booking
from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from facilities.models import Device
from tests.factories import a_booking, a_device, a_room, a_site, a_tenant, a_user
from tests.plugins.turns import themes

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NEWTON = "/panels/newton/"
# Milliseconds a page may take from the answer to a booking to showing it.
AT_ONCE = 1_000


@pytest.fixture
def site(transactional_db):
    return a_site(name="Incubator Darwin")


@pytest.fixture
def room(site):
    return a_room(site=site, slug="newton", name="Newton", grid=1, shortest=1)


@pytest.fixture
def token(site, room):
    return a_device(site=site, shows="panel:newton")[1]


def quarter(minutes=0) -> Interval:
    start = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    return Interval(start, start + timedelta(minutes=15))


def seconds(first, last) -> Interval:
    return Interval(clock.now() + timedelta(seconds=first), clock.now() + timedelta(seconds=last))


def state_of(page):
    return expect(page.locator("[data-panel]"))


def live(page):
    return expect(page.locator("html"))


def was_reloaded(page) -> bool:
    return not page.evaluate("window.wasNeverReloaded === true")


def a_watched_house(server, a_visitor, site, token):
    """The panel and the page of the site, both live and free; a reload would forget that they were never reloaded."""
    panel = a_visitor(server, device=token)
    desk = a_visitor(server, user=a_user("receptionist", site=site))
    for page in (panel.open(NEWTON), desk.open("/sites/darwin/")):
        live(page).to_have_attribute("data-live", "live")
        page.evaluate("window.wasNeverReloaded = true")
    state_of(panel.page).to_have_attribute("data-now", "free")
    return panel, desk


def test_a_booking_shows_on_panel_and_site_page_within_a_second_without_reload(a_server, a_visitor, site, room, token):
    server = a_server()
    panel, desk = a_watched_house(server, a_visitor, site, token)
    _, member = a_tenant(site=site)
    tenant = a_visitor(server, user=member)
    tenant.open("/sites/darwin/")
    interval = quarter()

    status = tenant.post(
        "/api/v1/bookings/",
        {
            "room": room.pk,
            "title": "Secret takeover",
            "starts_at": interval.start.isoformat(),
            "ends_at": interval.end.isoformat(),
        },
    )

    assert status == 201
    state_of(panel.page).to_have_attribute("data-now", "busy", timeout=AT_ONCE)
    expect(panel.page.locator("[data-word]")).to_have_text("In use", timeout=AT_ONCE)
    expect(desk.page.locator("[data-room] [data-chip]")).to_have_text("In use", timeout=AT_ONCE)
    expect(desk.page.locator("[data-summary]")).to_have_text("0 of 1 rooms free")
    expect(desk.page.locator("[data-today]")).to_contain_text(member.name)
    assert not was_reloaded(panel.page) and not was_reloaded(desk.page)
    assert "Secret takeover" not in panel.page.content()
    assert panel.complaints == desk.complaints == []


def test_a_server_that_hangs_is_noticed_by_the_pages_own_clock_and_heals(a_server, a_visitor, site, room, token):
    server = a_server(LIVE_HEARTBEAT="0.5", LIVE_STALE_AFTER="2")
    panel, desk = a_watched_house(server, a_visitor, site, token)

    server.pause()
    try:
        for page in (panel.page, desk.page):
            live(page).to_have_attribute("data-live", "stale", timeout=6_000)
            expect(page.locator("[data-live-mark]")).to_contain_text("no connection")
        state_of(panel.page).to_have_attribute("data-now", "free")
        expect(panel.page.get_by_role("button", name="Book 30 minutes")).to_be_disabled()
    finally:
        server.resume()

    for page in (panel.page, desk.page):
        live(page).to_have_attribute("data-live", "live", timeout=20_000)
    expect(panel.page.get_by_role("button", name="Book 30 minutes")).to_be_enabled()


def test_a_restarted_server_heals_the_pages_and_shows_what_happened_meanwhile(a_server, a_visitor, site, room, token):
    server = a_server(LIVE_HEARTBEAT="0.5", LIVE_STALE_AFTER="2")
    panel, desk = a_watched_house(server, a_visitor, site, token)

    server.kill()
    for page in (panel.page, desk.page):
        live(page).to_have_attribute("data-live", "stale", timeout=6_000)
    a_booking(room=room, interval=quarter(), at=clock.now())
    a_server(LIVE_HEARTBEAT="0.5", LIVE_STALE_AFTER="2", PORT=str(server.port))

    for page in (panel.page, desk.page):
        live(page).to_have_attribute("data-live", "live", timeout=30_000)
    state_of(panel.page).to_have_attribute("data-now", "busy")
    expect(desk.page.locator("[data-room] [data-chip]")).to_have_text("In use")
    assert not was_reloaded(panel.page)


def test_a_meeting_that_begins_and_ends_turns_the_panel_with_no_write_and_no_worker(a_server, a_visitor, room, token):
    server = a_server(WORKER="0")
    booking = a_booking(room=room, interval=seconds(5, 9), at=clock.now())
    panel = a_visitor(server, device=token)
    page = panel.open(NEWTON)
    live(page).to_have_attribute("data-live", "live")
    state_of(page).to_have_attribute("data-now", "soon")

    state_of(page).to_have_attribute("data-now", "busy", timeout=10_000)
    began = clock.now()
    state_of(page).to_have_attribute("data-now", "free", timeout=10_000)
    ended = clock.now()

    assert timedelta(0) <= began - booking.starts_at < timedelta(seconds=2)
    assert timedelta(0) <= ended - booking.ends_at < timedelta(seconds=2)


def test_half_an_hour_is_booked_and_given_back_by_keyboard_alone(a_server, a_visitor, room, token):
    panel = a_visitor(a_server(), device=token)
    page = panel.open(NEWTON)
    live(page).to_have_attribute("data-live", "live")

    press(page, "Book 30 minutes")
    expect(page.get_by_text("The room is yours until")).to_be_visible()
    state_of(page).to_have_attribute("data-now", "busy")
    booking = Booking.objects.get()
    press(page, "End early")
    press(page, "Yes, end it")
    expect(page.get_by_text("The room is free at")).to_be_visible()

    ended = Booking.objects.get()
    assert booking.booked_at_panel.shows == "panel:newton" and ended.ends_at < booking.ends_at
    assert panel.complaints == []


def press(page, name: str) -> None:
    """Tab to the button of that name and press Enter."""
    for _ in range(8):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement?.textContent?.trim() ?? ''")
        if focused.startswith(name):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"no way to {name!r} by keyboard")


@pytest.mark.parametrize("size", [(1280, 800), (800, 480)])
def test_every_state_of_the_panel_fits_the_screen_and_pleases_axe(a_server, a_visitor, site, room, token, size):
    panel = a_visitor(a_server(), device=token, size=size)
    page = panel.open(NEWTON)

    looks_right(panel, "free")
    later = a_booking(room=room, interval=quarter(10), at=clock.now())
    page.reload()
    looks_right(panel, "soon")
    a_booking(room=room, interval=Interval(clock.now() - timedelta(minutes=5), later.starts_at), at=clock.now())
    page.reload()
    looks_right(panel, "busy")
    page.get_by_role("button", name="End early").click()
    looks_right(panel, "busy")
    site.mode = "evacuation"
    site.save()
    page.reload()
    expect(page.get_by_text("Leave the building now")).to_be_visible()
    assert panel.faults() == []
    assert panel.complaints == []


def looks_right(panel, now: str) -> None:
    """In that state: nothing outside the screen, nothing too small for a thumb, nothing axe objects to."""
    page = panel.page
    state_of(page).to_have_attribute("data-now", now)
    live(page).to_have_attribute("data-live", "live")
    # Asked again and again: the strict policy of the page forbids Playwright's own waiting function.
    while page.evaluate("document.getAnimations().length"):
        page.wait_for_timeout(50)
    assert panel.faults() == []
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= innerWidth && {root}.scrollHeight <= innerHeight")
    boxes = page.evaluate(
        """[...document.querySelectorAll("button")]
            .filter((button) => button.checkVisibility())
            .map((button) => button.getBoundingClientRect())
            .map((box) => Math.min(box.width, box.height))"""
    )
    assert all(side >= 60 for side in boxes)


def test_a_screen_is_paired_by_its_code_becomes_the_panel_and_goes_blank_when_revoked(a_server, a_visitor, site, room):
    server = a_server()
    screen, manager = a_visitor(server), a_visitor(server, user=a_user("site_manager", site=site))
    wall = screen.open(NEWTON)
    expect(wall).to_have_url(f"{server.origin}/screens/")
    code = wall.locator("#pairing-code").inner_text()

    desk = manager.open("/devices/pair/")
    desk.get_by_label("Code on the screen").fill(code)
    desk.get_by_label("Name", exact=True).fill("Door of Newton")
    desk.get_by_label("Shows").select_option("panel:newton")
    desk.get_by_role("button", name="Pair", exact=True).click()

    expect(wall).to_have_url(f"{server.origin}{NEWTON}")
    live(wall).to_have_attribute("data-live", "live")
    wall.get_by_role("button", name="Book 30 minutes").click()
    state_of(wall).to_have_attribute("data-now", "busy")
    live(wall).to_have_attribute("data-live", "live")
    device = Device.objects.get()
    manager.open(f"/devices/{device.uuid}/revoke/").get_by_role("button", name="Revoke").click()

    expect(wall).to_have_url(f"{server.origin}/screens/", timeout=2_000)
    expect(wall.locator("#pairing-code")).to_be_visible()
    assert "Newton" not in wall.content()


@pytest.mark.parametrize("width", [1440, 320])
@themes
def test_the_page_of_a_site_pleases_axe_and_needs_no_sideways_scrolling(a_server, a_visitor, site, room, width, theme):
    a_booking(room=a_room(building=room.space.floor.building, name="Curie"), interval=quarter(), at=clock.now())
    server = a_server()

    for user in (a_user("receptionist", site=site), a_tenant(site=site)[1]):
        visitor = a_visitor(server, user=user, size=(width, 900), color_scheme=theme)
        page = visitor.open("/sites/darwin/")
        live(page).to_have_attribute("data-live", "live")

        assert visitor.faults() == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert visitor.complaints == []


def test_the_filter_of_the_site_page_follows_what_is_typed_and_what_happens(a_server, a_visitor, site, room, token):
    a_room(building=room.space.floor.building, name="Curie", seats=30)
    panel, desk = a_watched_house(a_server(), a_visitor, site, token)
    names = desk.page.locator("[data-room]:visible h3")

    desk.page.get_by_label("Seats at least").fill("20")
    expect(names).to_have_text(["Curie"])
    desk.page.get_by_label("Seats at least").fill("")
    desk.page.get_by_label("Only free now").check()
    expect(names).to_have_text(["Curie", "Newton"])
    panel.page.get_by_role("button", name="Book 30 minutes").click()

    expect(names).to_have_text(["Curie"])


def test_the_panel_works_without_scripts(a_server, a_visitor, room, token):
    panel = a_visitor(a_server(), device=token, java_script_enabled=False)
    page = panel.open(NEWTON)

    page.get_by_role("button", name="Book 30 minutes").click()
    expect(page.get_by_text("In use", exact=True)).to_be_visible()
    page.get_by_role("button", name="End early").click()
    page.get_by_role("button", name="Yes, end it").click()

    expect(page.get_by_text("The room is free at")).to_be_visible()
    expect(page.locator('meta[http-equiv="refresh"]')).to_have_count(1)
