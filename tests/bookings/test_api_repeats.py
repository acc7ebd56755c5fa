"""A booking asked for twice with one Idempotency-Key (worked case C11)."""

from datetime import timedelta

import pytest
import time_machine

from bookings.models import Booking, Claim
from bookings.services.bookings import cancel_booking
from facilities.kernel import clock
from facilities.models import IdempotencyKey, OutboxMessage
from facilities.services.repeats import forget_keys
from tests.factories import NOON, a_booking, a_room, a_site, a_tenant, between

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
BOOKINGS = "/api/v1/bookings/"
DAY = timedelta(days=1)


@pytest.fixture
def room():
    return a_room(site=a_site())


@pytest.fixture
def member(room, as_):
    return as_(a_tenant(site=room.space.floor.building.site)[1])


def send(client, room, key="k-1", **more):
    wish = {"room": room.pk, "starts_at": "2026-11-24T12:00", "ends_at": "2026-11-24T13:00", "title": "Meeting"}
    return client.post(BOOKINGS, wish | more, headers={"Idempotency-Key": key})


def test_the_same_request_with_the_same_key_answers_200_with_the_same_booking(member, room):
    first, again = send(member, room), send(member, room)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first["Location"] == again["Location"]
    assert Booking.objects.count() == Claim.objects.count() == OutboxMessage.objects.count() == 1


def test_another_request_with_the_same_key_is_refused(member, room):
    send(member, room)

    other = send(member, room, title="Something else")

    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"
    assert Booking.objects.count() == 1


def test_the_order_of_the_members_makes_no_other_request(member, room):
    first = send(member, room)

    wish = {"title": "Meeting", "ends_at": "2026-11-24T13:00", "starts_at": "2026-11-24T12:00", "room": room.pk}
    again = member.post(BOOKINGS, wish, headers={"Idempotency-Key": '"k-1"'})

    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])


def test_without_a_key_the_same_request_is_a_second_one(member, room):
    wish = {"room": room.pk, "starts_at": "2026-11-24T12:00", "ends_at": "2026-11-24T13:00", "title": "Meeting"}

    assert [member.post(BOOKINGS, wish).status_code for _ in range(2)] == [201, 409]


def test_a_refused_request_does_not_use_up_its_key(member, room):
    standing = a_booking(room=room, interval=between("2026-11-24 12:00", "13:00"))
    refused = send(member, room)

    cancel_booking(by=None, booking=standing, at=NOON)

    assert refused.status_code == 409
    assert send(member, room).status_code == 201


def test_two_people_may_choose_the_same_key(room, as_):
    site = room.space.floor.building.site
    ann, bob = (as_(a_tenant(site=site)[1]) for _ in range(2))

    assert send(ann, room).status_code == 201
    assert send(bob, room, starts_at="2026-11-24T14:00", ends_at="2026-11-24T15:00").status_code == 201


def test_a_key_is_forgotten_after_a_day(member, room):
    send(member, room)

    with time_machine.travel(NOON + DAY, tick=False):
        late = send(member, room, starts_at="2026-11-24T14:00", ends_at="2026-11-24T15:00")

    assert late.status_code == 201


def test_the_job_removes_keys_whose_day_is_over_and_no_others(member, room):
    send(member, room)

    forget_keys(at=clock.now() + DAY / 2)
    kept = IdempotencyKey.objects.count()
    forget_keys(at=clock.now() + DAY)

    assert (kept, IdempotencyKey.objects.count()) == (1, 0)


@pytest.mark.parametrize("key", ["", '""', " ", "é", "k" * 201])
def test_a_key_that_is_none_is_refused(member, room, key):
    answer = send(member, room, key=key)

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_unreadable")
    assert Booking.objects.count() == 0


def test_a_repeat_shows_the_booking_as_it_stands_now(member, room):
    made = send(member, room).json()
    member.post(f"{BOOKINGS}{made['id']}/cancel/")

    again = send(member, room)

    assert (again.status_code, again.json()["status"]) == (200, "cancelled")
