"""One request sent many times at once with one Idempotency-Key makes one booking."""

from functools import partial

import pytest

from bookings.models import Booking, Claim
from tests.factories import a_room
from tests.race.conftest import rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]


def test_one_key_sent_ten_times_at_once_makes_one_booking(rivals, at_once, counted):
    site, (owner, *_) = rivals
    room = a_room(site=site)

    codes = []
    for number in range(rounds(3, 30)):
        wish = {
            "room": room.pk,
            "title": "Again and again",
            "starts_at": f"2027-03-02T{number % 24:02}:{number // 24 * 15:02}",
            "ends_at": f"2027-03-02T{number % 24:02}:{number // 24 * 15 + 15:02}",
        }
        send = partial(owner.post, "/bookings/", wish, headers={"Idempotency-Key": f"key-{number}"})
        answers = at_once([send] * 10)
        codes += [answer.status_code for answer in answers]
        assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
        assert len({answer.json()["id"] for answer in answers}) == 1

    counted("one key, ten times at once", codes)
    assert Booking.objects.count() == Claim.objects.count() == rounds(3, 30)
