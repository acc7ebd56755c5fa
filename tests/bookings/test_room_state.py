"""What a panel and a site page show of a room at a moment (bookings.availability)."""

from datetime import timedelta

import pytest

from bookings.availability import free_stretches, room_changes_at, room_state, rooms_change_at, rooms_state, taken
from bookings.models import Room
from bookings.services.blocks import block_room
from bookings.services.bookings import cancel_booking, end_booking_early
from tests.factories import (
    NOON,
    a_booking,
    a_building,
    a_layout,
    a_room,
    a_site,
    a_tenant,
    a_user,
    an_atom,
    an_organisation,
    at,
    between,
)

pytestmark = pytest.mark.django_db
DAY = "2026-11-24"


def state(room, time):
    return room_state(room, at=at(f"{DAY} {time}"))


def word(room, time):
    return state(room, time)["now"]


def iso(time, day=DAY):
    return at(f"{day} {time}").isoformat().replace("+00:00", "Z")


@pytest.fixture
def site():
    return a_site(opens=8 * 60, closes=18 * 60)


@pytest.fixture
def room(site):
    return a_room(site=site, shows_subject=True)


def test_a_meeting_makes_its_room_soon_then_busy_then_free(room):
    a_booking(room=room, interval=between(f"{DAY} 12:00", "13:00"))

    times = ["11:44", "11:45", "11:59", "12:00", "12:59", "13:00"]
    assert [word(room, time) for time in times] == ["free", "soon", "soon", "busy", "busy", "free"]


def test_the_room_says_until_when(room):
    a_booking(room=room, interval=between(f"{DAY} 12:00", "13:00"))

    assert [state(room, time)["until"] for time in ("10:00", "11:50", "12:30", "13:00")] == [
        iso("12:00"),
        iso("12:00"),
        iso("13:00"),
        iso("18:00"),
    ]


def test_a_closed_house_opens_in_the_morning(room):
    assert (word(room, "07:59"), state(room, "07:59")["until"]) == ("closed", iso("08:00"))
    assert (word(room, "18:00"), state(room, "18:00")["until"]) == ("closed", iso("08:00", "2026-11-25"))


def test_a_meeting_after_hours_shows_all_the_same(room):
    a_booking(room=room, interval=between(f"{DAY} 20:00", "21:00"))

    assert (word(room, "20:30"), state(room, "19:00")["until"]) == ("busy", iso("20:00"))


def test_a_block_shows_as_such_without_its_reason(room):
    block_room(by=None, room=room, interval=between(f"{DAY} 12:00", "13:00"), reason="Mice", at=NOON)

    shown = state(room, "12:30")

    assert (shown["now"], shown["until"], shown["current"]) == ("blocked", iso("13:00"), None)
    assert "Mice" not in str(shown)


def test_turnover_keeps_a_room_busy_without_a_meeting(site):
    room = a_room(site=site, turnover=15)
    theatre = a_layout(room=room, setup=30)
    a_booking(room=room, layout=theatre, interval=between(f"{DAY} 12:00", "13:00"))

    before, behind = state(room, "11:40"), state(room, "13:05")

    assert (before["now"], before["until"], before["current"]) == ("busy", iso("12:00"), None)
    assert (behind["now"], behind["until"], behind["current"]) == ("busy", iso("13:15"), None)


def test_a_list_of_rooms_says_until_when_a_room_is_taken_in_one_stretch(site):
    room = a_room(site=site, slug="hall")
    theatre = a_layout(room=room, setup=30, teardown=30)
    a_booking(room=room, layout=theatre, interval=between(f"{DAY} 12:00", "13:00"))
    a_booking(room=room, interval=between(f"{DAY} 13:30", "14:00"))
    a_booking(room=room, interval=between(f"{DAY} 14:15", "15:00"))

    listed = [rooms_state(site, at=at(f"{DAY} {time}"))["rooms"][0]["until"] for time in ("11:40", "12:10", "14:05")]

    assert listed == [iso("14:00"), iso("14:00"), iso("14:15")]


def test_current_and_next_follow_one_another(room):
    firm = an_organisation(name="Zilverspar", sites=[room.space.floor.building.site])
    a_booking(room=room, organisation=firm, title="Board", interval=between(f"{DAY} 12:00", "13:00"))
    a_booking(room=room, title="Sales", interval=between(f"{DAY} 13:00", "14:00"))

    shown = state(room, "12:30")

    assert shown["current"] == {
        "starts_at": iso("12:00"),
        "ends_at": iso("13:00"),
        "title": "Board",
        "organisation": "Zilverspar",
    }
    assert shown["next"]["title"] == "Sales"
    assert shown["until"] == iso("13:00")


