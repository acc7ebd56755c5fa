"""What a sensor tells shows on the page of its site within a second, to those who work there and nobody else."""

import httpx
import pytest
from playwright.sync_api import expect

from facilities.kernel import clock
from tests.factories import a_room, a_room_sensor, a_site, a_tenant, a_user

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AT_ONCE = 1_000


@pytest.fixture
def site(transactional_db):
    site = a_site(name="Incubator Darwin")
    a_room_sensor(room=a_room(site=site, name="Newton"), token="rd_room")
    a_room(site=site, name="Curie")
    return site


def tell(server, people: int) -> None:
    reading = {"id": f"{clock.now().isoformat()}", "occurred_at": clock.now().isoformat(), "people": people}
    answer = httpx.post(
        f"{server.origin}/api/v1/rooms/readings/",
        json={"readings": [reading]},
        headers={"Authorization": "Bearer rd_room"},
    )
    assert answer.json()["results"][0]["status"] == "accepted"


def test_a_reading_shows_at_once_to_staff_and_never_to_tenants(a_server, a_visitor, site):
    server = a_server()
    desk = a_visitor(server, user=a_user("receptionist", site=site))
    tenant = a_visitor(server, user=a_tenant(site=site)[1])
    for visitor in (desk, tenant):
        visitor.open("/sites/darwin/")
        expect(visitor.page.locator("html")).to_have_attribute("data-live", "live", timeout=10_000)
    line = desk.page.locator("[data-use]")
    expect(line).to_have_text("Not known whether anybody is inside")

    tell(server, 3)
    expect(line).to_contain_text("3 inside since", timeout=AT_ONCE)
    tell(server, 0)
    expect(line).to_contain_text("Empty since", timeout=AT_ONCE)

    assert tenant.page.locator("[data-use], [data-differing]").count() == 0
    assert desk.faults() == []
    assert desk.complaints == tenant.complaints == []
