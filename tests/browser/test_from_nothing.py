"""From an empty database to a booked room, by the pages alone and without the Django admin."""

import re
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect, sync_playwright

from bookings.models import Booking
from facilities.kernel import clock
from facilities.models import OutboxMessage, User
from tests.plugins.browser import QUIET, chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "a long enough passphrase"
LINK = re.compile(r"https?://\S+/invitations/\S+")


@pytest.fixture
def a_browser(monkeypatch):
    """A page of a browser of its own, for each who sits at one; what its console says stands in `complaints`."""
    # Playwright keeps an event loop in this thread; the test still asks the database from it, one thing at a time.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium()), args=QUIET)

        def of_somebody(origin: str, complaints: list[str]) -> Page:
            page = browser.new_context(base_url=origin, locale="en-GB").new_page()
            page.set_default_timeout(15_000)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            return page

        yield of_somebody
        browser.close()


def path_in(text: str) -> str:
    """The path of the invitation's link, as somebody would click it."""
    return urlsplit(LINK.search(text).group()).path


def mailed_to(address: str) -> str:
    """The last mail to `address`, as the outbox would send it."""
    mails = OutboxMessage.objects.filter(kind="mail").order_by("-pk")
    return next(mail.payload["body"] for mail in mails if mail.payload["to"] == address)


def press(page: Page, name: str) -> None:
    """Click the link or button that people read as `name`."""
    page.get_by_role("main").locator("a, button").filter(has_text=re.compile(rf"^\W*{name}\W*$")).first.click()


def accepted(page: Page) -> None:
    """Accept an invitation with a new password."""
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=again]").fill(PASSWORD)
    press(page, "Accept")
    expect(page.get_by_role("navigation", name="Main").first).to_be_visible()


def invited(page: Page, *, email: str, name: str, role: str) -> None:
    """Send an invitation from the page of an organisation."""
    press(page, "Invite somebody")
    page.locator("[name=email]").fill(email)
    page.locator("[name=name]").fill(name)
    page.locator("select[name=role]").select_option(role)
    page.locator("select[name=language]").select_option("en-gb")
    press(page, "Send the invitation")
    expect(page.get_by_text(email)).to_be_visible()


def a_house_is_built(page: Page) -> None:
    """Site, hours, building, floor, space and room, each a step that the page before it offers."""
    page.get_by_role("link", name="Sites").first.click()
    press(page, "Add the first site")
    page.locator("[name=name]").fill("Incubator Darwin")
    page.locator("[name=kind]").select_option("incubator")
    page.locator("[name=city]").fill("Niel")
    # The test books tomorrow, whatever day that is.
    page.locator("[name=closes_on_holidays]").uncheck()
    press(page, "Add the site")

    for day in range(7):
        page.locator(f"[name=opens_{day}_0]").select_option("07:00")
        page.locator(f"[name=closes_{day}_0]").select_option("20:00")
    press(page, "Save the hours")

    press(page, "Add a building")
    page.locator("[name=name]").fill("Darwin")
    press(page, "Save")
    press(page, "Add a floor")
    page.locator("[name=level]").fill("0")
    page.locator("[name=name]").fill("Ground floor")
    press(page, "Save")
    press(page, "Add a space")
    page.locator("[name=code]").fill("0.01")
    page.locator("[name=name]").fill("Newton")
    page.locator("[name=kind]").select_option("meeting")
    page.locator("[name=area]").fill("24")
    page.locator("[name=capacity]").fill("8")
    press(page, "Save")
    press(page, "Offer a room for booking")
    press(page, "Add the room")
    expect(page.get_by_role("heading", level=1)).to_have_text("Newton")


def an_organisation_moves_in(page: Page) -> None:
    """The first tenant, with the first person of it invited."""
    press(page, "Add an organisation")
    page.locator("[name=name]").fill("Zilverzwam Biotech")
    page.get_by_label("Incubator Darwin").check()
    press(page, "Save")
    invited(page, email="eva@zilverzwam.example", name="Eva Evers", role="tenant_admin")


def test_an_empty_house_comes_to_life_by_its_pages_alone(a_server, a_browser):
    server, complaints, printed = a_server(), [], StringIO()
    call_command("create_platform_admin", email="an@pom.example", name="An Aerts", language="en-gb", stdout=printed)

    admin = a_browser(server.origin, complaints)
    admin.goto(path_in(printed.getvalue()))
    accepted(admin)
    a_house_is_built(admin)
    an_organisation_moves_in(admin)

    eva = a_browser(server.origin, complaints)
    eva.goto(path_in(mailed_to("eva@zilverzwam.example")))
    accepted(eva)
    press(eva, "Colleagues")
    invited(eva, email="bo@zilverzwam.example", name="Bo Bens", role="tenant_member")

    bo = a_browser(server.origin, complaints)
    bo.goto(path_in(mailed_to("bo@zilverzwam.example")))
    accepted(bo)
    bo.get_by_role("link", name="Rooms").first.click()
    press(bo, "Newton")
    press(bo, "Book on the timeline")
    press(bo, "Next day")
    press(bo, "Book")
    form = bo.locator("form.booking-form")
    form.locator("[name=title]").fill("First meeting")
    form.locator("[name=start]").select_option("10:00")
    form.locator("[name=end]").select_option("11:00")
    form.locator("#booking-submit").click()
    expect(bo.get_by_text("First meeting").first).to_be_visible()

    booking = Booking.objects.get()
    assert (booking.room.name, booking.organiser) == ("Newton", User.objects.get(email="bo@zilverzwam.example"))
    assert booking.starts_at.date() == clock.today() + timedelta(days=1)
    assert complaints == []
