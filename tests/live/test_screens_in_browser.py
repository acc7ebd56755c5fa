"""A screen on a wall, in Chromium, from its first start until it is sent away."""

import json

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import async_playwright, expect

from facilities.kernel import clock
from facilities.models import Device
from facilities.services.devices import pair_device, revoke_device
from facilities.services.modes import set_site_mode
from tests.factories import a_board, a_room, a_site
from tests.live.conftest import in_thread
from tests.plugins.browser import QUIET, chromium

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
async def page():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        opened = await browser.new_page(viewport={"width": 1920, "height": 1080})
        opened.faults = []
        opened.on("pageerror", lambda error: opened.faults.append(str(error)))
        opened.on("response", lambda answer: answer.status >= 400 and opened.faults.append(answer.url))
        yield opened
        await browser.close()


async def faults_of_access(page):
    found = await Axe().run(page)
    return [f"{rule['id']}: {[node['html'] for node in rule['nodes']]}" for rule in found.response["violations"]]


async def test_a_screen_is_paired_shows_its_board_live_and_goes_blank_when_revoked(a_server, page):
    site = await in_thread(a_site)()
    await in_thread(a_board)(site=site, name="Inkomhal")
    for number in range(10):
        await in_thread(a_room)(site=site, name=f"Zaal {number:02}")
    server = await in_thread(a_server)(LIVE_HEARTBEAT="1", REDIS_URL="")

    await page.goto(f"{server.origin}/screens/")
    code = await page.locator("#pairing-code").inner_text()
    assert await faults_of_access(page) == []
    device = await in_thread(pair_device)(
        by=None, code=code, site=site, name="Hall", shows="board:lobby", at=clock.now()
    )

    await page.wait_for_url("**/boards/lobby/", timeout=5_000)
    await expect(page.locator("html")).to_have_attribute("data-live", "live")
    assert await page.locator("[data-rows] tr:visible").count() == 8
    assert await page.locator("[data-dots] i").count() == 2
    assert await faults_of_access(page) == []

    await in_thread(set_site_mode)(by=None, site=site, mode="evacuation", at=clock.now())
    await expect(page.locator("[data-mode]")).to_be_visible(timeout=2_000)
    assert await page.locator(".kiosk-foot").is_visible()
    assert not await page.locator(".board-table").is_visible()
    assert await faults_of_access(page) == []
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")

    await in_thread(set_site_mode)(by=None, site=site, mode="normal", at=clock.now())
    await expect(page.locator("[data-mode]")).to_be_hidden(timeout=2_000)
    assert await page.locator("[data-rows] tr:visible").count() == 8

    await in_thread(revoke_device)(by=None, device=device, at=clock.now())
    await page.wait_for_url("**/screens/", timeout=3_000)
    fresh = await in_thread(Device.objects.get)(pairing_code__isnull=False)
    assert await page.locator("#pairing-code").inner_text() == fresh.pairing_code
    # Refused by the socket, the page asks the twin once more before it leaves.
    assert set(page.faults) <= {f"{server.origin}/api/v1/live/board.lobby/"}


async def test_a_board_marks_itself_when_the_server_falls_silent(a_server, page):
    site = await in_thread(a_site)()
    await in_thread(a_board)(site=site, is_public=True)
    await in_thread(a_room)(site=site, name="Newton")
    server = await in_thread(a_server)(LIVE_HEARTBEAT="0.5", LIVE_STALE_AFTER="2", REDIS_URL="", number=9)
    await page.goto(f"{server.origin}/boards/lobby/")
    await expect(page.locator("html")).to_have_attribute("data-live", "live")

    await in_thread(server.kill)()

    await expect(page.locator(".stale-banner")).to_be_visible(timeout=6_000)
    assert await page.locator("[data-rows] tr").count() == 1


async def test_a_board_reads_without_scripts(a_server, page):
    site = await in_thread(a_site)()
    await in_thread(a_board)(site=site, is_public=True)
    await in_thread(a_room)(site=site, name="Newton")
    server = await in_thread(a_server)(LIVE_HEARTBEAT="1", REDIS_URL="")
    context = await page.context.browser.new_context(java_script_enabled=False)
    plain = await context.new_page()

    await plain.goto(f"{server.origin}/boards/lobby/")

    assert "Newton" in await plain.locator("[data-rows]").inner_text()
    assert json.dumps(await plain.locator("[data-clock]").inner_text())
