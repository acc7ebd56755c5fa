"""Quiet visits of the timeline of one small house."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.timeline import DAY
from tests.factories import a_booking, a_building, a_room, a_site, a_tenant, a_user, between

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


# The desk of the house that a file calls `site`


@pytest.fixture
def host(site):
    return a_tenant(site=site)


@pytest.fixture
def clerk(site):
    return a_user("receptionist", site=site, language="en-gb", name="Rita Desk")


@pytest.fixture
def desk(a_server, a_visitor, clerk):
    def open_desk(path="/desk/darwin/", **more):
        visitor = a_visitor(a_server(**more), user=clerk, size=(1280, 800))
        # A print dialog would wait for somebody.
        visitor.page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; }")
        page = visitor.open(path)
        expect(page.locator("[data-live-mark]")).to_have_attribute("data-state", "live", timeout=10_000)
        return page

    return open_desk
