"""Bookings over the API."""

from base64 import b64encode

import pytest

from bookings.models import Booking
from tests.factories import a_booking, a_layout, a_room, a_site, a_tenant, a_user, at, between

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
BOOKINGS = "/api/v1/bookings/"


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def room(site):
    return a_room(site=site, name="Newton")


@pytest.fixture
def tenant(site):
    return a_tenant(site=site)


@pytest.fixture
def member(tenant, as_):
    return as_(tenant[1])


def a_wish(room, start="2026-11-24T12:00", end="2026-11-24T13:00", **more):
    return {"room": room.pk, "starts_at": start, "ends_at": end, "title": "Meeting"} | more


def test_a_booking_is_made_and_found_where_the_answer_says(member, room, tenant):
    answer = member.post(BOOKINGS, a_wish(room))

    assert answer.status_code == 201
    booking = Booking.objects.get()
    assert answer["Location"] == f"{BOOKINGS}{booking.pk}/"
    assert member.get(answer["Location"]).json() == answer.json()
    assert answer.json()["starts_at"] == "2026-11-24T11:00:00Z"
    assert (booking.organisation, booking.organiser, booking.booked_by) == (tenant[0], tenant[1], tenant[1])


def test_a_time_with_an_offset_is_taken_as_it_is(member, room):
    member.post(BOOKINGS, a_wish(room, "2026-11-24T12:00Z", "2026-11-24T14:00+01:00"))

    assert Booking.objects.get().starts_at == at("2026-11-24 13:00")
    assert Booking.objects.get().ends_at == at("2026-11-24 14:00")


def test_a_taken_room_answers_409_with_what_and_with_what_is_left(member, room, site):
    a_booking(room=room, interval=between("2026-11-24 12:00", "14:00"), title="Secret")
    other = a_room(site=site, building=room.space.floor.building, name="Curie")

    answer = member.post(BOOKINGS, a_wish(room, "2026-11-24T13:00", "2026-11-24T15:00"))

    problem = answer.json()
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["code"] == "overlap"
    assert problem["conflicts"] == [
        {
            "starts_at": "2026-11-24T11:00:00Z",
            "ends_at": "2026-11-24T13:00:00Z",
            "label": "Occupied",
            "booking": None,
        }
    ]
    assert "Secret" not in answer.content.decode()
    assert [(one["room"], one["starts_at"]) for one in problem["alternatives"]] == [
        (room.pk, "2026-11-24T13:00:00Z"),
        (room.pk, "2026-11-24T15:00:00Z"),
        (other.pk, "2026-11-24T12:00:00Z"),
    ]


def test_c15_a_time_that_does_not_exist_is_refused(member, room):
    answer = member.post(BOOKINGS, a_wish(room, "2027-03-28T02:30", "2027-03-28T04:00"))

    assert (answer.status_code, answer.json()["code"]) == (400, "nonexistent_local_time")
    assert not Booking.objects.exists()


def test_a_time_that_exists_twice_is_refused_without_an_offset(member, room):
    answer = member.post(BOOKINGS, a_wish(room, "2026-10-25T02:30", "2026-10-25T04:00"))

    assert (answer.status_code, answer.json()["code"]) == (400, "ambiguous_local_time")


@pytest.mark.parametrize("offset, expected", [("+02:00", "00:30"), ("+01:00", "01:30")])
def test_a_time_that_exists_twice_is_taken_with_an_offset(member, room, offset, expected):
    answer = member.post(BOOKINGS, a_wish(room, f"2026-10-25T02:30{offset}", "2026-10-25T04:00"))

    assert answer.json()["starts_at"] == f"2026-10-25T{expected}:00Z"


@pytest.mark.parametrize("end", ["2026-11-24T12:00", "2026-11-24T11:00"])
def test_an_end_that_does_not_come_after_the_start_cannot_be_read(member, room, end):
    answer = member.post(BOOKINGS, a_wish(room, end=end))

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_range")


@pytest.mark.parametrize("text", ["", "soon", "2026-11-24", "0001-01-01T00:00+14:00", "9999-12-31T23:59-10:00", 5])
def test_what_is_no_time_is_pointed_at(member, room, text):
    answer = member.post(BOOKINGS, a_wish(room, text))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/starts_at"


def test_a_room_out_of_sight_reads_as_one_that_is_not_there(member):
    elsewhere = a_room(site=a_site(slug="mol"))

    unseen = member.post(BOOKINGS, a_wish(elsewhere))
    missing = member.post(BOOKINGS, a_wish(elsewhere) | {"room": 2**63})

    assert unseen.status_code == missing.status_code == 400
    assert unseen.content == missing.content


@pytest.mark.parametrize("field", ["organisation", "organiser", "layout"])
def test_a_foreign_key_out_of_sight_reads_as_one_that_is_not_there(member, room, field):
    mol = a_site(slug="mol")
    organisation, stranger = a_tenant(site=mol)
    unseen = {"organisation": organisation, "organiser": stranger, "layout": a_layout(room=a_room(site=mol))}[field]

    answer = member.post(BOOKINGS, a_wish(room) | {field: unseen.pk})
    missing = member.post(BOOKINGS, a_wish(room) | {field: 999999})

    assert answer.status_code == missing.status_code == 400
    assert answer.content == missing.content


