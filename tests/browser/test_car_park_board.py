"""Boards of a car park in a real browser: a passage shows everywhere at once, and what is not known is not shown."""

from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import expect

from facilities.kernel import clock
from facilities.models import BoardLine, Site
from parking.models import AreaState, Sensor
from parking.services.overrides import lift_override, set_override
from tests.factories import a_board, a_room, a_site, a_user
from tests.parking.world import a_car_park, a_lane, a_sensor, an_area
from tests.plugins.turns import on_sqlite

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Milliseconds from the answer to a passage to its number on every screen.
AT_ONCE = 1_000
HOUR = timedelta(hours=1)
# The board as the screen's worker keeps it, once it keeps it.
KEPT = """async () => {
    for (;;) {
        const shelf = await caches.open("boards-1");
        const page = await shelf.match("/boards/gate/", { ignoreVary: true });
        if (page && (await shelf.keys()).length > 10) return page.text();
        await new Promise((again) => setTimeout(again, 100));
    }
}"""
QUICK = {"LIVE_HEARTBEAT": "0.5", "LIVE_STALE_AFTER": "2"}


@pytest.fixture
def car_park(transactional_db):
    """Four levels of eighty and places of permit holders, told of by one loop that was heard just now."""
    site = a_site(slug="geel", name="Parkeergebouw Geel")
    a_room(site=site, name="Newton")
    car_park = a_car_park(site=site, name="Parkeergebouw Geel")
    loop = a_sensor(car_park=car_park, heard=clock.now())
    for position, raw in enumerate((80, 61, 74, 12)):
        area = an_area(car_park=car_park, slug=f"l{position}", places=80, position=position, name=f"Level {position}")
        a_lane(sensor=loop, slug=f"in{position}", to_area=area)
        AreaState.objects.filter(area=area).update(entered=raw, raw=raw)
    permits = an_area(
        car_park=car_park, slug="permits", places=20, position=4, name="Permit holders", vehicle_class="permit"
    )
    a_lane(sensor=loop, slug="permit-in", to_area=permits)
    gate = a_board(site=site, slug="gate", name="Parkeergebouw Geel", rooms=False, layout="digits", is_public=True)
    lobby = a_board(site=site, slug="lobby", name="Welkom", is_public=True)
    for position, board in ((1, gate), (2, lobby)):
        BoardLine.objects.create(
            board=board, position=position, provider="places", argument="geel", topic="car-park.geel"
        )
    return car_park


def number_on(page, part=""):
    return expect(page.locator(f'[data-key="geel:{part}"] [data-slot="text"]'))


def number_on_page(page, area=""):
    """The same number where a person looks it up: on the page of the car park."""
    face = f'[data-area="{area}"]' if area else "[data-whole]"
    return expect(page.locator(f"{face} [data-text]"))


def version_on(page, whole='[data-key="geel:"]') -> tuple[str, str]:
    place = page.locator(whole)
    return place.get_attribute("data-epoch"), place.get_attribute("data-seq")


def live(page):
    return expect(page.locator("html"))


