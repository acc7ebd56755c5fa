"""A recount on a phone in a garage without reception: kept, sent once, and at the moment it was counted."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from facilities.kernel import clock
from parking.models import Anchor
from tests.factories import a_site, a_user
from tests.parking.world import COUNTED_AT, a_car_park, an_area

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def phone(a_server, a_visitor, transactional_db):
    """Somebody of the desk with the recount before them; two levels."""
    site = a_site(slug="geel")
    car_park = a_car_park(site=site)
    for position in range(2):
        an_area(car_park=car_park, slug=f"l{position}", name=f"Level {position}", places=80, position=position)
    visitor = a_visitor(a_server(), user=a_user("receptionist", site=site), size=(390, 844), has_touch=True)
    visitor.open("/car-parks/geel/recount/")
    return visitor


def card(page, level):
    return page.locator("[data-count-form]").filter(has=page.get_by_role("heading", name=level))


def count(page, level, vehicles):
    one = card(page, level)
    one.locator("[name=value]").fill(str(vehicles - 1))
    one.get_by_role("button", name=f"One more on {level}").tap()
    one.get_by_role("button", name="I counted now").tap()


def counted():
    return Anchor.objects.filter(counted_at__gt=COUNTED_AT).order_by("counted_at")


def test_counts_without_reception_are_kept_and_sent_once_when_it_returns(phone):
    page = phone.page
    phone.context.set_offline(True)

    count(page, "Level 0", 40)
    count(page, "Level 1", 7)
    pressed = clock.now()

    for level in ("Level 0", "Level 1"):
        expect(card(page, level).get_by_role("status")).to_contain_text("kept on this phone")
    assert not counted().exists()
    phone.context.set_offline(False)
    expect(page.get_by_role("heading", name="Level 1: 7 at")).to_be_visible(timeout=15_000)
    # Longer than the phone waits before it looks whether something is left to send.
    page.wait_for_timeout(6_000)
    assert [(anchor.area.slug, anchor.value) for anchor in counted()] == [("l0", 40), ("l1", 7)]
    assert all(abs(anchor.counted_at - pressed) < timedelta(seconds=5) for anchor in counted())
    assert page.evaluate("Object.values(localStorage).join() === '[]'")


def test_a_count_whose_answer_was_lost_is_sent_again_and_counts_once(phone):
    page, heard = phone.page, []

    def lose(route):
        heard.append(route.fetch(max_redirects=0).status)
        route.abort()

    page.route("**/recount/", lambda route: lose(route) if route.request.method == "POST" else route.continue_())
    count(page, "Level 0", 40)
    expect(card(page, "Level 0").get_by_role("status")).to_contain_text("kept on this phone")
    page.unroute("**/recount/")

    expect(page.get_by_role("heading", name="Level 0: 40 at")).to_be_visible(timeout=15_000)

    assert heard[0] == 302
    assert [anchor.value for anchor in counted()] == [40]


def test_a_count_survives_a_phone_that_falls_asleep(phone):
    page = phone.page
    phone.context.set_offline(True)
    count(page, "Level 0", 40)
    expect(card(page, "Level 0").get_by_role("status")).to_contain_text("kept on this phone")
    address = page.url
    page.close()

    phone.context.set_offline(False)
    page = phone.context.new_page()
    page.goto(address)

    expect(page.get_by_role("heading", name="Level 0: 40 at")).to_be_visible(timeout=15_000)
    assert [anchor.value for anchor in counted()] == [40]


def test_a_tally_that_was_begun_stands_there_after_a_reload(phone):
    page = phone.page
    card(page, "Level 0").locator("[name=value]").fill("12")

    page.reload()

    expect(card(page, "Level 0").locator("[name=value]")).to_have_value("12")
