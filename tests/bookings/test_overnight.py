"""A booking over midnight (worked case C17, without its price)."""

import pytest

from bookings.errors import RoomTaken
from tests.bookings.asking import logged_in
from tests.factories import a_booking, a_building, a_room, a_site, a_tenant, a_user, between

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
FIRST, SECOND = "2026-11-27", "2026-11-28"


@pytest.fixture
def room():
    room = a_room(building=a_building(site=a_site(), slug="kempen-house"), name="Kempen")
    a_booking(room=room, interval=between(f"{FIRST} 22:00", f"{SECOND} 02:00"), title="Night shift")
    return room


def test_what_begins_before_it_ends_is_refused(room):
    with pytest.raises(RoomTaken):
        a_booking(room=room, interval=between(f"{SECOND} 01:30", "03:00"))


def test_what_begins_as_it_ends_is_taken(room):
    assert a_booking(room=room, interval=between(f"{SECOND} 02:00", "03:00")).pk


@pytest.mark.parametrize("day", [FIRST, SECOND])
def test_the_api_shows_it_on_both_days(room, as_, day):
    _, member = a_tenant(site=room.space.floor.building.site)

    taken = as_(member).get(f"/api/v1/rooms/{room.pk}/availability/", {"day": day}).json()["taken"]

    assert [(one["starts_at"], one["ends_at"]) for one in taken] == [("2026-11-27T21:00:00Z", "2026-11-28T01:00:00Z")]


@pytest.mark.parametrize("day", [FIRST, SECOND])
def test_the_timeline_shows_it_on_both_days(room, day):
    desk = a_user("receptionist", site=room.space.floor.building.site)

    page = logged_in(desk).get("/timeline/kempen-house/", {"day": day})

    assert "Night shift" in page.content.decode()


def test_it_is_free_before_and_after_on_both_days(room, as_):
    _, member = a_tenant(site=room.space.floor.building.site)

    free = [
        as_(member).get(f"/api/v1/rooms/{room.pk}/availability/", {"day": day}).json()["free"]
        for day in (FIRST, SECOND)
    ]

    assert [[(one["starts_at"][11:16], one["ends_at"][11:16]) for one in day] for day in free] == [
        [("23:00", "21:00")],
        [("01:00", "23:00")],
    ]
