"""Booking and changing by form: what is taken over, refused, asked, never lost."""

import json
import re

import pytest
import time_machine

from bookings.models import Booking, Layout, Room
from facilities.models import Site
from tests.bookings.asking import DAY, a_house, filled, logged_in, queries
from tests.factories import a_booking, a_room, a_site, a_tenant, a_user, an_organisation, at, between

pytestmark = pytest.mark.django_db

ADD = "/bookings/add/"


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(at(f"{DAY} 08:00"), tick=False):
        yield


def a_member():
    """A room, a firm at its site and somebody of it, logged in."""
    site, building = a_house()
    firm, member = a_tenant(site=site)
    return a_room(building=building), firm, logged_in(member)


def test_a_member_books_for_himself():
    room, firm, client = a_member()

    answer = client.post(ADD, filled(room, firm, attendees=4, is_private="on"))

    booking = Booking.objects.get()
    assert answer.headers["Location"] == f"/bookings/{booking.pk}/"
    assert (booking.starts_at, booking.ends_at) == (at(f"{DAY} 12:00"), at(f"{DAY} 13:00"))
    assert (booking.organisation, booking.organiser, booking.booked_by) == (firm, booking.booked_by, booking.organiser)
    assert (booking.attendees, booking.is_private) == (4, True)


def test_the_address_fills_in_the_form():
    room, _, client = a_member()

    html = client.get(ADD, {"room": room.pk, "day": "2026-11-26", "start": "10:00", "end": "11:30"}).content.decode()

    assert f'<option value="{room.pk}" selected>' in html
    assert 'value="26/11/2026"' in html
    assert '<option value="10:00" selected>' in html
    assert '<option value="11:30" selected>' in html


def test_two_instants_fill_in_the_form_too():
    room, _, client = a_member()
    query = {"room": room.pk, "starts_at": "2026-11-26T09:00:00Z", "ends_at": "2026-11-26T10:30:00Z"}

    html = client.get(ADD, query).content.decode()

    assert 'value="26/11/2026"' in html
    assert '<option value="10:00" selected>' in html
    assert '<option value="11:30" selected>' in html


@pytest.mark.parametrize(
    "query", [{"room": "x", "day": "never"}, {"starts_at": "x", "ends_at": ""}, {"room": "9" * 30}]
)
def test_an_address_with_nonsense_still_shows_a_form(query):
    _, _, client = a_member()

    assert client.get(ADD, query).status_code == 200


def test_a_taken_room_says_with_what_and_offers_what_is_left():
    room, firm, client = a_member()
    a_booking(room=room, interval=between(f"{DAY} 12:30", "14:00"), title="Secret merger")
    a_room(building=room.space.floor.building, name="Curie")

    answer = client.post(ADD, filled(room, firm))

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "12:30–14:00" in html
    assert "Secret merger" not in html
    assert "Curie" in html
    assert 'value="Weekly"' in html
    assert Booking.objects.count() == 1


def test_an_alternative_refills_the_form_in_one_click():
    room, firm, client = a_member()
    a_booking(room=room, interval=between(f"{DAY} 12:30", "14:00"))
    refused = client.post(ADD, filled(room, firm)).content.decode()
    offer = re.search(r'name="refill" value="([^"|]+\|[^"]+)"', refused).group(1)

    answer = client.post(ADD, filled(room, firm, title="Kept subject", refill=offer))

    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Kept subject"' in html
    assert '<option value="14:00" selected>' in html
    assert '<option value="15:00" selected>' in html
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("offer", ["1", "x|y|z", "1|2026-11-24T12:00:00Z|2026-11-24T11:00:00Z", "|||"])
def test_a_refill_never_breaks(offer):
    room, firm, client = a_member()

    assert client.post(ADD, filled(room, firm, refill=offer)).status_code == 200


def test_a_staff_member_sees_with_what_a_room_is_taken():
    site, building = a_house()
    firm = an_organisation(sites=[site], name="Biolab")
    room = a_room(building=building)
    booking = a_booking(room=room, title="Interview")

    html = logged_in(a_user("receptionist", site=site)).post(ADD, filled(room, firm, organisation="Biolab")).content

    assert b"Interview" in html
    assert f"/bookings/{booking.pk}/".encode() in html


def test_reception_books_on_behalf_by_name():
    site, building = a_house()
    firm, member = a_tenant(site=site, name="Biolab BV")
    desk = a_user("receptionist", site=site)
    values = filled(a_room(building=building), firm, organisation="biolab bv", organiser=member.pk)

    logged_in(desk).post(ADD, values)

    booking = Booking.objects.get()
    assert (booking.organisation, booking.organiser, booking.booked_by) == (firm, member, desk)


