"""Holds: whoever fills in the booking form has its time for ten minutes, and never more than one."""

from datetime import timedelta

import pytest
from django.utils import translation

from bookings.availability import room_state, taken
from bookings.errors import OutsideOpeningHours, RoomTaken
from bookings.models import Claim, Hold
from bookings.services.blocks import block_room
from bookings.services.checks import faults_of_claims
from bookings.services.holds import MOST, drop_expired_holds, hold_room, release_hold
from facilities.errors import TooManyAttempts
from facilities.kernel.errors import NotAllowed
from facilities.models import LiveTopic
from tests.factories import (
    NOON,
    a_booking,
    a_room,
    a_site,
    a_tenant,
    a_user,
    an_organisation,
    at,
    between,
)

pytestmark = pytest.mark.django_db
TIME = between("2026-11-24 12:00", "13:00")
LATER = between("2026-11-24 13:00", "14:00")
TEN = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


@pytest.fixture
def site():
    return a_site(opens=9 * 60, closes=17 * 60)


@pytest.fixture
def room(site):
    return a_room(site=site, name="Newton")


@pytest.fixture
def ann(site):
    return a_tenant(site=site)


@pytest.fixture
def bob(site):
    return a_tenant(site=site)


def book(room, tenant, *, when=TIME, now=NOON):
    organisation, user = tenant
    return a_booking(room=room, by=user, organisation=organisation, organiser=user, interval=when, at=now)


def seq(room):
    return LiveTopic.objects.filter(name=f"room.{room.pk}").values_list("seq", flat=True).first() or 0


def test_what_one_holds_another_cannot_book(room, ann, bob):
    hold_room(by=ann[1], room=room, interval=TIME, at=NOON)

    with translation.override("en-gb"), pytest.raises(RoomTaken) as refusal:
        book(room, bob)

    assert [one["label"] for one in refusal.value.details["conflicts"]] == ["Being booked"]


def test_what_one_holds_another_cannot_hold_or_block(room, ann, bob):
    hold_room(by=ann[1], room=room, interval=TIME, at=NOON)

    with pytest.raises(RoomTaken):
        hold_room(by=bob[1], room=room, interval=TIME, at=NOON)
    with pytest.raises(RoomTaken):
        block_room(by=None, room=room, interval=TIME, reason="Paint", at=NOON)


def test_ones_own_booking_takes_the_place_of_the_hold(room, ann):
    hold_room(by=ann[1], room=room, interval=TIME, at=NOON)

    booking = book(room, ann)

    assert not Hold.objects.exists()
    assert Claim.objects.get().booking == booking
    assert faults_of_claims(at=NOON) == []


def test_ones_own_booking_of_a_part_of_it_takes_the_place_too(room, ann):
    hold_room(by=ann[1], room=room, interval=between("2026-11-24 11:00", "14:00"), at=NOON)

    assert book(room, ann).pk
    assert not Hold.objects.exists()


def test_a_refused_booking_leaves_the_hold_as_it_was(room, ann, bob):
    book(room, bob, when=LATER)
    hold_room(by=ann[1], room=room, interval=TIME, at=NOON)

    with pytest.raises(RoomTaken):
        book(room, ann, when=between("2026-11-24 12:00", "14:00"))

    assert Hold.objects.get().claims.count() == 1


def test_another_choice_gives_the_first_back(room, ann, bob):
    hold_room(by=ann[1], room=room, interval=TIME, at=NOON)
    hold_room(by=ann[1], room=room, interval=LATER, at=NOON)

    assert Hold.objects.get().starts_at == LATER.start
    assert book(room, bob).pk


def test_the_same_choice_again_lasts_no_longer(room, ann):
    first = hold_room(by=ann[1], room=room, interval=TIME, at=NOON)

    again = hold_room(by=ann[1], room=room, interval=TIME, at=NOON + TEN / 2)

    assert (again.pk, again.expires_at) == (first.pk, NOON + TEN)


