"""Rivals for a time that somebody holds, or held too long."""

from datetime import timedelta
from functools import partial

import pytest

from bookings.models import Booking, Claim, Hold
from bookings.services.checks import faults_of_claims
from bookings.services.holds import hold_room
from facilities.kernel import clock
from tests.factories import a_room, between
from tests.race.conftest import RIVALS, rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]


def wish(room, day):
    return {"room": room.pk, "starts_at": f"2027-03-{day:02}T12:00", "ends_at": f"2027-03-{day:02}T13:00"}


def test_of_twenty_who_open_the_form_one_holds_the_time_and_books_it(rivals, at_once, counted):
    site, clients = rivals
    room = a_room(site=site)

    codes = []
    for day in range(1, rounds(2, 20) + 1):
        held = at_once([partial(client.post, "/holds/", wish(room, day)) for client in clients])
        codes += [answer.status_code for answer in held]
        assert sorted(answer.status_code for answer in held) == [201] + [409] * (RIVALS - 1)
        made = at_once(
            [partial(client.post, "/bookings/", wish(room, day) | {"title": "Rivals"}) for client in clients]
        )
        # Who held it has it; nobody else came in between.
        assert [answer.status_code for answer in made] == [answer.status_code for answer in held]

    counted("twenty who open the form", codes)
    assert Booking.objects.count() == Claim.objects.count() == rounds(2, 20)
    assert not Hold.objects.exists()


def test_a_hold_that_expired_goes_to_one_of_those_who_come_then(rivals, at_once, counted):
    site, (late, *others) = rivals
    room = a_room(site=site)

    codes = []
    for day in range(1, rounds(2, 20) + 1):
        hold_room(
            by=late.user,
            room=room,
            interval=between(f"2027-03-{day:02} 12:00", "13:00"),
            at=clock.now() - timedelta(minutes=11),
        )
        answers = at_once(
            [partial(client.post, "/bookings/", wish(room, day) | {"title": "Rivals"}) for client in others]
        )
        codes += [answer.status_code for answer in answers]
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * (RIVALS - 2)

    counted("an expired hold", codes)
    assert faults_of_claims(at=clock.now()) == []
