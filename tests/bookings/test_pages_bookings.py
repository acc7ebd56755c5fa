"""Lists of bookings, one booking, cancelling, ending early: who reaches what."""

import re
from datetime import timedelta

import pytest
import time_machine

from bookings.models import Booking
from tests.bookings.asking import DAY, a_house, logged_in, queries
from tests.factories import a_booking, a_room, a_tenant, a_user, an_organisation, at, between

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(at(f"{DAY} 08:00"), tick=False):
        yield


def a_firms_booking(**more):
    """A booking of a member of a firm at a house."""
    site, building = a_house()
    firm, member = a_tenant(site=site)
    booking = a_booking(room=a_room(building=building), organisation=firm, organiser=member, title="Weekly", **more)
    return site, firm, member, booking


def listed(user, **query) -> str:
    return logged_in(user).get("/bookings/", query).content.decode()


def test_one_finds_ones_own_bookings_by_when_they_are():
    _site, _firm, member, booking = a_firms_booking()

    assert "Weekly" in listed(member)
    assert "Weekly" not in listed(member, show="past")
    with time_machine.travel(booking.ends_at + timedelta(hours=1), tick=False):
        assert "Weekly" not in listed(member)
        assert "Weekly" in listed(member, show="past")


def test_a_cancelled_booking_has_a_list_of_its_own():
    _, _, member, booking = a_firms_booking()

    answer = logged_in(member).post(f"/bookings/{booking.pk}/cancel/")

    assert answer.headers["Location"] == f"/bookings/{booking.pk}/"
    assert Booking.objects.get().status == "cancelled"
    assert "Weekly" not in listed(member)
    assert "Weekly" in listed(member, show="cancelled")


def test_cancelling_asks_first():
    _, _, member, booking = a_firms_booking()

    answer = logged_in(member).get(f"/bookings/{booking.pk}/cancel/")

    assert answer.status_code == 200
    assert Booking.objects.get().status == "confirmed"


def test_cancelling_twice_is_refused_in_words():
    _, _, member, booking = a_firms_booking()
    client = logged_in(member)
    client.post(f"/bookings/{booking.pk}/cancel/")

    answer = client.post(f"/bookings/{booking.pk}/cancel/")

    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("organiser", 200),
        ("tenant_admin", 200),
        ("colleague", 404),
        ("stranger", 404),
        ("receptionist", 200),
        ("reception elsewhere", 404),
        ("platform_admin", 200),
        ("auditor", 200),
    ],
)
def test_who_opens_a_booking(who, status):
    site, firm, member, booking = a_firms_booking()
    elsewhere = a_house(slug="elsewhere")[0] if who == "reception elsewhere" else None
    user = {
        "organiser": lambda: member,
        "tenant_admin": lambda: a_user("tenant_admin", organisation=firm),
        "colleague": lambda: a_user("tenant_member", organisation=firm),
        "stranger": lambda: a_tenant(site=site, role="tenant_admin")[1],
        "receptionist": lambda: a_user("receptionist", site=site),
        "reception elsewhere": lambda: a_user("receptionist", site=elsewhere),
        "platform_admin": lambda: a_user("platform_admin"),
        "auditor": lambda: a_user("auditor"),
    }[who]()

    answer = logged_in(user).get(f"/bookings/{booking.pk}/")

    assert answer.status_code == status
    assert ("Weekly" in answer.content.decode()) == (status == 200)


@pytest.mark.parametrize("deed", ["", "change/", "cancel/", "end/"])
def test_a_strangers_booking_is_as_if_it_were_not_there(deed):
    site, _, _, booking = a_firms_booking()
    client = logged_in(a_tenant(site=site, role="tenant_admin")[1])
    ask = client.post if deed == "end/" else client.get

    theirs = ask(f"/bookings/{booking.pk}/{deed}")
    nobodys = ask(f"/bookings/{booking.pk + 1000}/{deed}")

    assert theirs.status_code == nobodys.status_code == 404
    assert _body(theirs) == _body(nobodys)


def _body(answer) -> str:
    """The page without what the asker put into it himself: the address and the form token."""
    html = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", answer.content.decode())
    return html.replace(answer.wsgi_request.path, "")


def test_an_auditor_changes_nothing():
    _, _, _, booking = a_firms_booking()
    client = logged_in(a_user("auditor"))

    html = client.get(f"/bookings/{booking.pk}/").content.decode()

    assert f"/bookings/{booking.pk}/change/" not in html
    assert client.post(f"/bookings/{booking.pk}/cancel/").status_code == 403


def test_a_running_meeting_is_ended_early():
    _, _, member, booking = a_firms_booking()
    client = logged_in(member)

    with time_machine.travel(at(f"{DAY} 12:20"), tick=False):
        shown = client.get(f"/bookings/{booking.pk}/").content.decode()
        client.post(f"/bookings/{booking.pk}/end/")

    assert f"/bookings/{booking.pk}/end/" in shown
    booking.refresh_from_db()
    assert booking.ends_at == at(f"{DAY} 12:20")


def test_what_has_not_started_cannot_end_and_says_so():
    _, _, member, booking = a_firms_booking()

    answer = logged_in(member).post(f"/bookings/{booking.pk}/end/", follow=True)

    assert "notice error" in answer.content.decode()
    booking.refresh_from_db()
    assert booking.ends_at == at(f"{DAY} 13:00")


def test_staff_read_the_history_and_others_do_not():
    site, _firm, member, booking = a_firms_booking(by=None)
    desk = a_user("receptionist", site=site, name="Desk Person")
    logged_in(desk).post(f"/bookings/{booking.pk}/cancel/")

    assert "Desk Person" in logged_in(desk).get(f"/bookings/{booking.pk}/").content.decode()
    assert "Desk Person" not in logged_in(member).get(f"/bookings/{booking.pk}/").content.decode()


def test_reception_starts_with_today_and_filters():
    site, building = a_house()
    newton, curie = a_room(building=building, name="Newton"), a_room(building=building, name="Curie")
    acme = an_organisation(sites=[site], name="Acme")
    a_booking(room=newton, title="Alpha meeting", organisation=acme)
    a_booking(room=curie, title="Beta meeting")
    a_booking(room=curie, title="Gamma meeting", interval=between("2026-11-25 12:00", "13:00"))
    desk = a_user("receptionist", site=site)

    assert all((word in listed(desk)) == shown for word, shown in [("Alpha", True), ("Beta", True), ("Gamma", False)])
    assert "Gamma meeting" in listed(desk, show="upcoming")
    assert "Beta meeting" not in listed(desk, q="acme")
    assert "Alpha meeting" not in listed(desk, room=curie.pk)
    assert "Alpha meeting" not in listed(desk, mine="1")


def test_a_long_list_has_pages():
    _site, firm, member, booking = a_firms_booking()
    for day in range(1, 29):
        interval = between(f"2026-12-{day:02} 10:00", "11:00")
        a_booking(room=booking.room, organisation=firm, organiser=member, interval=interval, title="Daily")

    assert listed(member).count("Daily") == 24
    assert listed(member, page="2").count("Daily") == 4


def test_more_bookings_take_no_more_queries():
    site, _firm, _member, booking = a_firms_booking()
    client = logged_in(a_user("receptionist", site=site))
    before = queries(client, "/bookings/?show=upcoming")

    for day in range(1, 11):
        a_booking(room=booking.room, interval=between(f"2026-12-{day:02} 10:00", "11:00"))

    assert queries(client, "/bookings/?show=upcoming") == before