def test_after_ten_minutes_somebody_else_gets_it_though_no_job_ran(room, ann, bob):
    hold_room(by=ann[1], room=room, interval=TIME, at=NOON)

    with pytest.raises(RoomTaken):
        book(room, bob, now=NOON + TEN - SECOND)
    booking = book(room, bob, now=NOON + TEN)

    assert Claim.objects.get().booking == booking
    assert not Hold.objects.exists()


def test_the_job_frees_what_has_expired_and_nothing_else_and_shows_it(room, site, ann, bob):
    other = a_room(site=site)
    hold_room(by=ann[1], room=room, interval=TIME, at=NOON)
    hold_room(by=bob[1], room=other, interval=TIME, at=NOON + TEN / 2)
    before = seq(room)

    assert drop_expired_holds(at=NOON + TEN) == 1
    assert Hold.objects.get().room == other
    assert seq(room) == before + 1


def test_giving_back_frees_and_shows_it(room, ann, bob):
    hold_room(by=ann[1], room=room, interval=TIME, at=NOON)
    before = seq(room)

    release_hold(by=ann[1])

    assert seq(room) == before + 1
    assert book(room, bob).pk


def test_others_see_it_as_being_booked_and_the_holder_sees_it_free(room, ann, bob):
    hold_room(by=ann[1], room=room, interval=TIME, at=NOON)

    with translation.override("nl"):
        assert [one.label for one in taken([room], TIME, viewer=bob[1])] == ["Wordt geboekt"]
    assert taken([room], TIME, viewer=ann[1]) == []


def test_a_held_hour_is_not_offered_to_others_but_to_the_holder(room, ann, bob):
    book(room, bob)
    hold_room(by=ann[1], room=room, interval=LATER, at=NOON)

    def offered(tenant):
        with pytest.raises(RoomTaken) as refusal:
            book(room, tenant)
        return refusal.value.details["alternatives"][0]["starts_at"]

    assert (offered(bob), offered(ann)) == (at("2026-11-24 14:00"), at("2026-11-24 13:00"))


def test_the_panel_says_that_it_is_being_booked(room, ann):
    now = at("2026-11-24 12:05")
    hold_room(by=ann[1], room=room, interval=TIME, at=now)

    state = room_state(room, at=now)

    assert (state["now"], state["held"], state["current"]) == ("busy", True, None)


def test_a_hold_keeps_to_the_rules_of_the_room(room, ann):
    with pytest.raises(OutsideOpeningHours):
        hold_room(by=ann[1], room=room, interval=between("2026-11-24 07:00", "08:00"), at=NOON)

    assert not Hold.objects.exists()


def test_nobody_holds_what_is_not_offered_to_them(room, site):
    stranger = a_user("tenant_member", organisation=an_organisation(sites=[a_site(slug="mol")]))
    suspended = a_user("tenant_member", organisation=an_organisation(sites=[site], is_suspended=True))

    for person in (stranger, suspended):
        with pytest.raises(NotAllowed):
            hold_room(by=person, room=room, interval=TIME, at=NOON)


def test_whoever_tries_one_time_after_the_other_is_slowed_down(room, ann):
    for number in range(MOST):
        hold_room(by=ann[1], room=room, interval=(TIME, LATER)[number % 2], at=NOON)

    with pytest.raises(TooManyAttempts):
        hold_room(by=ann[1], room=room, interval=between("2026-11-24 15:00", "16:00"), at=NOON)


@pytest.mark.usefixtures("noon")
def test_the_api_holds_and_gives_back(room, ann, bob, as_):
    wish = {"room": room.pk, "starts_at": "2026-11-24T12:00", "ends_at": "2026-11-24T13:00"}
    client = as_(ann[1])

    held = client.post("/api/v1/holds/", wish)
    refused = as_(bob[1]).post("/api/v1/holds/", wish)
    given_back = client.delete("/api/v1/holds/")

    assert held.json() == wish | {
        "starts_at": "2026-11-24T11:00:00Z",
        "ends_at": "2026-11-24T12:00:00Z",
        "expires_at": "2026-10-01T07:10:00Z",
    }
    assert (refused.status_code, refused.json()["code"]) == (409, "overlap")
    assert (given_back.status_code, Hold.objects.count()) == (204, 0)
