"""The hold of the booking form: its script asks first, then keeps the time; what it keeps is what stands there."""

import pytest
from django.urls import reverse, reverse_lazy

from bookings.models import Booking, Claim, Hold
from bookings.services.holds import MOST, hold_room
from tests.bookings.asking import filled, logged_in
from tests.factories import NOON, a_booking, a_building, a_room, a_site, a_tenant, an_amenity, an_item, between

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
TIME = between("2026-11-24 12:00", "13:00")
LATER = between("2026-11-24 13:00", "14:00")
HOLD = reverse_lazy("bookings:booking-hold")
NO_TIMES = pytest.mark.parametrize(
    "more", [{"day": "nonsense"}, {"end": "11:00"}, {"start": ""}, {"room": "987654"}, {"room": "x"}]
)


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


def test_the_form_holds_its_time_and_says_until_when(room, ann):
    answer = logged_in(ann[1]).post(HOLD, filled(room, ann[0]))

    assert answer.json() == {"says": "Voor jou vrijgehouden tot 09:10."}
    assert Hold.objects.get().user == ann[1]


def test_asking_whether_a_time_is_free_takes_nothing(room, ann):
    answer = logged_in(ann[1]).get(HOLD, filled(room, ann[0]))

    assert (answer.status_code, answer.json()) == (200, {"is_free": True, "says": "", "stock": {}})
    assert not Hold.objects.exists()


def test_the_form_hears_how_much_equipment_is_free_then(room, ann, bob):
    kind = an_amenity()
    for _ in range(2):
        an_item(building=room.space.floor.building, kind=kind)
    other = a_room(building=room.space.floor.building)
    a_booking(room=other, interval=TIME, equipment={kind: 1})

    answer = logged_in(ann[1]).get(HOLD, filled(room, ann[0]))

    assert answer.json()["stock"] == {f"equipment_{kind.pk}": "1 van 2 dan vrij"}


def test_the_form_says_that_somebody_else_is_booking_it(room, ann, bob):
    hold_room(by=bob[1], room=room, interval=TIME, at=NOON)

    answer = logged_in(ann[1]).get(HOLD, filled(room, ann[0])).json()

    assert not answer["is_free"]
    assert "Wordt geboekt" in answer["says"]


def test_the_time_for_setting_up_and_clearing_must_be_free_too(site, ann, bob):
    hall = a_room(building=a_building(site=site, slug="annex"), turnover=30)
    organisation, user = bob
    times = between("2026-11-24 10:00", "12:00")
    a_booking(room=hall, by=user, organisation=organisation, organiser=user, interval=times, at=NOON)

    asked = logged_in(ann[1]).get(HOLD, filled(hall, ann[0])).json()
    refused = logged_in(ann[1]).post(HOLD, filled(hall, ann[0])).json()

    assert "Bezet" in asked["says"]
    assert [conflict["label"] for conflict in refused["conflicts"]] == ["Bezet"]


def test_a_rule_says_no_without_words_until_the_form_is_sent(room, ann):
    answer = logged_in(ann[1]).get(HOLD, filled(room, ann[0]) | {"start": "07:00", "end": "08:00"})

    assert (answer.status_code, answer.json()) == (200, {"is_free": False, "says": "", "stock": {}})


def test_holding_what_somebody_else_has_is_refused_and_gives_the_earlier_time_back(room, ann, bob):
    hold_room(by=bob[1], room=room, interval=TIME, at=NOON)
    hold_room(by=ann[1], room=room, interval=LATER, at=NOON)

    answer = logged_in(ann[1]).post(HOLD, filled(room, ann[0]))

    assert (answer.status_code, answer.json()["code"]) == (409, "overlap")
    assert answer["Content-Type"] == "application/problem+json"
    assert [hold.user for hold in Hold.objects.all()] == [bob[1]]


def test_holding_one_time_after_the_other_says_when_to_try_again(room, ann):
    for number in range(MOST):
        hold_room(by=ann[1], room=room, interval=(TIME, LATER)[number % 2], at=NOON)

    answer = logged_in(ann[1]).post(HOLD, filled(room, ann[0]) | {"start": "15:00", "end": "16:00"})

    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_attempts")
    assert int(answer["Retry-After"]) > 0


@NO_TIMES
def test_a_time_that_makes_no_sense_holds_nothing(room, ann, more):
    hold_room(by=ann[1], room=room, interval=TIME, at=NOON)

    answer = logged_in(ann[1]).post(HOLD, filled(room, ann[0]) | more)

    code = (404, "not_found") if "room" in more else (400, "invalid_range")
    assert (answer.status_code, answer.json()["code"], Hold.objects.count()) == (*code, 0)


@NO_TIMES
def test_a_time_that_makes_no_sense_is_not_free(room, ann, more):
    answer = logged_in(ann[1]).get(HOLD, filled(room, ann[0]) | more)

    assert (answer.status_code, answer.json()["is_free"], answer.json()["says"]) == (200, False, "")


def test_leaving_gives_it_back(room, ann):
    hold_room(by=ann[1], room=room, interval=TIME, at=NOON)

    assert logged_in(ann[1]).post(HOLD, {"release": "1"}).status_code == 204
    assert not Hold.objects.exists()


def test_the_form_sent_replaces_the_hold(room, ann):
    client = logged_in(ann[1])
    client.post(HOLD, filled(room, ann[0]))

    assert client.post(reverse("bookings:booking-add"), filled(room, ann[0])).status_code == 302
    assert (Booking.objects.count(), Hold.objects.count(), Claim.objects.count()) == (1, 0, 1)
