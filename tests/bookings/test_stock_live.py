"""The stock of equipment is live: its numbers change when somebody books, gives back, or adds an item."""

import pytest
from django.urls import reverse

from bookings.services.bookings import cancel_booking, end_booking_early
from bookings.services.equipment import add_items, change_item, remove_item
from bookings.stock import stock_changes_at, stock_state
from facilities.models import LiveTopic
from tests.bookings.asking import logged_in
from tests.factories import NOON, a_booking, a_building, a_room, a_site, a_user, an_amenity, an_item, between

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
TIME = between("2026-11-24 12:00", "13:00")


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def house(site):
    return a_building(site=site)


@pytest.fixture
def projector():
    return an_amenity()


def seq():
    topic = LiveTopic.objects.filter(name="stock.darwin").first()
    return topic.seq if topic else 0


def booked(house, projector, **more):
    return a_booking(room=a_room(building=house), interval=TIME, equipment={projector: 1}, **more)


def test_the_numbers_say_what_is_here_now(site, house, projector):
    for _ in range(3):
        an_item(building=house)
    an_item(building=house, is_in_service=False)
    booked(house, projector)

    told = [stock_state(site, at=moment)["kinds"][0] for moment in (NOON, TIME.start, TIME.end)]

    assert [(one["free"], one["total"]) for one in told] == [(3, 3), (2, 3), (3, 3)]
    assert (told[0]["nl"], told[0]["en"]) == ("beamer", "projector")


def test_they_change_when_an_item_goes_and_when_it_comes_back(site, house, projector):
    an_item(building=house)
    booked(house, projector)

    assert stock_changes_at(site, at=NOON) == TIME.start
    assert stock_changes_at(site, at=TIME.start) == TIME.end
    assert stock_changes_at(site, at=TIME.end) is None


def test_whoever_books_or_gives_back_equipment_changes_the_topic(house, projector):
    an_item(building=house)
    before = seq()

    booking = booked(house, projector)
    assert seq() == before + 1
    end_booking_early(by=None, booking=booking, at=TIME.start.replace(minute=10))
    assert seq() == before + 2


def test_a_cancellation_changes_the_topic(house, projector):
    an_item(building=house)
    booking = booked(house, projector)
    before = seq()

    cancel_booking(by=None, booking=booking, at=NOON)

    assert seq() == before + 1


def test_a_meeting_without_equipment_leaves_the_topic_alone(house):
    booking = a_booking(room=a_room(building=house), interval=TIME)

    cancel_booking(by=None, booking=booking, at=NOON)

    assert seq() == 0


def test_items_that_come_change_and_go_change_the_topic(house, projector):
    (item,) = add_items(by=None, building=house, kind=projector, name="Beamer")
    assert seq() == 1
    change_item(by=None, item=item, name="Beamer", is_in_service=False)
    assert seq() == 2
    remove_item(by=None, item=item)
    assert seq() == 3


def test_the_page_counts_as_the_topic_does(site, house, projector, clock_at):
    for _ in range(2):
        an_item(building=house)
    booked(house, projector)
    clock_at("2026-11-24 12:30")

    shown = logged_in(a_user("receptionist", site=site)).get(reverse("bookings:stock-list"))

    assert [(one.kind, one.free, one.total) for one in shown.context["counts"]] == [("beamer", 1, 2)]
    assert 'data-topics="stock.darwin"' in shown.content.decode()
