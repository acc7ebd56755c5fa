"""Rivals for the last items of a kind: each goes to one meeting, and whoever can have one gets one."""

from functools import partial

import pytest

from bookings.models import Booking, Claim
from bookings.services.checks import faults_of_claims
from facilities.kernel import clock
from tests.factories import a_building, a_room, an_amenity, an_item
from tests.race.conftest import RIVALS, rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]


def wishes(rivals, rooms, day, count=1):
    """Each asks for a room of his own and `count` projectors, all at the same time."""
    return [
        partial(
            client.post,
            "/bookings/",
            {
                "room": room.pk,
                "title": "Rivals",
                "starts_at": f"2027-03-{day:02}T12:00",
                "ends_at": f"2027-03-{day:02}T13:00",
                "equipment": [{"kind": "projector", "count": count}],
            },
        )
        for client, room in zip(rivals, rooms, strict=True)
    ]


@pytest.mark.parametrize(("stock", "count", "winners"), [(1, 1, 1), (7, 1, 7), (5, 2, 2)])
def test_each_item_goes_to_one_meeting_and_none_stays_behind(rivals, at_once, counted, stock, count, winners):
    site, clients = rivals
    building = a_building(site=site)
    kind = an_amenity()
    for _ in range(stock):
        an_item(building=building, kind=kind)
    rooms = [a_room(building=building) for _ in range(RIVALS)]

    codes = []
    for day in range(1, rounds(2, 20) + 1):
        answers = at_once(wishes(clients, rooms, day, count))
        codes += [answer.status_code for answer in answers]
        assert sorted(answer.status_code for answer in answers) == [201] * winners + [409] * (RIVALS - winners)
        assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"equipment_out"}

    counted(f"{RIVALS} rivals, {stock} projectors, {count} each", codes)
    assert Booking.objects.count() == winners * rounds(2, 20)
    assert Claim.objects.filter(atom__item__isnull=False).count() == winners * count * rounds(2, 20)
    assert faults_of_claims(at=clock.now()) == []
