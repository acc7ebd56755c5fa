"""Places held for who is expected: counted out of what is free, never more than there are."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from facilities.kernel.intervals import Interval
from facilities.models import AuditEntry
from parking.errors import HoldIsOver, HoldWithoutLabel, NoPlaceLeft, NotOfThisCarPark
from parking.holding import most_at_once
from parking.models import AreaState, Capacity, Hold, Sensor
from parking.publishing import changes_at, published
from parking.services.holds import arrive, hold_place, move_hold, release_hold
from parking.services.ingest import take_events

from .world import a_car_park, an_area, fixture_g, z

pytestmark = pytest.mark.django_db
EIGHT, NINE, TEN = z("08:00:00"), z("09:00:00"), z("10:00:00")
VISIT = Interval(NINE, TEN)
MINUTE = timedelta(minutes=1)


def held(car_park, *, interval=VISIT, at=EIGHT, label="Ann of Ysco", reference=None, by=None, **more):
    reference = reference or uuid.uuid4()
    return hold_place(by=by, car_park=car_park, interval=interval, reference=reference, label=label, at=at, **more)


def free(car_park, at):
    Sensor.objects.update(last_contact_at=at)
    return published(car_park, at=at).free


def drives(sensor, lane, direction, at, number=1):
    event = {"id": f"{lane}-{number}", "lane": lane, "direction": direction, "occurred_at": at.isoformat()}
    return take_events(device=sensor.device, items=[event], at=at)


@pytest.fixture
def world():
    return fixture_g()


# --- When


@pytest.mark.parametrize(
    ("at", "state", "left"),
    [
        ("08:44:59", "planned", 100),
        ("08:45:00", "active", 99),
        ("09:29:59", "active", 99),
        ("09:30:00", "no_show", 100),
        ("10:30:00", "no_show", 100),
    ],
)
def test_a_place_is_kept_from_a_quarter_before_until_half_an_hour_after(world, at, state, left):
    hold = held(world[0])

    assert (hold.state_at(z(at)), free(world[0], z(at))) == (state, left)


def test_boards_know_beforehand_when_a_place_is_kept_and_given_up(world):
    car_park = world[0]
    held(car_park)
    Sensor.objects.update(expected_every=36_000, last_contact_at=z("08:40:00"))
    car_park.areas.update(stale_after=36_000)

    assert changes_at(car_park, at=z("08:40:00")) == z("08:45:00")
    assert changes_at(car_park, at=z("08:45:00")) == z("09:30:00")


def test_a_release_gives_the_place_back_at_once_and_a_second_changes_nothing(world):
    car_park = world[0]
    hold = held(car_park)
    assert free(car_park, z("08:50:00")) == 99

    release_hold(by=None, reference=hold.reference, at=z("08:51:00"))
    release_hold(by=None, reference=hold.reference, at=z("08:52:00"))

    hold.refresh_from_db()
    assert (hold.released_at, hold.state_at(z("08:53:00"))) == (z("08:51:00"), "released")
    assert free(car_park, z("08:53:00")) == 100
    assert AuditEntry.objects.filter(verb="place_released").count() == 1


def test_who_arrives_is_counted_by_the_sensor_and_held_no_longer(world):
    car_park, _, sensor = world
    hold = held(car_park)

    drives(sensor, "in1", "in", z("08:55:00"))
    arrive(by=None, reference=hold.reference, at=z("08:56:00"))

    hold.refresh_from_db()
    assert (free(car_park, z("08:57:00")), hold.state_at(z("08:57:00"))) == (99, "arrived")
    release_hold(by=None, reference=hold.reference, at=z("09:40:00"))
    hold.refresh_from_db()
    assert hold.state_at(z("09:41:00")) == "released"


def test_who_arrives_after_the_place_was_given_up_has_arrived_all_the_same(world):
    hold = held(world[0])

    late = arrive(by=None, reference=hold.reference, at=z("09:45:00"))

    assert (hold.state_at(z("09:40:00")), late.state_at(z("09:46:00"))) == ("no_show", "arrived")


def test_what_nobody_asked_a_place_for_is_no_fault(world):
    nothing = uuid.uuid4()

    assert release_hold(by=None, reference=nothing, at=EIGHT) is None
    assert arrive(by=None, reference=nothing, at=EIGHT) is None
    assert move_hold(by=None, reference=nothing, interval=VISIT, at=EIGHT) is None


# --- How many


def test_no_more_places_are_held_at_once_than_there_are():
    car_park, _, _ = fixture_g(places=2)
    held(car_park, interval=Interval(NINE, z("09:30:00")))
    held(car_park, interval=Interval(z("09:10:00"), TEN))

    with pytest.raises(NoPlaceLeft):
        held(car_park, interval=Interval(z("09:20:00"), z("09:25:00")))

    # A quarter after the first has left there is a place again.
    held(car_park, interval=Interval(z("09:45:00"), TEN))
    assert Hold.objects.count() == 3


def test_places_that_go_out_of_service_meanwhile_cannot_be_held():
    car_park, area, _ = fixture_g(places=2)
    Capacity.objects.create(area=area, places=2, out_of_service=1, starts_at=z("09:30:00"))
    held(car_park)

    with pytest.raises(NoPlaceLeft):
        held(car_park)


def test_no_place_is_kept_at_once_where_vehicles_stand_on_all_of_them(world):
    car_park, area, _ = world
    AreaState.objects.filter(area=area).update(entered=100, raw=100)

    with pytest.raises(NoPlaceLeft):
        held(car_park, at=z("08:50:00"))

    assert held(car_park, at=EIGHT).state_at(EIGHT) == "planned"


def test_a_place_that_was_given_up_can_be_held_for_another(world):
    car_park, _, _ = fixture_g_of_one()
    held(car_park)

    assert held(car_park, interval=Interval(z("09:45:00"), TEN), at=z("09:31:00"))


def fixture_g_of_one():
    Hold.objects.all().delete()
    car_park = a_car_park(slug="one")
    return car_park, an_area(car_park=car_park, slug="one", places=1), None


def test_without_a_wish_the_first_level_for_cars_with_a_place_is_taken():
    car_park = a_car_park()
    an_area(car_park=car_park, slug="bikes", vehicle_class="bicycle", position=0)
    low = an_area(car_park=car_park, slug="low", places=1, position=1)
    high = an_area(car_park=car_park, slug="high", places=1, position=2)
    disabled = an_area(car_park=car_park, slug="wide", places=1, position=3, vehicle_class="disabled")

    assert [held(car_park).area, held(car_park).area, held(car_park, area=disabled).area] == [low, high, disabled]
    with pytest.raises(NoPlaceLeft):
        held(car_park)


def test_an_area_of_another_car_park_is_refused(world):
    other = an_area(car_park=a_car_park(slug="other"))

    with pytest.raises(NotOfThisCarPark):
        held(world[0], area=other)


def test_the_same_reference_keeps_one_place(world):
    reference = uuid.uuid4()

    first, again = held(world[0], reference=reference), held(world[0], reference=reference)

    assert first == again and Hold.objects.count() == 1


def test_a_released_place_is_held_anew_and_not_moved(world):
    hold = held(world[0])
    release_hold(by=None, reference=hold.reference, at=EIGHT)

    with pytest.raises(HoldIsOver):
        move_hold(by=None, reference=hold.reference, interval=Interval(TEN, z("11:00:00")), at=EIGHT + MINUTE)
    anew = held(world[0], reference=hold.reference, at=EIGHT + MINUTE)

    assert (anew.pk, anew.state_at(EIGHT + MINUTE)) == (hold.pk, "planned")


def test_a_meeting_that_moves_takes_its_place_along_where_there_is_one_then():
    car_park, _area, _ = fixture_g(places=1)
    noon = Interval(z("12:00:00"), z("13:00:00"))
    hold = held(car_park)

    moved = move_hold(by=None, reference=hold.reference, interval=Interval(z("09:20:00"), TEN), at=EIGHT)
    assert (moved.active_from, moved.lapses_at) == (z("09:05:00"), z("09:50:00"))

    held(car_park, interval=noon)
    with pytest.raises(NoPlaceLeft):
        move_hold(by=None, reference=hold.reference, interval=noon, at=EIGHT)
    hold.refresh_from_db()
    assert hold.starts_at == z("09:20:00")


def test_a_place_is_held_for_somebody(world):
    with pytest.raises(HoldWithoutLabel):
        held(world[0], label="  ")


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_at": NINE},
        {"active_from": z("09:01:00")},
        {"lapses_at": NINE},
        {"label": ""},
        {"arrived_at": TEN, "released_at": NINE},
    ],
)
def test_the_database_refuses_holds_that_make_no_sense(world, fields):
    hold = held(world[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(**fields)


def test_most_at_once_counts_touching_stretches_once():
    stretches = [Interval(EIGHT, NINE), Interval(NINE, TEN), Interval(EIGHT, TEN)]

    assert (most_at_once(stretches), most_at_once([])) == (2, 0)
