"""The start page: what each role finds there, and that it costs no more when a house has more."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Booking
from config.start.pages import start_of
from facilities.models import AuditEntry, Invitation, OutboxMessage, PeriodicJob
from tests.factories import (
    NOON,
    a_booking,
    a_building,
    a_device,
    a_room,
    a_site,
    a_user,
    an_atom,
    an_organisation,
    between,
)

pytestmark = pytest.mark.django_db

NOW = NOON


@pytest.fixture(autouse=True)
def _it_is_nine_in_the_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def a_meeting(room, *, organiser=None, organisation=None, starts=-30, ends=60, title="Standup"):
    return Booking.objects.create(
        room=room,
        organisation=organisation or an_organisation(),
        organiser=organiser,
        title=title,
        starts_at=NOW + timedelta(minutes=starts),
        ends_at=NOW + timedelta(minutes=ends),
        created_at=NOW,
        changed_at=NOW,
    )


def page(client, user):
    client.force_login(user)
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def queries(client, user):
    client.force_login(user)
    client.get("/")  # the first one fills Django's own caches
    with CaptureQueriesContext(
        connection,
    ) as found:
        client.get("/")
    return len(found)


def test_the_desk_sees_who_meets_in_each_room_of_its_house(client):
    site = a_site()
    room = a_room(site=site, name="Newton")
    guest = a_user(name="Anke Peeters")
    a_meeting(room, organiser=guest, organisation=an_organisation(name="Zilverzwam"))

    html = page(client, a_user("receptionist", site=site))

    assert "Newton" in html
    assert "Zilverzwam" in html
    assert "Anke Peeters" in html


def test_a_room_that_is_taken_until_another_day_says_which(client):
    site = a_site()
    a_booking(room=a_room(site=site, longest=2880), interval=between("2026-10-01 09:00", "2026-10-02 09:00"))

    html = page(client, a_user("receptionist", site=site))

    assert "tot vr 09:00" in html


def test_the_desk_sees_nothing_of_another_house(client):
    a_meeting(a_room(site=a_site(slug="other"), name="Elsewhere"))

    html = page(client, a_user("receptionist", site=a_site()))

    assert "Elsewhere" not in html


def test_a_meeting_in_the_whole_hall_stands_at_its_half_too():
    site = a_site()
    building = a_building(site=site)
    left, right = an_atom(building=building), an_atom(building=building)
    hall = a_room(name="Hall", building=building, atoms=[left, right])
    a_room(name="Half", building=building, atoms=[left])
    meeting = a_meeting(hall)

    start = start_of(a_user("receptionist", site=site), at=NOW)

    assert {one.room.name: one.meetings for one in start.desks[0].rooms} == {"Half": [meeting], "Hall": [meeting]}


def test_a_meeting_that_is_over_leaves_the_desk():
    site = a_site()
    a_meeting(a_room(site=site), starts=-2, ends=-1)

    start = start_of(a_user("receptionist", site=site), at=NOW)

    assert start.desks[0].rooms[0].meetings == []


def test_a_manager_sees_silent_screens_and_open_invitations():
    site = a_site()
    screen, _token = a_device(site=site, shows="board:lobby")
    Invitation.objects.create(
        email="new@example.org",
        name="New",
        role="receptionist",
        site=site,
        token_hash="x",
        created_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )

    start = start_of(a_user("site_manager", site=site), at=NOW)

    assert start.desks[0].silent == [screen]
    assert start.desks[0].invitations == 1


def test_a_tenant_sees_own_bookings_and_not_those_of_a_colleague(client):
    site = a_site()
    room = a_room(site=site)
    firm = an_organisation(sites=[site])
    user = a_user("tenant_member", organisation=firm)
    a_meeting(room, organiser=user, organisation=firm, title="My own talk")
    a_meeting(room, organiser=a_user("tenant_member", organisation=firm), organisation=firm, title="Secret talk")

    html = page(client, user)

    assert "My own talk" in html
    assert "Secret talk" not in html


def test_a_tenant_is_offered_rooms_of_the_own_house():
    site = a_site()
    room = a_room(site=site)
    a_room(site=a_site(slug="other"))

    start = start_of(a_user("tenant_member", organisation=an_organisation(sites=[site])), at=NOW)

    assert [[one.room for one in offer.rooms] for offer in start.offers] == [[room]]


def test_an_external_booker_is_offered_only_rooms_open_to_everyone():
    site = a_site()
    a_room(site=site)
    open_to_all = a_room(site=site, audience="everyone")

    start = start_of(a_user("external_booker", organisation=an_organisation(kind="external")), at=NOW)

    assert [[one.room for one in offer.rooms] for offer in start.offers] == [[open_to_all]]
    assert start.offers[0].topic == ""


def test_a_tenant_admin_sees_how_many_colleagues_there_are():
    firm = an_organisation()
    a_user("tenant_member", organisation=firm)

    start = start_of(a_user("tenant_admin", organisation=firm), at=NOW)

    assert [(team.organisation, team.people) for team in start.teams] == [(firm, 2)]


def test_a_platform_admin_sees_what_failed():
    OutboxMessage.objects.create(kind="mail", payload={}, state="failed", created_at=NOW, due_at=NOW)
    job = PeriodicJob.objects.create(name="tidy", next_due_at=NOW, last_error="boom")

    start = start_of(a_user("platform_admin"), at=NOW)

    assert (start.platform.failed, start.platform.broken_jobs) == (1, [job])


def test_an_auditor_sees_what_was_done_last():
    entry = AuditEntry.objects.create(at=NOW, actor="system", verb="booked", subject="bookings.booking:1")

    start = start_of(a_user("auditor"), at=NOW)

    assert start.platform.entries == [entry]


def test_somebody_without_a_role_is_told_so(client):
    html = page(client, a_user(language="en-gb"))

    assert "You have no role yet" in html


def test_a_stranger_to_the_login_is_sent_there(client):
    response = client.get("/")

    assert response.status_code == 302


@pytest.mark.parametrize("role", ["receptionist", "site_manager", "tenant_admin", "external_booker", "platform_admin"])
def test_a_fuller_house_asks_no_more_of_the_database(client, role):
    site = a_site()
    firm = an_organisation(sites=[site])
    scope = {"site": site} if role in {"receptionist", "site_manager"} else {"organisation": firm}
    user = a_user(role, **({} if role == "platform_admin" else scope))
    a_meeting(a_room(site=site, audience="everyone"), organiser=user, organisation=firm)
    before = queries(client, user)

    for _ in range(4):
        room = a_room(site=site, audience="everyone")
        a_meeting(room, organiser=user, organisation=firm)
        a_device(site=site, shows=f"panel:{room.slug}")
    a_site(slug="another") if role == "platform_admin" else None

    assert queries(client, user) == before


@pytest.mark.parametrize("role", ["receptionist", "tenant_member"])
def test_whoever_is_in_the_house_reads_that_it_must_be_left(client, role):
    site = a_site(mode="evacuation")
    a_room(site=site)
    scope = {"site": site} if role == "receptionist" else {"organisation": an_organisation(sites=[site])}

    shown = page(client, a_user(role, **scope))

    assert 'data-alarm="evacuation">' in shown
    assert 'data-alarm="lockdown" hidden>' in shown
