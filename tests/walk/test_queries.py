"""No page and no list of the API asks the database more because there is more in the house."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.models import Atom, Block, Booking, Defect, Layout
from facilities.kernel import clock
from facilities.kernel.tokens import hashed
from facilities.models import Amenity, AuditEntry, Floor, Invitation, OpeningException, OutboxMessage, SiteMode
from facilities.permissions import table
from tests.factories import a_board, a_device, a_room, a_room_sensor, a_user, an_item, an_organisation
from tests.plugins.turns import on_sqlite
from tests.walk.addresses import ADDRESSES
from tests.walk.parking import more_car_parks
from tests.walk.walker import walkers
from tests.walk.world import House, World

pytestmark = pytest.mark.django_db
FIRST, SECOND = range(2), range(2, 6)
ROLES = ("platform_admin", "site_manager", "tenant_admin", "device")
ASKED = {
    "v1:bookings:task-list": "?site=darwin&day=2026-11-24",
    "v1:bookings:availability-list": "?from=2026-11-24T09:00&until=2026-11-24T11:00",
    "v1:bookings:room-availability": "?day=2026-11-24",
    "v1:bookings:equipment-list": "?site=darwin&from=2026-11-24T09:00&until=2026-11-24T11:00",
}
LEADS_ELSEWHERE = {"bookings:timeline"}
READ = sorted(route for route, entry in table().items() if "GET" in entry.methods)


def grow(world: World, numbers: range) -> None:
    """More of everything at the first house."""
    house, at = world.mine, clock.now()
    for number in numbers:
        _more_rooms(house, number)
        firm = an_organisation(sites=[house.site], enterprise_number=f"099999999{number}")
        for role, scope in (
            ("receptionist", {"site": house.site}),
            ("tenant_member", {"organisation": house.tenant}),
            ("tenant_admin", {"organisation": firm}),
        ):
            a_user(role, **scope)
            _more_invitations(house, f"{number}-{role}", role, scope)
        OpeningException.objects.create(site=house.site, day=f"2030-02-0{number + 1}")
        house.parking.more(number + 1)
        a_room_sensor(room=house.room)
        ran = at - timedelta(days=number + 1)
        SiteMode.objects.create(site=house.site, mode="evacuation", since=ran, until=ran + timedelta(hours=1))
        house.visitors.more(number + 1)
        house.leases.more(number + 1)
        more_car_parks(house.site, number)
        a_device(site=house.site, shows=f"panel:{house.room.slug}")
        a_board(site=house.site, slug=f"more-{number}")
        Amenity.objects.create(slug=f"more-{number}", name_nl=f"meer {number}", name_en=f"more {number}")
        for state in ("failed", "waiting"):
            OutboxMessage.objects.create(
                kind="mail", payload={}, state=state, attempts=1, created_at=at, due_at=at, last_error="refused"
            )
        for subject in (house.bookings["tenant_member"], house.bookings["external_booker"], house.room):
            AuditEntry.objects.create(
                at=at,
                actor=f"user:{a_user().pk}",
                verb="changed",
                subject=f"{subject._meta.label_lower}:{subject.pk}",
                site=house.site,
                organisation=house.tenant,
                facts={},
            )


def _more_rooms(house: House, number: int) -> None:
    Defect.objects.create(
        room=house.room, summary="More", reported_by=house.people["tenant_admin"], reported_at=clock.now()
    )
    an_item(building=house.building, kind=house.item.kind)
    start = clock.now().replace(minute=0, second=0, microsecond=0)
    Floor.objects.create(building=house.building, level=number + 5, name=f"Floor {number}")
    room = a_room(building=house.building, slug=f"more-{number}", audience="everyone")
    room.equipment.set(Amenity.objects.all())
    room.space.equipment.set(Amenity.objects.all())
    room.atoms.add(Atom.objects.filter(rooms=house.room).get())
    Layout.objects.create(room=house.room, name=f"Layout {number}", seats=8)
    for hours, role in ((1, "tenant_member"), (30, "tenant_admin"), (60, "external_booker")):
        Booking.objects.create(
            room=room,
            organisation=house.external if role == "external_booker" else house.tenant,
            organiser=house.people[role],
            booked_by=house.people["receptionist"],
            title="More",
            starts_at=start + timedelta(hours=hours),
            ends_at=start + timedelta(hours=hours + 1),
            created_at=start,
            changed_at=start,
        )
    Block.objects.create(
        room=room,
        reason="Paint",
        starts_at=start + timedelta(hours=90),
        ends_at=start + timedelta(hours=91),
        created_at=start,
    )


def _more_invitations(house: House, name: str, role: str, scope: dict) -> None:
    Invitation.objects.create(
        email=f"{name}@more.example",
        name="New",
        role=role,
        invited_by=house.people["platform_admin"],
        token_hash=hashed(name),
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=14),
        **scope,
    )


def asked(world: World) -> dict[tuple[str, str], list[str]]:
    """What each reader asked the database on each page that opened."""
    found = {}
    for walker in walkers(world):
        if walker.role not in ROLES:
            continue
        for route in READ:
            known = ADDRESSES.get(route)
            kwargs = known.fill(world, world.mine, walker.role) if known else {}
            query = kwargs.pop("?", ASKED.get(route, ""))
            with CaptureQueriesContext(connection) as queries, transaction.atomic():
                address = reverse(route, kwargs=kwargs) + query
                answer = walker.browser_for(address).get(address)
                transaction.set_rollback(True)
            if answer.status_code == 200:
                found[walker.role, route] = [query["sql"] for query in queries]
    return found


@on_sqlite
def test_more_of_everything_takes_no_more_queries():
    world = World()
    grow(world, FIRST)
    asked(world)  # fills what the process keeps
    before = asked(world)

    grow(world, SECOND)
    after = asked(world)

    assert {route for _, route in before} >= set(READ) - LEADS_ELSEWHERE
    grown = {key: f"{len(before[key])} → {len(after[key])}" for key in before if len(after[key]) > len(before[key])}
    assert grown == {}, Counter(query[:200] for key in grown for query in after[key]).most_common(6)
