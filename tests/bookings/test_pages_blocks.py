"""Taking rooms out of use by form."""

import pytest
import time_machine

from bookings.models import Block, Booking
from bookings.services.blocks import block_room
from tests.bookings.asking import DAY, a_house, logged_in, queries
from tests.factories import NOON, a_booking, a_room, a_tenant, a_user, at, between

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(at(f"{DAY} 08:00"), tick=False):
        yield


def filled(room, **more):
    values = {"room": room.pk, "day": DAY, "start": "12:00", "end_day": "2026-11-26", "end": "18:00"}
    return values | {"reason": "Painting"} | more


def test_reception_takes_a_room_out_of_use_for_days():
    site, building = a_house()
    room = a_room(building=building)

    answer = logged_in(a_user("receptionist", site=site)).post("/blocks/add/", filled(room))

    block = Block.objects.get()
    assert answer.headers["Location"] == "/blocks/"
    assert (block.starts_at, block.ends_at) == (at(f"{DAY} 12:00"), at("2026-11-26 18:00"))


def test_bookings_in_the_way_are_listed_and_stay():
    site, building = a_house()
    room = a_room(building=building)
    booking = a_booking(room=room, title="Board meeting")

    answer = logged_in(a_user("receptionist", site=site)).post("/blocks/add/", filled(room))

    html = answer.content.decode()
    assert answer.status_code == 409
    assert f'href="/bookings/{booking.pk}/"' in html
    assert "Board meeting" in html
    assert 'value="Painting"' in html
    assert not Block.objects.exists()
    assert Booking.objects.get().status == "confirmed"


def test_a_block_is_lifted():
    site, building = a_house()
    room = a_room(building=building)
    block = block_room(by=None, room=room, interval=between(f"{DAY} 07:00", "18:00"), reason="Painting", at=NOON)
    client = logged_in(a_user("site_manager", site=site))

    asked = client.get(f"/blocks/{block.pk}/lift/")
    client.post(f"/blocks/{block.pk}/lift/")

    assert asked.status_code == 200
    block.refresh_from_db()
    assert block.lifted_at == at(f"{DAY} 08:00")
    assert "Painting" not in client.get("/blocks/").content.decode()
    assert "Painting" in client.get("/blocks/?show=past").content.decode()


def test_staff_of_another_site_do_not_reach_it():
    _site, building = a_house()
    room = a_room(building=building, name="Newton")
    block = block_room(by=None, room=room, interval=between(f"{DAY} 12:00", "18:00"), reason="Painting", at=NOON)
    client = logged_in(a_user("site_manager", site=a_house(slug="elsewhere")[0]))

    assert client.get(f"/blocks/{block.pk}/lift/").status_code == 404
    assert "Painting" not in client.get("/blocks/").content.decode()
    assert "Newton" not in client.get("/blocks/add/").content.decode()


def test_tenants_block_nothing():
    site, building = a_house()
    room = a_room(building=building)
    _, admin = a_tenant(site=site, role="tenant_admin")

    assert logged_in(admin).post("/blocks/add/", filled(room)).status_code == 403
    assert logged_in(admin).get("/blocks/").status_code == 403


def test_more_blocks_take_no_more_queries():
    site, building = a_house()
    room = a_room(building=building)
    block_room(by=None, room=room, interval=between(f"{DAY} 12:00", "18:00"), reason="Painting", at=NOON)
    client = logged_in(a_user("receptionist", site=site))
    before = queries(client, "/blocks/")

    for day in range(1, 9):
        block_room(by=None, room=room, interval=between(f"2026-12-0{day} 12:00", "13:00"), reason="Again", at=NOON)

    assert queries(client, "/blocks/") == before
