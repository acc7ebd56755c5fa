"""The desk at five to nine: twenty people, one scan each, with the server there and with the server away."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from access.models import Visit, VisitStep
from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from facilities.models import OutboxMessage
from tests.factories import a_site, a_tenant, a_user, a_visit
from tests.plugins.browser import QUIET, chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TWENTY = 20
DESK = "/desk/darwin/"


@pytest.fixture
def site(transactional_db):
    return a_site()


@pytest.fixture
def desk_person(site):
    return a_user("receptionist", site=site, language="en-gb")


@pytest.fixture
def codes(site):
    """Twenty visitors of one firm, invited for now, by their codes."""
    organisation, host = a_tenant(site=site)
    now = clock.now()
    interval = Interval(now, now + timedelta(hours=2))
    invited = [
        a_visit(
            site=site,
            host=host,
            organisation=organisation,
            visitor_name=f"Visitor {number:02}",
            visitor_email=f"visitor{number}@example.org",
            interval=interval,
            at=now,
        )
        for number in range(TWENTY)
    ]
    OutboxMessage.objects.all().delete()
    return [one.token for one in invited]


def scan(page, code):
    """As a scanner does: it types, and presses Enter."""
    field = page.locator("[data-search]")
    field.fill(code)
    field.press("Enter")
    # What was typed has been taken.
    expect(field).to_have_value("")


def inside(page):
    return page.locator('[data-count="inside"]')


def everybody_came_once():
    assert Visit.objects.filter(status="in").count() == TWENTY
    assert VisitStep.objects.filter(kind="arrived").count() == TWENTY
    assert OutboxMessage.objects.filter(kind="mail").count() == TWENTY


def test_twenty_people_come_in_with_one_scan_each(a_server, a_visitor, desk_person, codes):
    visitor = a_visitor(a_server(), user=desk_person)
    page = visitor.open(DESK)

    for number, code in enumerate(codes):
        scan(page, code)
        expect(page.locator("[data-card]")).to_contain_text(f"Visitor {number:02}")

    expect(inside(page)).to_have_text(str(TWENTY), timeout=10_000)
    expect(page.locator("[data-queue]")).to_have_text("")
    everybody_came_once()
    assert visitor.complaints == []


def test_a_row_is_checked_in_by_keyboard_alone(a_server, a_visitor, desk_person, codes):
    page = a_visitor(a_server(), user=desk_person).open(DESK)

    page.keyboard.type("visitor 07")
    page.keyboard.press("Enter")

    expect(inside(page)).to_have_text("1", timeout=10_000)
    assert Visit.objects.get(status="in").visitor_name == "Visitor 07"


@pytest.fixture
def a_desk(_browser, tmp_path, desk_person):
    """A browser with a memory of its own, which it keeps over a restart: `a_desk(server, "left")`."""
    opened = []

    def open_desk(server, name):
        context = _browser.browser_type.launch_persistent_context(
            str(tmp_path / name), executable_path=str(chromium()), args=QUIET, viewport={"width": 1280, "height": 800}
        )
        opened.append(context)
        if not context.cookies():
            client = Client()
            client.force_login(desk_person)
            kept = {
                settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
                settings.LANGUAGE_COOKIE_NAME: "en-gb",
            }
            until = (clock.now() + timedelta(days=1)).timestamp()
            context.add_cookies(
                [{"name": n, "value": v, "url": server.origin, "expires": until} for n, v in kept.items()]
            )
        page = context.pages[0]
        page.goto(f"{server.origin}{DESK}")
        return context, page

    yield open_desk
    for context in opened:
        context.close()


def is_kept(page):
    """Until the worker has laid the page and its parts aside."""
    page.wait_for_function(
        "async () => (await (await caches.open('desk-1')).keys()).some((kept) => kept.url.endsWith('desk-queue.js'))"
    )


def test_two_desks_without_a_server_let_everybody_in_once(a_server, a_desk, codes):
    environment = {"LIVE_HEARTBEAT": "0.5", "LIVE_STALE_AFTER": "2"}
    server = a_server(number=8, **environment)
    (_, left), (right_browser, right) = a_desk(server, "left"), a_desk(server, "right")
    for code in codes[:10]:
        scan(left, code)
    for page in (left, right):
        expect(inside(page)).to_have_text("10", timeout=10_000)
        is_kept(page)

    server.kill()
    for code in codes[10:]:
        scan(left, code)
        scan(right, code)
    expect(left.locator("[data-queue]")).to_contain_text("10 waiting")
    left.reload()
    expect(left.locator("[data-queue]")).to_contain_text("10 waiting")
    right_browser.close()
    _, right = a_desk(server, "right")
    expect(right.locator("[data-queue]")).to_contain_text("10 waiting")
    expect(right.locator("[data-list=expected]")).to_contain_text("Visitor 19")
    a_server(number=8, PORT=str(server.port), **environment)

    for page in (left, right):
        expect(page.locator("[data-queue]")).to_have_text("", timeout=40_000)
    everybody_came_once()
