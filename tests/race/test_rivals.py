"""Rivals over HTTP, against a real server: nobody is ever booked twice, and nobody ever sees a 500."""

from datetime import timedelta
from functools import partial

import pytest

from bookings.models import Booking, Claim
from bookings.services.checks import faults_of_claims
from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from tests.factories import a_booking, a_building, a_room, an_atom, between
from tests.race.conftest import RIVALS, rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]
FAR = "2027-03-02"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def hours(day, start, end):
    return {"starts_at": f"{day}T{start}", "ends_at": f"{day}T{end}"}


def wish(room, day, start="12:00", end="13:00"):
    return {"room": room.pk, "title": "Rivals"} | hours(day, start, end)


def days(count):
    first = between(f"{FAR} 12:00", "13:00").start
    return [f"{first + n * DAY:%Y-%m-%d}" for n in range(count)]


def fault_free():
    return faults_of_claims(at=between(f"{FAR} 00:00", "01:00").start - 365 * DAY)


def test_of_twenty_who_want_one_room_one_gets_it(rivals, at_once, counted):
    site, clients = rivals
    room = a_room(site=site)

    codes = []
    for day in days(rounds(3, 40)):
        answers = at_once([partial(client.post, "/bookings/", wish(room, day)) for client in clients])
        codes += [answer.status_code for answer in answers]
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * (RIVALS - 1)
        assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"overlap"}

    counted("twenty rivals, one room", codes)
    assert Booking.objects.count() == Claim.objects.count() == rounds(3, 40)


def test_of_twenty_who_want_twenty_rooms_each_gets_his(rivals, at_once, counted):
    site, clients = rivals
    rooms = [a_room(site=site) for _ in range(RIVALS)]

    codes = []
    for day in days(rounds(1, 20)):
        pairs = zip(clients, rooms, strict=True)
        answers = at_once([partial(c.post, "/bookings/", wish(r, day)) for c, r in pairs])
        codes += [answer.status_code for answer in answers]

    counted("twenty rivals, twenty rooms", codes)
    assert set(codes) == {201}
    assert Claim.objects.count() == len(codes)


def test_a_hall_goes_as_a_whole_or_by_halves_never_both(rivals, at_once, counted):
    site, clients = rivals
    building = a_building(site=site)
    halves = [an_atom(building=building), an_atom(building=building)]
    hall = a_room(building=building, atoms=halves)
    left, right = (a_room(building=building, atoms=[half]) for half in halves)

    outcomes = []
    for day in days(rounds(5, 60)):
        wanted = [hall, left, right, hall, right, left]
        answers = at_once([partial(c.post, "/bookings/", wish(r, day)) for c, r in zip(clients, wanted, strict=False)])
        assert {answer.status_code for answer in answers} <= {201, 409}
        won = sorted(room.pk for room, answer in zip(wanted, answers, strict=True) if answer.status_code == 201)
        assert won in ([hall.pk], sorted([left.pk, right.pk]))
        outcomes.append("the whole" if won == [hall.pk] else "both halves")

    counted("a hall against its halves", outcomes)
    assert fault_free() == []


def test_a_move_and_a_booking_of_its_goal_never_both_succeed(rivals, at_once, counted):
    site, clients = rivals
    room = a_room(site=site)
    mover, *others = clients

    outcomes = []
    for day in days(rounds(5, 60)):
        made = mover.post("/bookings/", wish(room, day, "10:00", "11:00")).json()
        goal = hours(day, "11:00", "12:00")
        moved, booked, old = at_once(
            [
                partial(mover.patch, f"/bookings/{made['id']}/", goal),
                partial(others[0].post, "/bookings/", wish(room, day, "11:00", "12:00")),
                partial(others[1].post, "/bookings/", wish(room, day, "10:00", "11:00")),
            ]
        )
        assert sorted([moved.status_code, booked.status_code]) in ([200, 409], [201, 409])
        # The old time is free only once the move has it no more.
        assert old.status_code in ({201, 409} if moved.status_code == 200 else {409})
        outcomes.append("moved" if moved.status_code == 200 else "stayed")

    counted("a move against a booking", outcomes)
    assert fault_free() == []


def test_two_who_swap_their_times_never_overlap(rivals, at_once, counted):
    site, (ann, bob, *_) = rivals
    building = a_building(site=site)
    hall = a_room(building=building, atoms=[an_atom(building=building), an_atom(building=building)])

    codes = []
    for day in days(rounds(3, 30)):
        first = ann.post("/bookings/", wish(hall, day, "10:00", "11:00")).json()
        second = bob.post("/bookings/", wish(hall, day, "11:00", "12:00")).json()
        answers = at_once(
            [
                partial(ann.patch, f"/bookings/{first['id']}/", hours(day, "11:00", "12:00")),
                partial(bob.patch, f"/bookings/{second['id']}/", hours(day, "10:00", "11:00")),
            ]
        )
        codes += [answer.status_code for answer in answers]

    counted("two who swap", codes)
    assert set(codes) <= {200, 409}
    assert fault_free() == []


def test_a_cancelled_booking_is_never_moved_and_its_time_goes_to_one(rivals, at_once, counted):
    site, clients = rivals
    room = a_room(site=site)
    owner, *others = clients

    outcomes = []
    for day in days(rounds(5, 60)):
        made = owner.post("/bookings/", wish(room, day)).json()
        goal = hours(day, "14:00", "15:00")
        cancelled, moved, *booked = at_once(
            [
                partial(owner.post, f"/bookings/{made['id']}/cancel/"),
                partial(owner.patch, f"/bookings/{made['id']}/", goal),
                partial(others[0].post, "/bookings/", wish(room, day)),
                partial(others[1].post, "/bookings/", wish(room, day)),
            ]
        )
        assert cancelled.status_code == 200
        assert moved.status_code in {200, 409}
        if moved.status_code == 409:
            assert moved.json()["code"] == "already_cancelled"
        assert [answer.status_code for answer in booked].count(201) <= 1
        assert not Booking.objects.get(pk=made["id"]).claims.exists()
        outcomes.append("moved, then cancelled" if moved.status_code == 200 else "cancelled first")

    counted("cancelling against moving", outcomes)
    assert fault_free() == []


def test_ending_early_twice_at_once_ends_once(rivals, at_once, counted):
    site, (owner, other, *_) = rivals
    now = clock.now().replace(second=0, microsecond=0)

    outcomes = []
    for _ in range(rounds(3, 30)):
        room = a_room(site=site, grid=1)
        # By the system, which may write down what has begun.
        booking = a_booking(
            room=room,
            organisation=owner.organisation,
            organiser=owner.user,
            interval=Interval(now - HOUR, now + 2 * HOUR),
        )
        rest = {"starts_at": f"{now + HOUR:%FT%TZ}", "ends_at": f"{now + 2 * HOUR:%FT%TZ}"}
        ended, again, booked = at_once(
            [
                partial(owner.post, f"/bookings/{booking.pk}/end-early/"),
                partial(owner.post, f"/bookings/{booking.pk}/end-early/"),
                partial(other.post, "/bookings/", {"room": room.pk, "title": "Next"} | rest),
            ]
        )
        assert sorted([ended.status_code, again.status_code]) == [200, 409]
        assert booked.status_code in {201, 409}
        outcomes.append("the rest was free in time" if booked.status_code == 201 else "the rest came free too late")

    counted("ending early against booking the rest", outcomes)
    assert fault_free() == []
