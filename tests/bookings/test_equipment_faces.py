"""Equipment over the API, in the booking form and on the pages of the stock."""

import pytest
from django.urls import reverse

from bookings.models import Booking, Item
from facilities.models import OutboxMessage
from tests.bookings.asking import filled, logged_in
from tests.factories import a_booking, a_building, a_room, a_site, a_tenant, a_user, an_amenity, an_item, between

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
BOOKINGS, EQUIPMENT = "/api/v1/bookings/", "/api/v1/equipment/"


@pytest.fixture
def site():
    return a_site(opens=9 * 60, closes=17 * 60)


@pytest.fixture
def house(site):
    return a_building(site=site)


@pytest.fixture
def room(house):
    return a_room(building=house, name="Newton")


@pytest.fixture
def tenant(site):
    return a_tenant(site=site)


@pytest.fixture
def projector(house):
    kind = an_amenity()
    for name in ("Beamer 1", "Beamer 2"):
        an_item(building=house, kind=kind, name=name)
    return kind


def a_wish(room, *lines):
    return {
        "room": room.pk,
        "starts_at": "2026-11-24T12:00",
        "ends_at": "2026-11-24T13:00",
        "title": "Meeting",
        "equipment": [{"kind": kind, "count": count} for kind, count in lines],
    }


def test_the_api_books_equipment_with_the_room(as_, tenant, room, projector):
    answer = as_(tenant[1]).post(BOOKINGS, a_wish(room, ("projector", 1), ("projector", 1)))

    assert answer.status_code == 201
    assert answer.json()["equipment"] == [{"kind": "projector", "count": 2}]


def test_the_api_says_which_equipment_is_out(as_, tenant, room, projector):
    answer = as_(tenant[1]).post(BOOKINGS, a_wish(room, ("projector", 3)))

    assert (answer.status_code, answer.json()["code"]) == (409, "equipment_out")
    assert answer.json()["shortages"] == [{"kind": "projector", "wanted": 3, "free": 2}]


@pytest.mark.parametrize("line", [("no-such", 1), ("projector", 0), ("projector", -1)])
def test_the_api_refuses_what_is_no_wish(as_, tenant, room, projector, line):
    answer = as_(tenant[1]).post(BOOKINGS, a_wish(room, line))

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input")


def test_a_patch_without_equipment_keeps_it_and_an_empty_list_gives_it_back(as_, tenant, room, projector):
    client = as_(tenant[1])
    made = client.post(BOOKINGS, a_wish(room, ("projector", 1))).json()

    kept = client.patch(f"{BOOKINGS}{made['id']}/", {"title": "Other"}).json()
    given_back = client.patch(f"{BOOKINGS}{made['id']}/", {"equipment": []}).json()

    assert (kept["equipment"], given_back["equipment"]) == (made["equipment"], [])


def test_the_api_lists_the_stock_and_what_is_free(as_, tenant, room, projector):
    a_booking(room=room, interval=between("2026-11-24 12:00", "13:00"), equipment={projector: 1})
    asked = {"site": "darwin", "from": "2026-11-24T12:30", "until": "2026-11-24T14:00"}

    client = as_(tenant[1])

    assert client.get(EQUIPMENT, asked).json() == [{"kind": "projector", "name": "projector", "total": 2, "free": 1}]
    assert client.get(EQUIPMENT, {"site": "darwin"}).json()[0]["free"] == 2
    assert client.get(EQUIPMENT, {"site": "darwin", "from": "2026-11-24T12:30"}).status_code == 400
    assert client.get(EQUIPMENT, {"site": "elsewhere"}).status_code == 404


def test_the_stock_of_a_site_out_of_sight_is_not_there(as_, tenant, projector):
    a_site(slug="mol")

    assert as_(tenant[1]).get(EQUIPMENT, {"site": "mol"}).status_code == 404


def test_the_form_asks_for_equipment_and_says_how_much_is_free(tenant, room, projector):
    a_booking(room=room, interval=between("2026-11-24 12:00", "13:00"), equipment={projector: 1})
    asked = {"room": room.pk, "day": "2026-11-24", "start": "12:00", "end": "13:00"}

    page = logged_in(tenant[1]).get(reverse("bookings:booking-add"), asked).content.decode()

    assert f'name="equipment_{projector.pk}"' in page
    assert "1 van 2 dan vrij" in page


