"""The walk: every route, every method, every role, one's own and somebody else's; what it finds is a list of faults."""

from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from facilities.devices import COOKIE
from facilities.permissions import table, view_names
from tests.factories import a_user
from tests.walk.addresses import ADDRESSES
from tests.walk.world import World

PEOPLE = [
    "platform_admin",
    "auditor",
    "site_manager",
    "receptionist",
    "tenant_admin",
    "tenant_member",
    "external_booker",
]
WALKERS = [*PEOPLE, "person", "device", "anonymous"]
EVERYWHERE = {"platform_admin", "auditor"}
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
DONE = {200, 201, 204, 302, 303, 400, 409, 429}
# The row is in the walker's sight, the deed not in his power: 403 by the deed's own predicate.
NOT_THEIRS = {("facilities:membership-remove", role) for role in ("receptionist", "tenant_member", "auditor")}


@dataclass
class Walker:
    """Somebody with a browser."""

    role: str
    client: Client
    # In the hall a device stands that is a kiosk; at doors, one that is a panel.
    kiosk: Client | None = None

    def browser_for(self, address: str) -> Client:
        """The one that asks for `address`: the own, or the kiosk's."""
        return self.kiosk if self.kiosk and address.startswith("/kiosk/") else self.client

    def ask(self, method: str, address: str) -> HttpResponse:
        """Ask once, and undo whatever it did."""
        client = self.browser_for(address)
        kept = deepcopy(client.cookies)
        with transaction.atomic():
            answer = client.generic(method, address, content_type=_content_type(method, address))
            transaction.set_rollback(True)
        # Of an undone deed the browser keeps nothing either: no message, no end of its session.
        client.cookies = kept
        return answer


def _content_type(method: str, address: str) -> str:
    return "application/json" if address.startswith("/api/") else "application/x-www-form-urlencoded"


def walkers(world: World) -> list[Walker]:
    """One of each role of the first house, somebody without a role, its door panel, and nobody."""
    found = []
    for role in WALKERS:
        client = Client(raise_request_exception=False)
        if role in PEOPLE:
            client.force_login(world.mine.people[role])
        elif role == "person":
            client.force_login(a_user())
        elif role == "device":
            client.cookies[COOKIE] = world.mine.panel_token
            kiosk = Client(raise_request_exception=False)
            kiosk.cookies[COOKIE] = world.mine.kiosk_token
        found.append(Walker(role, client, kiosk if role == "device" else None))
    return found


def routes() -> list[str]:
    """The names of all routes the resolver knows; an unnamed one has none."""
    return sorted({name for name, _ in view_names()})


def faults(
    route: str, world: World, people: Collection[Walker], *, methods: Collection[str] = METHODS
) -> Iterator[str]:
    """What is wrong with one route, in words, when these people walk it."""
    entry = table().get(route)
    if not route or entry is None:
        yield f"{route or 'a route without a name'} has no entry in the permission table"
        return
    for walker in people:
        for method in methods:
            allowed = entry.methods.get(method)
            if allowed is None and walker.role != "platform_admin":
                continue  # a method the table does not know is asked for once
            words = {walker.role} | ({"person"} if walker.role in PEOPLE else set())
            yield from _own(route, walker, method, world, bool(allowed and allowed & words), allowed is None)
            if allowed and allowed & words:
                yield from _foreign(route, walker, method, world)


def _address(route: str, world: World, role: str, *, mine: bool) -> str:
    known = ADDRESSES.get(route)
    house = world.mine if mine else world.other
    return _reversed(route, known.fill(world, house, role) if known else {})


def _own(route: str, walker: Walker, method: str, world: World, may: bool, unknown_method: bool) -> Iterator[str]:
    status = walker.ask(method, _address(route, world, walker.role, mine=True)).status_code
    where = f"{method} {route} as {walker.role}"
    if unknown_method:
        if status != 405:
            yield f"{where}: {status} for a method the table does not know"
    elif not may:
        refused = {302, 401} if walker.role in {"anonymous", "device"} else {403}
        if status not in refused:
            yield f"{where}: {status} though the table refuses"
    elif (route, walker.role) in NOT_THEIRS:
        if status != 403:
            yield f"{where}: {status} though the deed is not theirs"
    elif walker.role in {"person", "anonymous"} and status == 404 and ADDRESSES[route].scoped:
        return  # without a role nothing of the house is in sight
    elif status not in DONE:
        yield f"{where}: {status} though the table allows"


def _foreign(route: str, walker: Walker, method: str, world: World) -> Iterator[str]:
    known = ADDRESSES.get(route)
    if known is None or not known.scoped or walker.role in EVERYWHERE:
        return
    address = _address(route, world, walker.role, mine=False)
    answer = walker.ask(method, address)
    where = f"{method} {route} as {walker.role}, somebody else's"
    if (
        route in {"bookings:panel-show", "facilities:board-show", "access:kiosk-show"}
        and walker.role in {"anonymous", "device"}
        and answer.status_code == 302
    ):
        return  # led to the pairing page, whether it exists or not
    if answer.status_code != 404:
        yield f"{where}: {answer.status_code}, not 404"
        return
    nowhere = _nowhere(route, world, walker.role)
    if _body(answer, address) != _body(walker.ask(method, nowhere), nowhere):
        yield f"{where}: another body than for what does not exist"


def _nowhere(route: str, world: World, role: str) -> str:
    kwargs = ADDRESSES[route].fill(world, world.other, role)
    return _reversed(route, {name: _missing(value) for name, value in kwargs.items()})


def _reversed(route: str, kwargs: dict[str, Any]) -> str:
    query = kwargs.pop("?", "")
    return reverse(route, kwargs=kwargs) + query


def _missing(value: object) -> object:
    if isinstance(value, int):
        return 987_654_321
    if isinstance(value, UUID):
        return UUID(int=1)
    if str(value).startswith("?"):
        return "?space=987654321"
    prefix, dot, _ = str(value).partition(".")
    return f"{prefix}.no-such" if dot else "no-such-thing"


def _body(answer: HttpResponse, address: str) -> list[str]:
    """The visible lines; what differs by request (tokens, the address itself) is left out."""
    path = address.partition("?")[0]
    return [line for line in answer.content.decode().splitlines() if "csrf" not in line.lower() and path not in line]
