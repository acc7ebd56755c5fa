"""Every page the resolver lists, as every role the table allows, with the demonstration's data, in Chromium."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.urls import resolve, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from access.kiosk import CALLS
from facilities.permissions import table, view_names
from tests.browser.demo_places import DemoWorld
from tests.browser.inspection import Tally, inspect
from tests.plugins.turns import on_postgresql, on_sqlite
from tests.walk.addresses import ADDRESSES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PEOPLE = (
    "platform_admin",
    "auditor",
    "site_manager",
    "receptionist",
    "tenant_admin",
    "tenant_member",
    "external_booker",
    "person",
)
ROLES = (*PEOPLE, "panel", "board", "kiosk", "anonymous")
# Besides these, everything below `v1:`: the API.
NO_PAGE = {
    "healthz": "health: JSON",
    "readyz": "health: JSON",
    "schema": "the OpenAPI file",
    "docs": "Swagger's own page, for developers",
    "facilities:screen-state": "JSON, asked by the page of screens",
    "facilities:board-text": "plain text, for simple signs",
    "facilities:board-worker": "a script",
    "access:desk-worker": "a script",
    "parking:history-export": "a file to keep",
    "bookings:booking-export": "a file to keep",
    "facilities:invoice-file": "a file to keep",
    "bookings:booking-hold": "JSON, asked by the booking form",
    "bookings:booking-calendar": "a file to keep",
}
# Where these lead is looked at under its own name.
LEADS_ON = {
    *(("bookings:timeline", role) for role in PEOPLE),
    *(("facilities:login", role) for role in PEOPLE),
    *(("facilities:screen-start", role) for role in ("panel", "board", "kiosk")),
    *(("bookings:panel-show", role) for role in ("board", "anonymous")),
    *(("access:kiosk-show", role) for role in ("panel", "board", "anonymous")),
    *(("access:desk-list", role) for role in ("site_manager", "receptionist")),
    ("facilities:board-show", "panel"),
}
# Without a role nothing of a house is in sight.
OUT_OF_SIGHT = {
    ("bookings:room-show", "person"),
    ("bookings:room-door", "person"),
    ("facilities:membership-remove", "person"),
}
BAD_PAGE = """
<!doctype html><html lang="en"><title>Bad</title><main><h1>Bad</h1>
<input><p style="width: 400px; margin: 0">Wide</p>
<button popovertarget="help">Help</button><div popover id="help" role="dialog" aria-label="Help"><button></button></div>
<details><summary>More</summary><p style="width: 500px">Wider</p></details>
<dialog id="lost" aria-label="Lost"></dialog></main></html>
"""


def pages() -> dict[str, frozenset[str]]:
    """The routes that answer a page to GET, and who may see them."""
    return {
        name: table()[name].methods["GET"]
        for name, _ in view_names()
        if "GET" in table()[name].methods and name not in NO_PAGE and not name.startswith("v1:")
    }


def address(route: str, world: DemoWorld, role: str) -> str:
    if route == "facilities:password-set":
        person = world.mine.people["tenant_member"]
        uid = urlsafe_base64_encode(force_bytes(person.pk))
        return reverse(route, args=[uid, default_token_generator.make_token(person)])
    if route == "facilities:membership-remove" and role in {"auditor", "receptionist", "tenant_member"}:
        # Who may take away nobody else's role may still give up the own one.
        return reverse(route, args=[world.mine.people[role].memberships.get().pk])
    known = ADDRESSES[route].fill(world, world.mine, role) if route in ADDRESSES else {}
    query = known.pop("?", "")
    return reverse(route, kwargs=known) + query


def a_walker(role: str, world: DemoWorld, server, a_visitor, language: str, **more):
    user = world.person if role == "person" else world.mine.people.get(role)
    if user is not None:
        user.language = language
        user.save()
    tokens = {"panel": world.mine.panel_token, "board": world.mine.board_token, "kiosk": world.mine.kiosk_token}
    device = tokens.get(role, "")
    return a_visitor(server, user=user, device=device, language=language, reduced_motion="reduce", **more)


def visits(role: str) -> Iterator[str]:
    words = {"panel": {"device"}, "board": {"device"}}.get(role, {role})
    words = words | ({"person"} if role in PEOPLE else set())
    for route, allowed in sorted(pages().items()):
        if role == "kiosk":
            may = ("GET", route) in CALLS
        else:
            may = bool(allowed & words) and (route, role) not in OUT_OF_SIGHT
        if may:
            yield route


def walk(role: str, world: DemoWorld, visitor, tally: Tally, covered: set[str]) -> Iterator[str]:
    """Every page of one role; what is wrong, one line each."""
    for route in visits(role):
        asked = address(route, world, role)
        answer = visitor.page.goto(f"{visitor.origin}{asked}")
        where = f"{role} at {asked}"
        if answer.status != 200:
            yield f"{where}: answered {answer.status}"
            visitor.complaints.clear()
            continue
        landed = resolve(visitor.page.url.removeprefix(visitor.origin).partition("?")[0]).view_name
        if landed != route:
            if (route, role) not in LEADS_ON:
                yield f"{where}: led to {landed}"
            continue
        covered.add(route)
        yield from (f"{where}: {fault}" for fault in inspect(visitor.page, route, tally))
        yield from (f"{where}: console: {said}" for said in visitor.complaints)
        visitor.complaints.clear()


def walked(roles, world, server, a_visitor, **more) -> tuple[list[str], Tally, set[str]]:
    tally, covered, faults = Tally(), {"bookings:timeline"}, []
    for role in roles:
        visitor = a_walker(role, world, server, a_visitor, **more)
        faults += walk(role, world, visitor, tally, covered)
        visitor.context.close()
    print(
        f"{tally.pages} pages of {len(covered)} routes as {len(roles)} roles, {tally.axe_runs} runs of axe, "
        f"{tally.menus} menus and {tally.dialogs} dialogs opened"
    )
    return faults, tally, covered


@on_sqlite
def test_every_page_of_every_role_pleases_axe_keeps_its_console_empty_and_fits_a_phone(a_server, a_visitor):
    world = DemoWorld()

    faults, tally, covered = walked(ROLES, world, a_server(), a_visitor, language="nl")

    assert "\n".join(faults) == ""
    assert set(pages()) - covered == set(), "pages that no role saw"
    assert tally.seen - tally.opened == set(), "dialogs that nobody could open"


@on_postgresql
def test_every_page_pleases_axe_in_the_dark_and_in_english(a_server, a_visitor):
    world = DemoWorld()
    roles = ("platform_admin", "panel", "board", "kiosk", "anonymous")

    faults, _, _ = walked(roles, world, a_server(), a_visitor, language="en-gb", color_scheme="dark")

    assert "\n".join(faults) == ""


def test_a_page_with_faults_turns_it_red(a_server, a_visitor):
    visitor, tally = a_visitor(a_server()), Tally()
    visitor.page.set_content(BAD_PAGE)

    faults = "\n".join(inspect(visitor.page, "bad", tally))

    assert "label: input: <input>" in faults
    assert "with help open, button-name" in faults
    assert "\n408 px wide at 320: p." in faults
    assert "with menu 0 open, 508 px wide at 320: p." in faults
    assert tally.seen - tally.opened == {("bad", "lost")}


def test_what_is_left_out_exists_and_is_no_page():
    assert set(NO_PAGE) <= {name for name, _ in view_names()}
