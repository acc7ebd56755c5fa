"""What the live topics of rooms say through time, and who may watch them."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from bookings.models import Booking
from bookings.services.blocks import block_room
from bookings.topics import RoomsTopic, RoomTopic
from facilities.live.topics import Viewer
from facilities.models import Organisation
from tests.factories import (
    a_booking,
    a_building,
    a_device,
    a_room,
    a_site,
    a_user,
    an_atom,
    an_organisation,
    at,
    between,
)

pytestmark = pytest.mark.django_db
EIGHT = at("2026-11-24 08:00")


def booked(room, interval, *, firm="Ysco", **more) -> Booking:
    organisation, _ = Organisation.objects.get_or_create(name=firm)
    organisation.sites.add(room.space.floor.building.site)
    return a_booking(room=room, interval=interval, **{"organisation": organisation, "title": "Secret takeover"} | more)


def turns(topic, start, end, **args) -> list[str]:
    """Each moment at which the topic says it will look different, walked like the hub walks them."""
    moments, moment = [], start
    while (moment := topic.next_transition(at=moment, **args)) is not None and moment < end:
        moments.append(f"{moment + timedelta(hours=1):%H:%M}")
    return moments


def test_a_room_goes_from_free_over_soon_and_busy_back_to_free():
    room = a_room(site=a_site())
    booked(room, between("2026-11-24 12:00", "13:00"))

    seen = {
        clock: RoomTopic().state(at=at(f"2026-11-24 {clock}"), pk=room.pk)["now"]
        for clock in ("11:44", "11:45", "11:59", "12:00", "12:59", "13:00")
    }

    assert seen == {
        "11:44": "free", "11:45": "soon", "11:59": "soon", "12:00": "busy", "12:59": "busy", "13:00": "free",
    }  # fmt: skip


def test_the_hub_is_told_of_every_turn_of_a_meeting():
    room = a_room(site=a_site())
    booked(room, between("2026-11-24 12:00", "13:00"))

    assert turns(RoomTopic(), EIGHT, at("2026-11-24 20:00"), pk=room.pk) == ["11:45", "12:00", "13:00"]


def test_the_hub_is_told_when_the_turnover_ends():
    room = a_room(site=a_site(), turnover=15)
    booked(room, between("2026-11-24 12:00", "13:00"))

    assert turns(RoomTopic(), EIGHT, at("2026-11-24 20:00"), pk=room.pk) == ["11:45", "12:00", "13:00", "13:15"]
    state = RoomTopic().state(at=at("2026-11-24 13:05"), pk=room.pk)
    assert (state["now"], state["current"]) == ("busy", None)


def test_the_hub_is_told_of_opening_and_closing():
    room = a_room(site=a_site(opens=9 * 60, closes=18 * 60))

    assert turns(RoomTopic(), EIGHT, at("2026-11-24 20:00"), pk=room.pk) == ["09:00", "18:00"]
    assert RoomTopic().state(at=EIGHT, pk=room.pk)["now"] == "closed"


def test_a_block_shows_as_such_from_its_start_to_its_end():
    room = a_room(site=a_site())
    block_room(by=None, room=room, interval=between("2026-11-24 12:00", "13:00"), reason="Paint", at=EIGHT)

    state = RoomTopic().state(at=at("2026-11-24 12:30"), pk=room.pk)

    assert state["now"] == "blocked" and "Paint" not in json.dumps(state)
    assert turns(RoomTopic(), EIGHT, at("2026-11-24 20:00"), pk=room.pk) == ["11:45", "12:00", "13:00"]


def test_half_a_hall_is_busy_while_the_whole_is():
    building = a_building(site=a_site())
    left, right = an_atom(building=building), an_atom(building=building)
    hall, half = a_room(building=building, atoms=[left, right]), a_room(building=building, atoms=[left])
    booked(hall, between("2026-11-24 12:00", "13:00"))

    assert RoomTopic().state(at=at("2026-11-24 12:30"), pk=half.pk)["now"] == "busy"
    assert turns(RoomTopic(), EIGHT, at("2026-11-24 20:00"), pk=half.pk) == ["11:45", "12:00", "13:00"]


def test_a_site_turns_with_each_of_its_rooms():
    site = a_site()
    first, second = a_room(site=site), a_room(site=site)
    booked(first, between("2026-11-24 12:00", "13:00"))
    booked(second, between("2026-11-24 12:30", "13:30"))
    evening = at("2026-11-24 20:00")

    state = RoomsTopic().state(at=at("2026-11-24 12:10"), site="darwin")

    assert (state["free"], state["busy"], state["total"]) == (1, 1, 2)
    assert turns(RoomsTopic(), EIGHT, evening, site="darwin") == ["11:45", "12:00", "12:15", "12:30", "13:00", "13:30"]


def test_a_state_holds_no_subject_unless_the_door_shows_it_and_never_a_person():
    room = a_room(site=a_site())
    organisation = an_organisation(sites=[room.space.floor.building.site])
    organiser = a_user("tenant_member", organisation=organisation, name="Ann Peeters")
    booked(room, between("2026-11-24 12:00", "13:00"), organisation=organisation, organiser=organiser)

    shown = json.dumps([RoomTopic().state(at=at(f"2026-11-24 {clock}"), pk=room.pk) for clock in ("11:00", "12:30")])
    room.shows_subject = True
    room.save()
    told = RoomTopic().state(at=at("2026-11-24 12:30"), pk=room.pk)

    assert "Secret takeover" not in shown and "Ann Peeters" not in shown and organisation.name in shown
    assert told["current"]["title"] == "Secret takeover"


def test_what_does_not_exist_has_no_state():
    assert RoomTopic().state(at=EIGHT, pk=404) is None and RoomTopic().next_transition(at=EIGHT, pk=404) is None
    assert RoomsTopic().state(at=EIGHT, site="x") is None and RoomsTopic().next_transition(at=EIGHT, site="x") is None


def test_many_rooms_cost_no_more_questions(django_assert_max_num_queries):
    building = a_building(site=a_site())
    for _ in range(15):
        booked(a_room(building=building), between("2026-11-24 12:00", "13:00"))

    with django_assert_max_num_queries(5):
        RoomsTopic().state(at=EIGHT, site="darwin")
    with django_assert_max_num_queries(5):
        RoomsTopic().next_transition(at=EIGHT, site="darwin")


# --- Who may watch


def watches(viewer, room) -> tuple[bool, bool]:
    return RoomTopic().may_watch(viewer, pk=room.pk), RoomsTopic().may_watch(viewer, site="darwin")


def device(site, shows) -> Viewer:
    return Viewer(AnonymousUser(), a_device(site=site, shows=shows)[0])


@pytest.mark.parametrize(
    ("shows", "expected"),
    [
        ("panel:newton", (True, True)),
        ("board:lobby", (True, True)),
        ("panel:curie", (False, True)),
        ("panel:newton-2", (False, True)),
        ("", (False, False)),
    ],
)
def test_a_screen_watches_what_it_hangs_at(shows, expected):
    site = a_site()
    room = a_room(site=site, slug="newton")

    assert watches(device(site, shows), room) == expected


@pytest.mark.parametrize("shows", ["panel:newton", "board:lobby"])
def test_a_screen_of_another_house_watches_nothing_here(shows):
    room = a_room(site=a_site(), slug="newton")

    assert watches(device(a_site(slug="mth"), shows), room) == (False, False)


def test_a_revoked_screen_watches_nothing():
    site = a_site()
    room = a_room(site=site, slug="newton")
    screen = device(site, "panel:newton")
    screen.device.revoked_at = EIGHT

    assert watches(screen, room) == (False, False)


def test_people_watch_the_rooms_and_sites_they_see():
    site, elsewhere = a_site(), a_site(slug="mth")
    room = a_room(site=site)

    def person(*role, **scope):
        return watches(Viewer(a_user(*role, **scope)), room)

    assert person("receptionist", site=site) == (True, True)
    assert person("tenant_member", organisation=an_organisation(sites=[site])) == (True, True)
    assert person("tenant_member", organisation=an_organisation(sites=[elsewhere])) == (False, False)
    assert person("receptionist", site=elsewhere) == (False, False)
    assert person() == (False, False)
    assert watches(Viewer(AnonymousUser()), room) == (False, False)