def test_a_subject_shows_only_where_the_room_and_the_booking_allow(site):
    quiet, loud = a_room(site=site), a_room(site=site, shows_subject=True)
    for room, is_private in ((quiet, False), (loud, True)):
        a_booking(room=room, is_private=is_private, title="Takeover", interval=between(f"{DAY} 12:00", "13:00"))

    assert state(quiet, "12:30")["current"]["title"] is None
    assert state(loud, "12:30")["current"]["title"] is None


def test_no_name_of_a_person_is_shown(room, site):
    organisation, member = a_tenant(site=site)
    a_booking(room=room, organisation=organisation, organiser=member, interval=between(f"{DAY} 12:00", "13:00"))

    assert member.name not in str(state(room, "12:30"))
    assert member.email not in str(rooms_state(site, at=at(f"{DAY} 12:30")))


def test_a_half_shows_the_meeting_in_the_hall(site):
    building = a_building(site=site)
    halves = [an_atom(building=building), an_atom(building=building)]
    hall = a_room(building=building, atoms=halves)
    left, right = (a_room(building=building, atoms=[half]) for half in halves)
    a_booking(room=left, interval=between(f"{DAY} 12:00", "13:00"))

    assert [word(one, "12:30") for one in (hall, left, right)] == ["busy", "busy", "free"]


def test_a_cancelled_and_an_ended_meeting_are_gone(room):
    a_booking_at = at(f"{DAY} 12:20")
    booking = a_booking(room=room, interval=between(f"{DAY} 12:00", "13:00"))
    end_booking_early(by=None, booking=booking, at=a_booking_at)
    assert word(room, "12:20") == "free"

    other = a_booking(room=room, interval=between(f"{DAY} 14:00", "15:00"))
    cancel_booking(by=None, booking=other, at=NOON)

    assert (word(room, "14:30"), state(room, "14:30")["next"]) == ("free", None)


def test_nothing_shown_changes_before_the_time_told(room, site):
    a_booking(room=room, interval=between(f"{DAY} 12:00", "13:00"))
    a_booking(room=a_room(site=site, turnover=10), interval=between(f"{DAY} 09:30", "10:10"))
    block_room(by=None, room=room, interval=between("2026-11-25 09:00", "10:00"), reason="Leak", at=NOON)

    for show, when in (
        (lambda t: room_state(room, at=t), lambda t: room_changes_at(room, at=t)),
        (lambda t: rooms_state(site, at=t), lambda t: rooms_change_at(site, at=t)),
    ):
        moment, end, steps = at(f"{DAY} 00:00"), at("2026-11-26 00:00"), 0
        while moment < end:
            change = when(moment)
            assert change > moment
            assert show(change - timedelta(microseconds=1)) == show(moment)
            moment, steps = change, steps + 1
        assert steps < 40


def test_the_site_counts_its_rooms(site):
    busy, blocked, soon, _free = (a_room(site=site) for _ in range(4))
    a_room(site=site, is_offered=False)
    a_booking(room=busy, interval=between(f"{DAY} 12:00", "13:00"))
    block_room(by=None, room=blocked, interval=between(f"{DAY} 12:00", "13:00"), reason="Leak", at=NOON)
    a_booking(room=soon, interval=between(f"{DAY} 12:40", "13:00"))

    shown = rooms_state(site, at=at(f"{DAY} 12:30"))

    assert (shown["free"], shown["busy"], shown["total"]) == (2, 2, 4)
    assert {row["now"] for row in shown["rooms"]} == {"busy", "blocked", "soon", "free"}


def test_many_rooms_take_as_many_queries_as_one(site, django_assert_num_queries):
    for _ in range(12):
        a_booking(room=a_room(site=site), interval=between(f"{DAY} 12:00", "13:00"))
    rooms, viewer = list(Room.objects.with_place()), a_user("platform_admin")
    viewer.memberships.all()

    # Rooms, opening hours, exceptions, claims.
    with django_assert_num_queries(4):
        rooms_state(site, at=at(f"{DAY} 12:30"))
    # Memberships, claims, bookings.
    with django_assert_num_queries(3):
        assert len(taken(rooms, between(f"{DAY} 00:00", "23:00"), viewer=viewer)) == 12


def test_free_stretches_are_the_open_hours_less_what_is_taken(room):
    a_booking(room=room, interval=between(f"{DAY} 12:00", "13:00"))
    a_booking(room=room, interval=between(f"{DAY} 17:30", "20:00"))

    assert free_stretches(room, at(f"{DAY} 12:00").date()) == [
        between(f"{DAY} 08:00", "12:00"),
        between(f"{DAY} 13:00", "17:30"),
    ]
