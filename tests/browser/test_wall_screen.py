"""A board through its days and nights on a wall: the light stays on, it begins anew at night, and nothing burns in."""

import re
from datetime import datetime, timedelta

import pytest

from facilities.kernel.clock import BRUSSELS
from tests.factories import a_board, a_room, a_site
from tests.plugins.turns import on_sqlite

# What the page does by itself, and how it looks, is the same whatever keeps its words.
pytestmark = [pytest.mark.browser, pytest.mark.slow, on_sqlite]

# A screen that gives its light a lock, and counts how often it was asked for one.
LIGHT = """
window.asked = [];
Object.defineProperty(navigator, "wakeLock", { value: { request: async (kind) => window.asked.push(kind) } });
"""
# Words that do not stand whole on the screen.
CUT_OFF = """[...document.querySelectorAll("body *")]
  .filter((one) => !one.children.length && one.textContent.trim() && one.getClientRects().length)
  .filter((one) => !one.closest(".visually-hidden, .skip"))
  .filter((one) => { const at = one.getBoundingClientRect(); return at.right > innerWidth || at.left < 0; })
  .map((one) => one.textContent)"""
# The live client as the board's night knows it: nothing to hear, and a reload that is only counted.
NIGHT = """
window.reloads = 0;
export const watch = () => {};
export const reloadIfServed = () => window.reloads++;
"""


@pytest.fixture
def board(transactional_db):
    site = a_site()
    a_room(site=site, name="Newton")
    return a_board(site=site, slug="lobby", is_public=True)


@pytest.fixture
def a_wall(a_server, a_visitor, board):
    """Open the board at a local time, its clocks in the test's hand and no screen's worker between."""

    def hang(*, at=None, draws=None, **more):
        visitor = a_visitor(a_server(), size=(1920, 1080), service_workers="block", **more)
        page = visitor.page
        page.route("**/live.js", lambda route: route.fulfill(content_type="text/javascript", body=NIGHT))
        page.route("**/healthz", lambda route: route.abort())
        if at is not None:
            page.route("**/boards/lobby/", lambda route: _serve_at(route, datetime.fromisoformat(at)))
        if draws is not None:
            page.add_init_script(f"Math.random = () => {draws};")
        page.clock.install()
        visitor.open("/boards/lobby/")
        page.wait_for_function("window.reloads === 0")
        return page

    return hang


def _serve_at(route, local):
    """The page as the server would have made it at that local time."""
    answer = route.fetch()
    moment = f'data-now="{local.replace(tzinfo=BRUSSELS).isoformat()}"'
    route.fulfill(response=answer, body=re.sub(r'data-now="[^"]+"', moment, answer.text()))


def pass_by(page, **time):
    page.clock.fast_forward(int(timedelta(**time).total_seconds() * 1000))


def test_a_board_keeps_the_light_on_also_after_it_was_hidden(a_server, a_visitor, board):
    visitor = a_visitor(a_server())
    visitor.page.add_init_script(LIGHT)
    page = visitor.open("/boards/lobby/")
    page.wait_for_function("window.asked.length === 1")

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    assert page.evaluate("window.asked") == ["screen", "screen"]


@pytest.mark.parametrize(
    ("begins", "hours", "reloads"),
    [
        ("2026-11-24T00:30:00", 3.49, 1),
        # Not before three, and not after the hour in which it is done.
        ("2026-11-24T00:30:00", 2.4, 0),
        ("2026-11-24T00:30:00", 4, 0),
        # A board that is an hour old is new enough.
        ("2026-11-24T03:00:00", 0.99, 0),
        # The night in which the clock goes back: three o'clock is four and a half hours away.
        ("2027-10-31T00:30:00", 4.49, 1),
    ],
)
def test_a_board_begins_anew_between_three_and_four_at_night(a_wall, begins, hours, reloads):
    page = a_wall(at=begins)

    pass_by(page, hours=hours)

    assert page.evaluate("window.reloads") == reloads


@pytest.mark.parametrize(("drawn", "reloads"), [(0.1, 1), (0.9, 0)])
def test_each_screen_of_a_house_draws_its_own_minute_for_that(a_wall, drawn, reloads):
    page = a_wall(at="2026-11-24T00:30:00", draws=drawn)

    pass_by(page, hours=3)

    assert page.evaluate("window.reloads") == reloads


def place_of(page) -> str:
    return page.evaluate("document.querySelector('[data-board]').style.transform")


def test_a_board_shifts_a_few_pixels_so_that_nothing_burns_in(a_wall):
    page = a_wall()
    places = {place_of(page)}

    for _ in range(6):
        pass_by(page, minutes=2)
        places.add(place_of(page))

    assert len(places) > 2
    shifts = [abs(int(pixels)) for place in places for pixels in re.findall(r"(-?\d+)px", place)]
    assert 0 < max(shifts) <= 4
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_board_that_may_not_move_stands_still(a_wall):
    page = a_wall(reduced_motion="reduce")

    pass_by(page, minutes=10)

    assert place_of(page) == ""
