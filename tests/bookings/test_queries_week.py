"""What the week of several buildings asks the database."""

import pytest
import time_machine
from django.urls import reverse

from bookings.models import Claim, Room
from bookings.services.blocks import block_room
from tests.bookings.asking import DAY, a_house, logged_in, queries
from tests.factories import NOON, a_booking, a_building, a_room, a_site, a_user, at, between
from tests.plugins.turns import on_sqlite

pytestmark = pytest.mark.django_db
WEEK = reverse("bookings:timeline-week")


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(at(f"{DAY} 08:00"), tick=False):
        yield


def test_two_hundred_rooms_take_as_many_queries_as_two():
    _, building = a_house()
    a_booking(room=a_room(building=building), interval=between(f"{DAY} 10:00", "11:00"))
    block_room(
        by=None, room=a_room(building=building), interval=between(f"{DAY} 10:00", "11:00"), reason="Paint", at=NOON
    )
    client = logged_in(a_user("platform_admin"))
    address = f"{WEEK}?day={DAY}&weekend=1&free_now="
    client.get(address)
    before = queries(client, address + f"&in={building.slug}")

    slugs = [building.slug]
    for number in range(10):
        wing = a_building(site=a_site(slug=f"site-{number}"), slug=f"wing-{number}")
        slugs.append(wing.slug)
        for _ in range(20):
            room = a_room(building=wing)
            atom = room.atoms.get()
            booking = a_booking(room=room, interval=between(f"{DAY} 10:00", "11:00"))
            Claim.objects.bulk_create(
                Claim(
                    atom=atom,
                    booking=booking,
                    starts_at=at(f"2026-11-{day} {hour}:00"),
                    ends_at=at(f"2026-11-{day} {hour}:45"),
                )
                for day in range(25, 30)
                for hour in (11, 13, 15)
            )
    after = queries(client, address + "".join(f"&in={slug}" for slug in slugs))

    assert Room.objects.count() == 202
    assert after == before


@on_sqlite
def test_the_claims_of_a_week_are_found_by_their_index():
    room = a_room()
    claims = Claim.objects.during(between(f"{DAY} 00:00", "23:00")).filter(atom__rooms__in=[room.pk])

    plan = claims.values_list("atom__rooms", "booking").explain()

    assert "claim_atom_by_end" in plan