def test_a_move_keeps_the_booking_and_may_overlap_its_own_old_time(member, room):
    made = member.post(BOOKINGS, a_wish(room)).json()

    answer = member.patch(f"{BOOKINGS}{made['id']}/", {"starts_at": "2026-11-24T12:30", "ends_at": "2026-11-24T13:30"})

    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["uid"], answer.json()["sequence"]) == (made["id"], made["uid"], 1)
    (claim,) = Booking.objects.get().claims.all()
    assert (claim.starts_at, claim.ends_at) == (at("2026-11-24 12:30"), at("2026-11-24 13:30"))


def test_a_refused_move_leaves_everything_as_it_was(member, room):
    a_booking(room=room, interval=between("2026-11-24 14:00", "15:00"))
    made = member.post(BOOKINGS, a_wish(room)).json()

    answer = member.patch(f"{BOOKINGS}{made['id']}/", {"ends_at": "2026-11-24T14:30"})

    assert answer.status_code == 409
    assert member.get(f"{BOOKINGS}{made['id']}/").json() == made
    assert [one["starts_at"] for one in answer.json()["conflicts"]] == ["2026-11-24T13:00:00Z"]


def test_a_new_subject_keeps_time_and_sequence(member, room):
    made = member.post(BOOKINGS, a_wish(room)).json()

    answer = member.patch(f"{BOOKINGS}{made['id']}/", {"title": "Board"}).json()

    assert (answer["title"], answer["sequence"], answer["starts_at"]) == ("Board", 0, made["starts_at"])


def test_a_cancelled_booking_frees_its_time_and_stays_readable(member, room):
    made = member.post(BOOKINGS, a_wish(room)).json()

    answer = member.post(f"{BOOKINGS}{made['id']}/cancel/")

    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert member.post(BOOKINGS, a_wish(room)).status_code == 201
    assert member.get(f"{BOOKINGS}{made['id']}/").json()["status"] == "cancelled"


def test_cancelling_twice_says_so(member, room):
    made = member.post(BOOKINGS, a_wish(room)).json()
    member.post(f"{BOOKINGS}{made['id']}/cancel/")

    answer = member.post(f"{BOOKINGS}{made['id']}/cancel/")

    assert (answer.status_code, answer.json()["code"]) == (409, "already_cancelled")


def test_a_booking_cannot_be_deleted(member, room):
    made = member.post(BOOKINGS, a_wish(room)).json()

    answer = member.delete(f"{BOOKINGS}{made['id']}/")

    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Allow"] == "GET, PATCH"


def test_a_running_meeting_ends_early_to_the_minute(member, room, tenant, clock_at):
    interval = between("2026-10-01 12:00", "13:00")
    booking = a_booking(room=room, organisation=tenant[0], organiser=tenant[1], interval=interval)
    clock_at("2026-10-01 12:20:10")

    answer = member.post(f"{BOOKINGS}{booking.pk}/end-early/")

    assert answer.json()["ends_at"] == "2026-10-01T10:21:00Z"
    assert booking.claims.get().ends_at == at("2026-10-01 12:21")


def test_a_meeting_that_has_not_started_cannot_end(member, room):
    made = member.post(BOOKINGS, a_wish(room)).json()

    answer = member.post(f"{BOOKINGS}{made['id']}/end-early/")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_started")


def test_the_list_is_narrowed_by_period_room_and_status(member, room, site):
    first = member.post(BOOKINGS, a_wish(room)).json()
    later = member.post(BOOKINGS, a_wish(room, "2026-11-25T12:00", "2026-11-25T13:00")).json()
    other = member.post(BOOKINGS, a_wish(a_room(site=site))).json()
    member.post(f"{BOOKINGS}{other['id']}/cancel/")

    def ids(**query):
        return [row["id"] for row in member.get(BOOKINGS, query).json()["results"]]

    assert ids() == [first["id"], other["id"], later["id"]]
    assert ids(room=room.pk) == [first["id"], later["id"]]
    assert ids(status="cancelled") == [other["id"]]
    assert ids(**{"from": "2026-11-24T13:00", "until": "2026-11-26T00:00"}) == [later["id"]]


@pytest.mark.parametrize("room", ["0", "x", str(2**63), str(2**70)])
def test_a_room_that_cannot_be_read_is_pointed_at(member, room):
    answer = member.get(BOOKINGS, {"room": room})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/room"


@pytest.mark.parametrize("position", ["p=soon", "p=2026-99-99", "o=-1"])
def test_a_made_up_cursor_is_not_there(member, position):
    answer = member.get(BOOKINGS, {"cursor": b64encode(position.encode()).decode()})

    assert answer.status_code == 404


def test_the_list_takes_as_many_queries_for_many_as_for_one(as_, room, tenant, site, django_assert_num_queries):
    desk = as_(a_user("receptionist", site=site))
    for hour in range(8, 18):
        a_booking(
            room=a_room(site=site),
            organisation=tenant[0],
            organiser=tenant[1],
            interval=between(f"2026-11-24 {hour:02}:00", f"{hour:02}:30"),
        )

    # Session, user, memberships, bookings, their equipment.
    with django_assert_num_queries(5):
        assert len(desk.get(BOOKINGS).json()["results"]) == 10


def test_reception_books_on_behalf_of_a_tenant(as_, room, tenant, site):
    desk = a_user("receptionist", site=site)

    answer = as_(desk).post(BOOKINGS, a_wish(room, organisation=tenant[0].pk, organiser=tenant[1].pk))

    assert answer.status_code == 201
    booking = Booking.objects.get()
    assert (booking.organisation, booking.organiser, booking.booked_by) == (*tenant, desk)


def test_whoever_works_for_no_organisation_must_name_one(as_, room, site):
    answer = as_(a_user("receptionist", site=site)).post(BOOKINGS, a_wish(room))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/organisation"
