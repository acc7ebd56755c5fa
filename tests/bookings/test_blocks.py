"""Blocking a room: by the service and over the API."""

import pytest

from bookings.errors import RoomTaken
from bookings.models import Block, Claim
from bookings.services.blocks import block_room
from tests.factories import NOON, a_booking, a_room, a_site, a_tenant, a_user, between

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
BLOCKS = "/api/v1/blocks/"


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def desk(site, as_):
    return as_(a_user("receptionist", site=site))


def a_wish(room):
    return {
        "room": room.pk,
        "starts_at": "2026-11-24T12:00",
        "ends_at": "2026-11-24T13:00",
        "reason": "New carpet",
    }


def test_a_block_keeps_everybody_out_until_it_is_lifted(desk, site):
    room = a_room(site=site)
    made = desk.post(BLOCKS, a_wish(room))
    assert made.status_code == 201
    with pytest.raises(RoomTaken):
        a_booking(room=room, interval=between("2026-11-24 12:30", "13:30"))

    lifted = desk.post(f"{made['Location']}lift/")

    assert lifted.json()["lifted_at"] == "2026-10-01T07:00:00Z"
    a_booking(room=room, interval=between("2026-11-24 12:30", "13:30"))


def test_a_block_over_bookings_lists_them_and_moves_none(desk, site):
    room = a_room(site=site)
    booking = a_booking(room=room, interval=between("2026-11-24 12:30", "13:30"), title="Steering group")

    answer = desk.post(BLOCKS, a_wish(room))

    assert (answer.status_code, answer.json()["code"]) == (409, "overlap")
    assert [(one["booking"], one["label"]) for one in answer.json()["conflicts"]] == [(booking.pk, "Steering group")]
    assert not Block.objects.exists()
    assert booking.claims.exists()


def test_lifting_twice_says_so(desk, site):
    made = desk.post(BLOCKS, a_wish(a_room(site=site)))
    desk.post(f"{made['Location']}lift/")

    answer = desk.post(f"{made['Location']}lift/")

    assert (answer.status_code, answer.json()["code"]) == (409, "already_lifted")


def test_a_block_that_is_over_cannot_be_lifted(desk, site, clock_at):
    block = block_room(
        by=None, room=a_room(site=site), interval=between("2026-10-01 10:00", "11:00"), reason="Leak", at=NOON
    )
    clock_at("2026-10-01 11:00")

    answer = desk.post(f"{BLOCKS}{block.pk}/lift/")

    assert (answer.status_code, answer.json()["code"]) == (409, "already_ended")
    assert Claim.objects.exists()


def test_nobody_blocks_the_past(desk, site, clock_at):
    clock_at("2026-10-01 12:00")

    answer = desk.post(
        BLOCKS, a_wish(a_room(site=site)) | {"starts_at": "2026-10-01T10:00", "ends_at": "2026-10-01T11:00"}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "in_the_past")


def test_the_list_is_narrowed_by_period_and_room(desk, site, django_assert_num_queries):
    rooms = [a_room(site=site) for _ in range(5)]
    ids = [desk.post(BLOCKS, a_wish(room)).json()["id"] for room in rooms]

    with django_assert_num_queries(4):
        assert [row["id"] for row in desk.get(BLOCKS).json()["results"]] == ids
    assert [row["id"] for row in desk.get(BLOCKS, {"room": rooms[1].pk}).json()["results"]] == [ids[1]]
    assert desk.get(BLOCKS, {"from": "2026-11-24T13:00"}).json()["results"] == []


def test_a_block_at_another_site_is_not_there(desk):
    room = a_room(site=a_site(slug="mol"))
    block = block_room(by=None, room=room, interval=between("2026-11-24 12:00", "13:00"), reason="Leak", at=NOON)

    assert desk.get(f"{BLOCKS}{block.pk}/").status_code == 404
    assert desk.post(f"{BLOCKS}{block.pk}/lift/").status_code == 404
    assert desk.post(BLOCKS, a_wish(room)).status_code == 400


def test_tenants_neither_see_nor_make_blocks(site, as_):
    room, (_, member) = a_room(site=site), a_tenant(site=site)

    assert as_(member).get(BLOCKS).status_code == 403
    assert as_(member).post(BLOCKS, a_wish(room)).status_code == 403