def test_the_form_books_equipment(tenant, room, projector):
    values = filled(room, tenant[0]) | {f"equipment_{projector.pk}": "2"}

    answer = logged_in(tenant[1]).post(reverse("bookings:booking-add"), values)

    assert answer.status_code == 302
    page = logged_in(tenant[1]).get(answer["Location"]).content.decode()
    assert "Beamer 1, Beamer 2" in page


def test_the_form_says_which_equipment_is_out_and_offers_another_time(tenant, house, room, projector):
    other = a_room(building=house)
    a_booking(room=other, interval=between("2026-11-24 12:00", "13:00"), equipment={projector: 2})

    answer = logged_in(tenant[1]).post(
        reverse("bookings:booking-add"), filled(room, tenant[0]) | {f"equipment_{projector.pk}": "1"}
    )

    assert answer.status_code == 409
    assert "beamer (1 gevraagd, 0 vrij)" in answer.content.decode()
    assert "13:00–14:00" in answer.content.decode()
    assert Booking.objects.count() == 1


def test_changing_shows_what_was_asked_for_and_changes_it(tenant, room, projector):
    booking = a_booking(room=room, organisation=tenant[0], organiser=tenant[1], equipment={projector: 1}, by=tenant[1])
    client, address = logged_in(tenant[1]), reverse("bookings:booking-change", args=[booking.pk])

    page = client.get(address).content.decode()
    client.post(address, filled(room, tenant[0]) | {f"equipment_{projector.pk}": "2"})

    assert '<option value="1" selected>1</option>' in page
    assert booking.equipment_lines.get().count == 2


def test_the_stock_shows_who_has_what(site, room, projector):
    a_booking(room=room, equipment={projector: 1})
    an_item(building=room.space.floor.building, kind=projector, name="Beamer 3", is_in_service=False)

    page = logged_in(a_user("receptionist", site=site)).get(reverse("bookings:stock-list")).content.decode()

    assert "Beamer 1" in page
    assert "Newton" in page
    assert "Buiten gebruik" in page


def test_a_manager_adds_changes_and_removes_items(site, house):
    kind, client = an_amenity(), logged_in(a_user("site_manager", site=site))

    client.post(reverse("bookings:stock-add"), {"kind": kind.pk, "building": house.pk, "name": "Beamer", "count": "2"})
    first, second = Item.objects.order_by("pk")
    client.post(reverse("bookings:stock-edit", args=[first.pk]), {"name": "Beamer groot"})
    client.post(reverse("bookings:stock-remove", args=[second.pk]))

    item = Item.objects.get()
    assert (item.atom.name, item.is_in_service) == ("Beamer groot", False)


def test_a_name_that_is_taken_is_refused_beside_its_field(site, house, projector):
    item = Item.objects.order_by("pk").first()

    answer = logged_in(a_user("site_manager", site=site)).post(
        reverse("bookings:stock-edit", args=[item.pk]), {"name": "Beamer 2", "is_in_service": "on"}
    )

    assert answer.status_code == 409


def test_a_change_keeps_equipment_that_is_out_of_service_by_now(tenant, room, projector):
    booking = a_booking(room=room, organisation=tenant[0], organiser=tenant[1], equipment={projector: 1}, by=tenant[1])
    Item.objects.update(is_in_service=False)
    client, address = logged_in(tenant[1]), reverse("bookings:booking-change", args=[booking.pk])

    page = client.get(address).content.decode()
    client.post(address, filled(room, tenant[0], title="Other") | {f"equipment_{projector.pk}": "1"})

    booking.refresh_from_db()
    assert '<option value="1" selected>1</option>' in page
    assert (booking.title, booking.equipment_lines.get().count) == ("Other", 1)


def test_the_mail_says_what_is_brought(tenant, room, projector):
    a_booking(room=room, organisation=tenant[0], organiser=tenant[1], equipment={projector: 2})

    assert "2 × beamer" in OutboxMessage.objects.get().payload["body"]