def drive_in(server, number: int) -> int:
    """A passage into level 1 over HTTP, as the loop sends it; the seq that shows it."""
    event = {
        "id": f"loop-{number}",
        "kind": "passage",
        "lane": "in1",
        "direction": "in",
        "occurred_at": clock.now().isoformat(),
    }
    answer = httpx.post(
        f"{server.origin}/api/v1/parking/events/",
        json={"events": [event, event | {"id": f"again-{number}", "kind": "heartbeat"}]},
        headers={"Authorization": "Bearer rd_loop"},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["seq"]["geel"]


def a_reader(server, a_visitor):
    """Somebody of the desk on the page of the car park."""
    reader = a_visitor(server, user=a_user("receptionist", site=Site.objects.get(slug="geel")))
    live(reader.open("/car-parks/geel/")).to_have_attribute("data-live", "live")
    return reader


def boards(server, a_visitor):
    visitors = [a_visitor(server, size=(1920, 1080)) for _ in range(2)]
    for visitor, slug in zip(visitors, ("gate", "lobby"), strict=True):
        live(visitor.open(f"/boards/{slug}/")).to_have_attribute("data-live", "live")
    return visitors


def test_a_passage_shows_on_boards_page_sign_and_topic_under_one_version_within_a_second(a_server, a_visitor, car_park):
    server = a_server()
    gate, lobby = boards(server, a_visitor)
    reader = a_reader(server, a_visitor)
    number_on(gate.page).to_have_text("93")
    number_on_page(reader.page).to_have_text("93")

    seq = drive_in(server, 1)

    for visitor in (gate, lobby):
        number_on(visitor.page).to_have_text("92", timeout=AT_ONCE)
        number_on(visitor.page, "l1").to_have_text("18")
    number_on_page(reader.page).to_have_text("92", timeout=AT_ONCE)
    number_on_page(reader.page, "l1").to_have_text("18")
    sign = httpx.get(f"{server.origin}/boards/gate.txt?width=4")
    topic = httpx.get(f"{server.origin}/api/v1/live/car-park.geel/").json()
    assert sign.text.splitlines() == ["  92", " VOL", "  18", "   6", "  68", "  20"]
    assert topic["state"]["text"] == "92"
    assert {
        version_on(gate.page),
        version_on(lobby.page),
        version_on(reader.page, "[data-whole]"),
        (sign.headers["X-Ruimte-Epoch"], sign.headers["X-Ruimte-Seq"]),
        (topic["epoch"], str(topic["seq"])),
    } == {(topic["epoch"], str(seq))}
    expect(lobby.page.locator("[data-meetings]")).to_contain_text("Newton")
    assert gate.complaints == lobby.complaints == reader.complaints == []
    assert gate.faults() == lobby.faults() == []


def test_screens_take_numbers_away_by_their_own_clocks_keep_meetings_and_heal(a_server, a_visitor, car_park):
    server = a_server(**QUICK)
    gate, lobby = boards(server, a_visitor)
    reader = a_reader(server, a_visitor)
    for visitor in (gate, lobby, reader):
        # A clock on the wall that is years wrong changes nothing.
        visitor.page.evaluate("Date.now = () => 0")

    server.pause()
    try:
        for visitor in (gate, lobby):
            for part in ("", "l1", "permits"):
                number_on(visitor.page, part).to_have_text("---", timeout=6_000)
            assert visitor.page.locator("[data-nearest]").count() == 0
        for area in ("", "l1", "permits"):
            number_on_page(reader.page, area).to_have_text("---", timeout=6_000)
        expect(lobby.page.locator("[data-meetings]")).to_contain_text("Newton")
        expect(lobby.page.locator(".stale-banner")).to_be_visible()
        assert lobby.faults() == []
    finally:
        server.resume()

    for visitor in (gate, lobby):
        number_on(visitor.page).to_have_text("93", timeout=20_000)
    number_on_page(reader.page).to_have_text("93", timeout=20_000)
    drive_in(server, 2)
    for visitor in (gate, lobby):
        number_on(visitor.page).to_have_text("92", timeout=AT_ONCE)
    number_on_page(reader.page).to_have_text("92", timeout=AT_ONCE)


def test_a_number_that_changed_while_the_board_heard_nothing_is_never_shown_old(a_server, a_visitor, car_park):
    server = a_server(**QUICK)
    page = a_visitor(server).open("/boards/gate/")
    live(page).to_have_attribute("data-live", "live")
    page.evaluate(
        """() => {
            window.texts = [];
            const place = document.querySelector('[data-key="geel:"] [data-slot="text"]');
            const look = () => window.texts.push(place.textContent);
            new MutationObserver(look).observe(place, { childList: true, characterData: true, subtree: true });
        }"""
    )
    server.pause()
    try:
        number_on(page).to_have_text("---", timeout=6_000)
        set_override(
            by=None, car_park=car_park, state="full", reason="Market", ends_at=clock.now() + HOUR, at=clock.now()
        )
    finally:
        server.resume()

    number_on(page).to_have_text("VOL", timeout=20_000)
    assert page.evaluate("window.texts") == ["---", "VOL"]


def test_a_screen_that_starts_while_nobody_serves_shows_its_board_without_numbers_and_heals(
    a_server, a_visitor, car_park
):
    server = a_server(**QUICK)
    page = a_visitor(server).open("/boards/gate/")
    kept = page.evaluate(KEPT)
    assert "Parkeergebouw" in kept
    assert 'data-seq=""' in kept
    assert 'place-text" data-slot="text">93' not in kept

    page.context.set_offline(True)
    page.reload()

    expect(page.locator("h1")).to_have_text("Parkeergebouw Geel")
    assert page.locator("[data-shell]").count() == 1
    assert page.locator(".board-place").count() == 0
    page.context.set_offline(False)
    number_on(page).to_have_text("93", timeout=30_000)


def test_an_operators_word_reaches_the_board_and_leaves_it_again(a_server, a_visitor, car_park):
    server = a_server()
    visitor = a_visitor(server)
    page = visitor.open("/boards/gate/")
    live(page).to_have_attribute("data-live", "live")

    override = set_override(
        by=None, car_park=car_park, state="closed", reason="Works", ends_at=clock.now() + HOUR, at=clock.now()
    )
    number_on(page).to_have_text("GESLOTEN", timeout=12_000)

    lift_override(by=None, override=override, at=clock.now())
    number_on(page).to_have_text("93", timeout=12_000)
    assert visitor.faults() == []


def test_a_silent_loop_takes_the_number_away_although_the_server_speaks(a_server, a_visitor, car_park):
    Sensor.objects.update(last_contact_at=clock.now())
    car_park.areas.update(stale_after=3)
    server = a_server(LIVE_HEARTBEAT="0.5")
    visitor = a_visitor(server)
    page = visitor.open("/boards/gate/")

    number_on(page).to_have_text("---", timeout=8_000)

    live(page).to_have_attribute("data-live", "live")
    drive_in(server, 3)
    number_on(page).to_have_text("92", timeout=AT_ONCE)
    assert visitor.faults() == []


@on_sqlite
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (1280, 720), (390, 800), (320, 640)])
@pytest.mark.parametrize("slug", ["gate", "lobby"])
def test_a_board_fits_its_screen(a_server, a_visitor, car_park, slug, width, height):
    visitor = a_visitor(a_server(), size=(width, height))
    page = visitor.open(f"/boards/{slug}/")
    live(page).to_have_attribute("data-live", "live")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width >= 900:
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        for part in ("", "l0", "l1", "l2", "l3", "permits"):
            box = page.locator(f'[data-key="geel:{part}"]').bounding_box()
            assert box["y"] + box["height"] <= height and box["x"] + box["width"] <= width
    assert visitor.faults() == []
