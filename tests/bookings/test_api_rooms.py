"""Rooms, their days and the search for a free one, over the API."""

from datetime import timedelta

import pytest

from bookings.services.blocks import block_room
from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from facilities.models import Amenity
from tests.factories import (
    NOON,
    a_booking,
    a_building,
    a_layout,
    a_room,
    a_site,
    a_space,
    a_tenant,
    a_user,
    an_atom,
    between,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
ROOMS, AVAILABILITY = "/api/v1/rooms/", "/api/v1/availability/"
MORNING = {"from": "2026-11-24T09:00", "until": "2026-11-24T11:00"}


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def member(site, as_):
    return as_(a_tenant(site=site)[1])


def free(client, **query):
    answer = client.get(AVAILABILITY, MORNING | query)
    assert answer.status_code == 200, answer.content
    return [room["id"] for room in answer.json()["rooms"]]


def test_a_room_tells_its_place_and_its_limits(member, site):
    room = a_room(site=site, name="Newton", turnover=15)
    a_layout(room=room, name="Theatre", setup=30)

    answer = member.get(f"{ROOMS}{room.pk}/").json()

    assert (answer["site"], answer["name"], answer["turnover"], answer["is_step_free"]) == (
        "darwin",
        "Newton",
        15,
        True,
    )
    assert answer["layouts"][0]["setup"] == 30


def test_the_list_is_narrowed_by_place_seats_and_equipment(member, site):
    beamer = Amenity.objects.create(slug="beamer", name_nl="Beamer", name_en="Projector")
    wing = a_building(site=site, slug="wing")
    small, large = a_room(site=site, seats=4), a_room(building=wing, seats=20)
    large.equipment.add(beamer)
    upstairs = a_room(site=site, seats=12)
    upstairs.space.is_step_free = False
    upstairs.space.save()

    def ids(**query):
        return {row["id"] for row in member.get(ROOMS, query).json()["results"]}

    assert ids() == {small.pk, large.pk, upstairs.pk}
    assert ids(seats=12) == {large.pk, upstairs.pk}
    assert ids(building="wing") == {large.pk}
    assert ids(equipment="beamer") == {large.pk}
    assert ids(step_free="false") == {upstairs.pk}
    assert ids(site="elsewhere") == set()


def test_rooms_and_availability_take_the_filter_of_the_timeline(member, site, as_):
    loop = Amenity.objects.create(slug="induction-loop", name_nl="Ringleiding", name_en="Induction loop")
    hall, nook, taken = (a_room(site=site, seats=60) for _ in range(3))
    for room, seats in ((hall, 28), (nook, 12), (taken, 28)):
        a_layout(room=room, name="U-shape", seats=seats)
        room.equipment.add(loop)
    plain = a_room(site=site, seats=60)
    now = clock.now()
    a_booking(room=taken, interval=Interval(now - timedelta(minutes=5), now + timedelta(minutes=5)))

    def ids(**query):
        return {row["id"] for row in member.get(ROOMS, query).json()["results"]}

    assert ids(people=20) == {hall.pk, nook.pk, taken.pk, plain.pk}
    assert ids(induction_loop="true") == {hall.pk, nook.pk, taken.pk}
    assert ids(layout="u-shape", people=20) == {hall.pk, taken.pk}
    assert ids(layout="u-shape", people=20, free_now="true") == {hall.pk}
    assert free(member, layout="U-shape", people=20, free_now="true") == [hall.pk]


def test_nothing_is_free_now_in_a_house_that_is_closed(as_):
    site = a_site(opens=0, closes=1)
    a_room(site=site)

    client = as_(a_user("receptionist", site=site))

    assert client.get(ROOMS).json()["results"]
    assert client.get(ROOMS, {"free_now": "true"}).json()["results"] == []


def test_lists_take_as_many_queries_for_many_as_for_one(member, site, django_assert_num_queries):
    for seats in range(2, 12):
        a_booking(room=a_room(site=site, seats=seats))

    # Session, user, memberships, rooms, equipment, layouts.
    with django_assert_num_queries(6):
        assert len(member.get(ROOMS).json()["results"]) == 10
    # As above, with the site, its opening hours and exceptions, and the claims around.
    with django_assert_num_queries(10):
        assert len(free(member)) == 10


def test_a_room_that_is_taken_is_not_free(member, site):
    taken, other = a_room(site=site, seats=2), a_room(site=site, seats=4)
    a_booking(room=taken, interval=between("2026-11-24 10:30", "12:00"))

    assert free(member) == [other.pk]


def test_turnover_counts_before_and_behind(member, site):
    before, behind, clear = (a_room(site=site, turnover=15) for _ in range(3))
    a_booking(room=before, interval=between("2026-11-24 08:00", "09:00"))
    a_booking(room=behind, interval=between("2026-11-24 11:00", "12:00"))
    a_booking(room=clear, interval=between("2026-11-24 11:15", "12:00"))

    assert free(member) == [clear.pk]


def test_a_hall_is_free_when_both_halves_are(member, site):
    building = a_building(site=site)
    halves = [an_atom(building=building), an_atom(building=building)]
    hall = a_room(building=building, atoms=halves, seats=40)
    left, right = (a_room(building=building, atoms=[half], seats=20) for half in halves)
    a_booking(room=left, interval=between("2026-11-24 09:00", "10:00"))

    assert free(member) == [right.pk]
    assert free(member, **{"from": "2026-11-24T10:00"}) == [left.pk, right.pk, hall.pk]


def test_a_closed_house_has_nothing_free(as_):
    site = a_site(opens=600, closes=1080)
    a_room(site=site)

    assert free(as_(a_tenant(site=site)[1])) == []
    assert len(free(as_(a_user("receptionist", site=site)))) == 1


def test_people_and_lengths_count(member, site):
    a_room(site=site, seats=30, longest=60)
    fits = a_room(site=site, seats=12)
    a_room(site=site, seats=11)

    assert free(member, people=12) == [fits.pk]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"from": "2027-03-28T02:30", "until": "2027-03-28T05:00"}, "nonexistent_local_time"),
        ({"from": "2026-10-25T02:30", "until": "2026-10-25T05:00"}, "ambiguous_local_time"),
        ({"until": "2026-11-24T09:00"}, "invalid_range"),
        ({"until": "later"}, "invalid_input"),
    ],
)
def test_a_period_that_cannot_be_read_is_refused(member, query, code):
    answer = member.get(AVAILABILITY, MORNING | query)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_the_day_of_a_room_hides_what_is_not_ours(as_, site):
    room, (organisation, member) = a_room(site=site), a_tenant(site=site)
    a_booking(room=room, title="Theirs")
    ours = a_booking(
        room=room,
        organisation=organisation,
        organiser=member,
        title="Ours",
        interval=between("2026-11-24 14:00", "15:00"),
    )
    block_room(by=None, room=room, interval=between("2026-11-24 16:00", "17:00"), reason="Leak", at=NOON)

    answer = as_(member).get(f"{ROOMS}{room.pk}/availability/", {"day": "2026-11-24"}).json()

    assert [(one["label"], one["booking"]) for one in answer["taken"]] == [
        ("Occupied", None),
        ("Ours", ours.pk),
        ("Occupied", None),
    ]
    assert [(one["starts_at"][11:16], one["ends_at"][11:16]) for one in answer["free"]] == [
        ("23:00", "11:00"),
        ("12:00", "13:00"),
        ("14:00", "15:00"),
        ("16:00", "23:00"),
    ]


def test_rooms_out_of_sight_are_not_there(member):
    elsewhere = a_room(site=a_site(slug="mol"))

    unseen = member.get(f"{ROOMS}{elsewhere.pk}/")
    missing = member.get(f"{ROOMS}999999/")

    assert unseen.status_code == missing.status_code == 404
    assert unseen.content == missing.content


def test_the_space_decides_whether_one_gets_in_without_a_step(member, site):
    building = a_building(site=site)
    steps = a_room(building=building)
    steps.space = a_space(building=building, is_step_free=False)
    steps.save()
    level = a_room(building=building)

    assert free(member, step_free="true") == [level.pk]
