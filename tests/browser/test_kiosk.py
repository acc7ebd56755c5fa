"""The kiosk in the hall in a real browser: scanner, finger, thirty seconds of nothing, a server that went away."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from access.models import Visit
from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from facilities.services.devices import revoke_device
from facilities.services.modes import start_evacuation
from tests.factories import a_device, a_site, a_user, a_visit, an_organisation, house_rules

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HALL = "/kiosk/darwin/"


@pytest.fixture
def site(transactional_db):
    return a_site(slug="darwin", name="Incubator Darwin")


@pytest.fixture
def hall(request, site, a_server, a_visitor):
    """A kiosk that stands live in the hall; a test may name settings of its server."""
    device, token = a_device(site=site, shows="kiosk:darwin")
    server = a_server(LIVE_HEARTBEAT="0.5", **getattr(request, "param", {}))
    kiosk = a_visitor(server, device=token)
    kiosk.server, kiosk.device = server, device
    kiosk.open("/screens/")
    expect(kiosk.page).to_have_url(f"{server.origin}{HALL}")
    expect(kiosk.page.locator("html")).to_have_attribute("data-live", "live")
    return kiosk


def stage(page):
    return page.locator("[data-stage]")


def test_a_scanner_checks_in_and_the_next_visitor_finds_nothing_of_it(hall, site):
    now = clock.now()
    house_rules(site=site)
    made = a_visit(site=site, interval=Interval(now, now + timedelta(hours=1)), at=now, language="en-gb")
    page = hall.page
    assert hall.faults() == []
    # Nothing is touched: a scanner types where the focus is.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type(made.token)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Wear your badge.")).to_be_visible()
    assert hall.faults() == []
    page.get_by_role("button", name="I accept the house rules").click()
    expect(page.get_by_role("heading", name="Welcome, Jan Peeters")).to_be_visible()

    made.visit.refresh_from_db()
    assert made.visit.status == Visit.Status.IN
    page.get_by_role("link", name="To the start").click()
    expect(stage(page)).to_have_attribute("data-stage", "start")
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("Peeters")
    assert hall.complaints == []


def test_three_letters_find_five_at_most_by_keyboard_alone(hall, site):
    for number in range(7):
        a_user("tenant_member", organisation=an_organisation(sites=[site]), name=f"Anna{number} Claes")
    page = hall.page
    page.get_by_role("link", name="English").press("Enter")
    page.get_by_role("link", name="I have no code").press("Enter")
    expect(stage(page)).to_have_attribute("data-stage", "host")
    assert hall.faults() == []
    for text in ("Ada Byron", "Tab", "Tab", "ann", "Enter"):
        page.keyboard.press(text) if text in {"Tab", "Enter"} else page.keyboard.type(text)

    found = page.locator("button[name=host]")
    expect(found).to_have_count(5)
    assert hall.faults() == []
    for button in found.all() + page.locator(".hall-buttons a").all():
        assert button.bounding_box()["height"] >= 44
    found.first.press("Enter")
    expect(page.get_by_role("heading", name="is asked")).to_be_visible()
    assert Visit.objects.get().waits_for == Visit.WaitsFor.APPROVAL


def test_thirty_seconds_without_a_touch_forget_whoever_stood_there(hall, site):
    page = hall.page
    page.clock.install()
    page.reload()
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="I have no code").click()
    page.get_by_label("Your name").fill("Ada Byron")

    page.clock.fast_forward(20_000)
    expect(page.get_by_label("Your name")).to_have_value("Ada Byron")
    page.clock.fast_forward(11_000)

    expect(stage(page)).to_have_attribute("data-stage", "start")
    expect(page.locator("#code")).to_have_value("")
    assert page.evaluate("document.documentElement.lang") == "nl"


@pytest.mark.parametrize("hall", [{"LIVE_STALE_AFTER": "3"}], indirect=True)
def test_a_kiosk_without_a_server_sends_to_the_desk_and_heals(hall, site):
    page = hall.page
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="I have no code").click()
    page.get_by_label("Your name").fill("Ada Byron")

    hall.server.pause()
    try:
        expect(page.get_by_text("Please go to the desk. Nothing you typed here is kept.")).to_be_visible(timeout=15_000)
        expect(page.get_by_label("Your name")).to_have_count(0)
    finally:
        hall.server.resume()

    expect(stage(page)).to_have_attribute("data-stage", "start", timeout=30_000)
    expect(stage(page)).to_be_visible()


def test_an_evacuation_covers_the_kiosk_and_revoking_blanks_it(hall, site):
    page = hall.page
    start_evacuation(by=None, site=site, at=clock.now())
    expect(page.locator('[data-alarm="evacuation"]')).to_be_visible(timeout=2_000)
    expect(page.locator("#code")).not_to_be_visible()

    revoke_device(by=None, device=hall.device, at=clock.now())
    expect(page.locator("#pairing-code")).to_be_visible(timeout=10_000)
