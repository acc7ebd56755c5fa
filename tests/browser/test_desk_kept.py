"""What the desk leaves on its computer and on paper: four facts of everybody, until log-out or midnight."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from tests.factories import a_booking, a_room, a_site, a_visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = "/desk/darwin/"


@pytest.fixture
def site(transactional_db):
    return a_site()


KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('ruimte-private:'))"


@pytest.fixture
def one(site, host):
    organisation, person = host
    type(person).objects.filter(pk=person.pk).update(phone="+32 3 123 45 67")
    now = clock.now()
    interval = Interval(now, now + timedelta(hours=2))
    room = a_room(site=site, name="Secret room")
    meeting = a_booking(
        room=room, organisation=organisation, organiser=person, interval=interval, title="Secret title", at=now
    )
    return a_visit(
        site=site,
        host=person,
        organisation=organisation,
        booking=meeting,
        visitor_name="Jan Peeters",
        firm="Acme",
        plate="1-ABC-123",
        interval=interval,
        at=now,
    )


def copy_of(page):
    page.wait_for_function(f"() => {KEPT}.length === 1")
    return json.loads(page.evaluate(f"localStorage.getItem({KEPT}[0])"))


def test_the_copy_holds_name_firm_host_and_floor_and_nothing_else_of_anybody(desk, one):
    page = desk()

    (visit,) = copy_of(page)["visits"]

    numbers = {"id", "group", "starts_at", "ends_at", "entered_at", "status", "step", "marks"}
    assert set(visit) == {"name", "firm", "host", "floor"} | numbers
    assert (visit["name"], visit["firm"], visit["floor"]) == ("Jan Peeters", "Acme", "Ground floor")
    everything = page.evaluate("JSON.stringify({ ...localStorage })")
    for secret in ("1ABC123", "jan@example.org", "123 45 67", "Secret"):
        assert secret not in everything


def test_logging_out_clears_the_copy_from_whatever_page(desk, one):
    page = desk()
    copy_of(page)

    page.goto(page.url.replace(DESK, "/visits/"))
    assert page.evaluate(f"{KEPT}.length") == 1
    page.locator("summary", has_text="Rita Desk").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login/**")

    assert page.evaluate(f"{KEPT}.length") == 0


def test_a_session_that_ended_elsewhere_clears_the_copy_too(desk, one):
    page = desk()
    copy_of(page)

    page.context.clear_cookies()
    page.goto(page.url)
    page.wait_for_url("**/login/**")

    assert page.evaluate(f"{KEPT}.length") == 0


def test_midnight_clears_the_copy_and_the_page(desk, one):
    page = desk()
    until = copy_of(page)["until"]
    assert 0 < until - clock.now().timestamp() * 1000 <= 25 * 3_600_000

    # The server keeps its own time: what it says next is of the day before.
    page.evaluate(
        """(until) => {
          const real = Date;
          window.Date = class extends real {
            constructor(...parts) { super(...(parts.length ? parts : [until + 1000])); }
            static now() { return until + 1000; }
          };
        }""",
        until,
    )

    page.wait_for_function(f"() => {KEPT}.length === 0", timeout=30_000)
    expect(page.locator("[data-list=expected]")).not_to_contain_text("Jan Peeters")


def test_a_copy_of_yesterday_goes_on_any_page(desk, one):
    page = desk()
    copy_of(page)

    page.goto(page.url.replace(DESK, "/visits/"))
    page.evaluate(f"const key = {KEPT}[0]; localStorage.setItem(key, JSON.stringify({{ until: Date.now() - 1 }}))")
    page.reload()

    assert page.evaluate(f"{KEPT}.length") == 0


# On paper


def test_the_sheet_is_offered_when_the_connection_is_lost_and_printed_without_it(a_server, desk, one):
    environment = {"LIVE_HEARTBEAT": "0.5", "LIVE_STALE_AFTER": "2"}
    page = desk(number=9, **environment)
    copy_of(page)
    offer = page.locator("[data-offer]")

    a_server(number=9, **environment).kill()
    expect(offer).to_contain_text("No connection since", timeout=20_000)
    offer.get_by_role("button", name="Print the list").press("Enter")

    assert page.evaluate("window.printed") == 1
    expect(offer).to_be_hidden()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator("[data-sheet]")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("As of")
    expect(sheet.locator("[data-rows=expected] tr")).to_have_text(
        ["Jan PeetersAcme" + one.visit.host.name + "Ground floor"]
    )
    expect(page.locator("[data-search]")).to_be_hidden()


@pytest.mark.parametrize(("wall", "offered"), [("08:29", ""), ("08:31", "08:30"), ("12:05", "12:00"), ("16:00", "")])
def test_the_sheet_is_offered_at_half_past_eight_and_at_noon(desk, site, wall, offered):
    page = desk()

    text = page.evaluate(
        """async (wall) => {
          const { Sheet } = await import("/static/access/desk-sheet.js");
          const page = document.querySelector("[data-desk]");
          const words = JSON.parse(document.getElementById("desk-words").textContent);
          localStorage.removeItem("ruimte-desk-sheet:darwin");
          const sheet = new Sheet(page, words, () => ({ state: { day: "2026-11-24", visits: [] }, at: Date.now() }));
          sheet.time = () => wall;
          sheet.look();
          const offer = page.querySelector("[data-offer]");
          const text = offer.hidden ? "" : offer.querySelector("p").textContent;
          sheet.done();
          return [text, offer.hidden];
        }""",
        wall,
    )

    assert text == [f"Print the list of {offered}, for when you have to go outside." if offered else "", True]
