"""An evacuation on every screen of a house: panel, lobby board, board and page of the car park, page of the site."""

import httpx
import pytest
from playwright.sync_api import expect

from facilities.kernel import clock
from facilities.models import BoardLine
from facilities.services.modes import end_evacuation, start_evacuation
from tests.factories import a_board, a_device, a_room, a_site, a_user
from tests.parking.world import a_car_park, a_sensor, an_area

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Milliseconds from the call to every screen.
AT_ONCE = 2_000
ADDRESSES = ("/panels/newton/", "/boards/lobby/", "/boards/gate/", "/sites/darwin/", "/car-parks/geel/")


@pytest.fixture
def site(transactional_db):
    site = a_site(name="Incubator Darwin")
    a_room(site=site, slug="newton", name="Newton")
    car_park = a_car_park(site=site)
    an_area(car_park=car_park)
    a_sensor(car_park=car_park, heard=clock.now())
    a_board(site=site, is_public=True)
    gate = a_board(site=site, slug="gate", rooms=False, layout="digits", is_public=True)
    BoardLine.objects.create(board=gate, position=1, provider="places", argument="geel", topic="car-park.geel")
    return site


def screens(server, a_visitor, site):
    """One of each, all live."""
    desk = a_user("receptionist", site=site)
    panel = a_device(site=site, shows="panel:newton")[1]
    who = ({"device": panel, "size": (1280, 800)}, {"size": (1920, 1080)}, {"size": (800, 480)}, {"user": desk}, {})
    visitors = [a_visitor(server, **one) for one in who]
    for visitor, address in zip(visitors, ADDRESSES, strict=True):
        visitor.open(address)
        expect(visitor.page.locator("html")).to_have_attribute("data-live", "live", timeout=10_000)
    return visitors


def alarm(page):
    return page.locator('[data-alarm="evacuation"], [data-mode="evacuation"].board-mode')


def test_every_screen_shows_an_evacuation_within_two_seconds_in_both_languages_and_lets_go(a_server, a_visitor, site):
    server = a_server()
    visitors = screens(server, a_visitor, site)
    for visitor in visitors:
        expect(alarm(visitor.page)).to_be_hidden()
    desk, switch = visitors[3], f"/api/v1/sites/{site.pk}/mode/"

    assert desk.post(switch, {"mode": "evacuation"}) == 200

    for visitor in visitors:
        expect(alarm(visitor.page)).to_be_visible(timeout=AT_ONCE)
    for visitor in visitors:
        expect(alarm(visitor.page)).to_contain_text("Verlaat nu het gebouw")
        expect(alarm(visitor.page)).to_contain_text("Leave the building now")
        expect(alarm(visitor.page).locator("svg:visible")).to_have_count(1)
        expect(alarm(visitor.page).locator("[data-drill]:visible")).to_have_count(0)
        assert visitor.faults() == []
        assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert httpx.get(f"{server.origin}/boards/gate.txt").text == "EVACUATIE\n"

    assert desk.post(switch, {"mode": "normal"}) == 200

    for visitor in visitors:
        expect(alarm(visitor.page)).to_be_hidden(timeout=AT_ONCE)
        assert visitor.complaints == []


def test_an_evacuation_outlives_the_server_and_the_screens(a_server, a_visitor, site):
    environment = {"LIVE_HEARTBEAT": "0.5", "LIVE_STALE_AFTER": "2"}
    server = a_server(number=7, **environment)
    panel, lobby, gate, *_ = visitors = screens(server, a_visitor, site)
    start_evacuation(by=None, site=site, at=clock.now(), is_drill=True)
    for visitor in visitors:
        expect(alarm(visitor.page)).to_be_visible(timeout=AT_ONCE)
    expect(panel.page.locator('[data-alarm="evacuation"] [data-drill]').first).to_be_visible()
    expect(lobby.page.locator(".board-mode")).to_contain_text("Evacuatieoefening")

    server.kill()
    for visitor in (panel, lobby, gate):
        expect(visitor.page.locator("html")).to_have_attribute("data-live", "stale", timeout=10_000)
        expect(alarm(visitor.page)).to_be_visible()
    again = a_server(number=7, PORT=str(server.port), **environment)

    assert again.origin == server.origin
    for visitor in (panel, lobby, gate):
        visitor.page.reload()
        expect(visitor.page.locator("html")).to_have_attribute("data-live", "live", timeout=20_000)
        expect(alarm(visitor.page)).to_be_visible()

    end_evacuation(by=None, site=site, at=clock.now())
    for visitor in (panel, lobby, gate):
        expect(alarm(visitor.page)).to_be_hidden(timeout=AT_ONCE)