def test_reception_finds_no_organisation_of_another_site():
    site, building = a_house()
    elsewhere = an_organisation(sites=[a_site(slug="elsewhere")], name="Elsewhere Ltd")
    room = a_room(building=building)

    answer = logged_in(a_user("receptionist", site=site)).post(
        ADD, filled(room, elsewhere, organisation=elsewhere.name)
    )

    assert answer.status_code == 400
    assert 'value="Elsewhere Ltd"' in answer.content.decode()
    assert "Elsewhere Ltd" not in re.search(r"<datalist.*?</datalist>", answer.content.decode(), re.S).group()


def test_nobody_books_for_a_firm_that_is_not_his():
    room, _, client = a_member()

    answer = client.post(ADD, filled(room, an_organisation(name="Stranger Ltd")))

    assert answer.status_code == 400
    assert "Stranger Ltd" not in answer.content.decode()
    assert not Booking.objects.exists()


def test_a_room_one_may_not_see_cannot_be_booked():
    _, firm, client = a_member()
    hidden = a_room(site=a_site(slug="elsewhere"), name="Hidden")

    answer = client.post(ADD, filled(hidden, firm))

    assert answer.status_code == 400
    assert "Hidden" not in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"end": "12:00"}, 400),
        ({"end": "11:00"}, 400),
        ({"start": "noon"}, 400),
        ({"title": ""}, 400),
        ({"day": "2026-02-30"}, 400),
        ({"day": "9999-12-31", "end": "24:00"}, 400),
        ({"attendees": "0"}, 400),
        ({"start": "07:00"}, 409),
        ({"day": "2026-11-23"}, 409),
        ({"attendees": "99"}, 409),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(changed, status):
    room, firm, client = a_member()

    answer = client.post(ADD, filled(room, firm, title="Kept") | changed)

    html = answer.content.decode()
    assert answer.status_code == status
    assert 'role="alert"' in html
    assert changed.get("title") == "" or 'value="Kept"' in html
    assert not Booking.objects.exists()


def test_a_refusal_stands_beside_the_field_it_is_about():
    room, firm, client = a_member()

    html = client.post(ADD, filled(room, firm, attendees=99)).content.decode()

    assert 'id="id_attendees_error"' in html


def test_a_layout_says_what_it_takes():
    room, _, client = a_member()
    Layout.objects.create(room=room, name="U-shape", seats=6, setup=30, teardown=15)

    html = client.get(ADD, {"room": room.pk}).content.decode()

    option = re.search(r"U-shape[^<]*", html).group()
    assert "30" in option
    assert "15" in option


def test_in_a_dialog_the_form_comes_without_the_shell_and_success_closes_it():
    room, firm, client = a_member()
    headers = {"X-Dialog": "1", "HX-Request": "true"}

    shown = client.get(ADD, headers=headers).content.decode()
    answer = client.post(ADD, filled(room, firm), headers=headers)

    assert "<html" not in shown
    assert "hx-post" in shown
    assert answer.status_code == 204
    assert room.name in json.loads(answer.headers["HX-Trigger"])["ruimte:done"]["message"]


def test_a_member_moves_his_booking():
    room, firm, client = a_member()
    client.post(ADD, filled(room, firm))
    booking = Booking.objects.get()
    other = a_room(building=room.space.floor.building)
    address = f"/bookings/{booking.pk}/change/"

    shown = client.get(address).content.decode()
    client.post(address, filled(other, firm, start="15:00", end="16:00", title="Moved"))

    assert 'value="Weekly"' in shown
    booking.refresh_from_db()
    assert (booking.room, booking.title, booking.starts_at) == (other, "Moved", at(f"{DAY} 15:00"))


def test_an_external_booker_books_a_room_for_everyone():
    _, building = a_house()
    firm = an_organisation(kind="external")
    room = a_room(building=building, audience=Room.Audience.EVERYONE)

    logged_in(a_user("external_booker", organisation=firm)).post(ADD, filled(room, firm))

    assert Booking.objects.get().organisation == firm


def test_more_rooms_take_no_more_queries():
    site, building = a_house()
    a_room(building=building)
    client = logged_in(a_user("receptionist", site=site))
    before = queries(client, ADD)

    for _ in range(5):
        a_tenant(site=site)
        a_room(building=building)

    assert queries(client, ADD) == before


def test_a_room_of_ones_own_site_stands_first_and_is_proposed():
    a_room(site=a_site(slug="aalst", name="Aalst"), name="Abbey", audience="all_tenants")
    site, building = a_house()
    own, (_, member) = a_room(building=building, name="Zenith"), a_tenant(site=site)

    options = re.findall(r'<option value="(\d+)"( selected)?>', logged_in(member).get(ADD).content.decode())

    assert options[0] == (str(own.pk), " selected")


def test_a_closed_day_is_answered_with_what_is_open_instead():
    room, firm, client = a_member()
    Site.objects.update(closes_on_holidays=True)

    html = client.post(ADD, filled(room, firm, day="2026-12-25")).content.decode()

    assert "niet (Kerstmis)" in html
    assert f'value="{room.pk}|2026-12-26T08:00:00' in html
