"""Places held for who is expected: on pages and boards, for whom, and at the same moment."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections

from facilities.kernel.errors import NotAllowed
from facilities.kernel.intervals import Interval
from facilities.live.topics import publish
from facilities.models import Board, BoardLine
from parking.errors import NoPlaceLeft
from parking.models import AreaState, Capacity, Hold, Sensor
from parking.publishing import published
from parking.services.holds import arrive, hold_place, move_hold, release_hold
from parking.services.ingest import take_events
from parking.services.retention import purge
from tests.factories import a_board, a_device, a_site, a_user, an_organisation

from .world import fixture_g, z

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


# --- What the public is told


def test_case_21_as_far_as_holds_go(world):
    """C=100, raw 60, 4 active holds: 36; a public car: 35; an expected visitor drives in and arrives: 35, holds 3."""
    car_park, area, sensor = world
    AreaState.objects.filter(area=area).update(entered=60, raw=60)
    holds = [held(car_park, at=z("08:50:00")) for _ in range(4)]
    assert free(car_park, z("08:51:00")) == 36

    drives(sensor, "in1", "in", z("08:52:00"), 1)
    assert free(car_park, z("08:52:01")) == 35

    drives(sensor, "in1", "in", z("08:53:00"), 2)
    arrive(by=None, reference=holds[0].reference, at=z("08:53:01"))
    face = published(car_park, at=z("08:53:02"))
    assert (face.free, face.held, face.total) == (35, 3, 100)


def test_free_is_never_below_none_nor_above_the_total(world):
    car_park, area, _ = world
    for _ in range(3):
        held(car_park, at=z("08:50:00"))
    AreaState.objects.filter(area=area).update(entered=99, raw=99)
    assert free(car_park, z("08:51:00")) == 0
    AreaState.objects.filter(area=area).update(entered=0, left=5, raw=-5)
    assert free(car_park, z("08:51:00")) == 97


def test_a_passage_and_a_whole_look_tell_the_same_of_held_places(world):
    """The short way of publishing must know of holds what the long way knows."""
    car_park, _, sensor = world
    held(car_park, at=z("08:50:00"))
    drives(sensor, "in1", "in", z("08:51:00"), 1)
    drives(sensor, "in1", "in", z("08:51:10"), 2)

    car_park.state.refresh_from_db()
    assert car_park.state.published["row"]["free"] == 97
    assert published(car_park, at=z("08:51:11")).free == 97


def test_a_placed_moved_taken_or_released_place_touches_the_boards(world):
    car_park = world[0]
    Sensor.objects.update(last_contact_at=z("08:50:00"))

    def seq():
        return publish("car-park.geel", z("08:50:00")).seq

    seen = [seq()]
    hold = held(car_park, at=z("08:50:00"))
    seen.append(seq())
    move_hold(by=None, reference=hold.reference, interval=Interval(TEN, z("11:00:00")), at=z("08:50:00"))
    seen.append(seq())

    assert seen == sorted(set(seen))
    state = publish("car-park.geel", z("08:50:00")).state
    assert (state["held"], state["areas"][0]["held"], "Ann" in str(state)) == (0, 0, False)


# --- Who


@pytest.mark.parametrize("role", ["site_manager", "receptionist", "tenant_member", "tenant_admin"])
def test_people_of_the_site_have_places_held(world, role):
    site = world[0].site
    scope = {"organisation": an_organisation(sites=[site])} if role.startswith("tenant") else {"site": site}

    assert held(world[0], by=a_user(role, **scope)).placed_by.memberships.get().role == role


def test_a_device_of_the_site_says_that_somebody_arrived_and_another_does_not(world):
    hold = held(world[0])
    kiosk, _ = a_device(site=world[0].site, shows="kiosk")
    elsewhere, _ = a_device(site=a_site(slug="elsewhere"), shows="kiosk")

    with pytest.raises(NotAllowed):
        arrive(by=elsewhere, reference=hold.reference, at=NINE)
    assert arrive(by=kiosk, reference=hold.reference, at=NINE).arrived_at == NINE


@pytest.mark.parametrize("deed", ["hold", "move", "release", "arrive"])
def test_people_of_another_site_hold_nothing_here(world, deed):
    stranger = a_user("receptionist", site=a_site(slug="elsewhere"))
    hold = held(world[0])
    asked = {"by": stranger, "reference": hold.reference, "at": EIGHT}

    with pytest.raises(NotAllowed):
        match deed:
            case "hold":
                held(world[0], by=stranger)
            case "move":
                move_hold(interval=Interval(TEN, z("11:00:00")), **asked)
            case "release":
                release_hold(**asked)
            case "arrive":
                arrive(**asked)


# --- At the same moment


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at", [EIGHT, z("08:50:00")])
def test_the_last_place_has_one_winner(at):
    car_park, _area, _ = fixture_g(places=3)
    held(car_park), held(car_park)

    def try_it(_number):
        try:
            held(car_park, at=at)
        except NoPlaceLeft:
            return 0
        finally:
            connections.close_all()
        return 1

    with ThreadPoolExecutor(8) as crowd:
        won = list(crowd.map(try_it, range(8)))

    assert (sum(won), Hold.objects.count()) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_holds_and_passages_at_once_leave_the_number_that_follows_from_both():
    car_park, _area, sensor = fixture_g(places=100)
    at = z("08:50:00")

    def hold_one(_number):
        try:
            held(car_park, at=at)
        finally:
            connections.close_all()

    def drive_in(number):
        try:
            drives(sensor, "in1", "in", at + timedelta(milliseconds=number), number)
        finally:
            connections.close_all()

    started = time.monotonic()
    with ThreadPoolExecutor(6) as crowd:
        done = [crowd.submit(deed, number) for number in range(12) for deed in (hold_one, drive_in)]
    for one in done:
        one.result()

    car_park.state.refresh_from_db()
    assert car_park.state.published["row"]["free"] == 100 - 12 - 12
    assert time.monotonic() - started < 60


# --- Faces


def shown(client, user, address):
    if user is not None:
        client.force_login(user)
    return client.get(address, headers={"accept-language": "en-gb"})


@pytest.fixture
def rita(world):
    return a_user("receptionist", site=world[0].site, name="Rita", language="en-gb")


def in_geel(at):
    return time_machine.travel(at, tick=False)


def test_staff_see_for_whom_places_are_held_and_the_public_only_how_many(client, world, rita):
    held(world[0], at=z("08:50:00"))

    with in_geel(z("08:51:00")):
        public = shown(client, None, "/car-parks/geel/").content.decode()
        staff = shown(client, rita, "/car-parks/geel/").content.decode()

    assert "Ann of Ysco" in staff and "10:00 – 11:00" in staff and "chip soon" in staff
    assert "Ann of Ysco" not in public
    assert "data-held>1 held<" in staff and "data-held>1 " in public


def test_the_desk_holds_a_place_and_releases_it(client, world, rita):
    asked = {"label": "The plumber", "day": "2026-11-24", "starts": "840", "ends": "900", "area": ""}
    client.force_login(rita)

    with in_geel(EIGHT):
        answer = client.post("/car-parks/geel/holds/add/", asked)
        hold = Hold.objects.get()
        client.post(f"/holds/{hold.pk}/release/")

    hold.refresh_from_db()
    assert (answer.status_code, hold.starts_at, hold.placed_by) == (302, z("13:00:00"), rita)
    assert hold.released_at == EIGHT


def test_a_form_that_finds_no_place_says_so_and_keeps_what_was_typed(client, world, rita):
    Capacity.objects.create(area=world[1], places=0, starts_at=z("07:00:00"))
    asked = {"label": "The plumber", "day": "2026-11-24", "starts": "840", "ends": "900"}

    with in_geel(EIGHT):
        client.force_login(rita)
        answer = client.post("/car-parks/geel/holds/add/", asked, headers={"accept-language": "en-gb"})

    page = answer.content.decode()
    assert answer.status_code == 409 and "No place is left" in page and "The plumber" in page


def test_all_held_places_stand_on_a_page_of_their_own(client, world, rita):
    held(world[0])
    held(world[0], interval=Interval(z("14:00:00"), z("15:00:00")), label="Bo of Janssen")

    with in_geel(z("09:45:00")):
        page = shown(client, rita, "/car-parks/geel/holds/").content.decode()

    assert "Ann of Ysco" in page and "did not come" in page and "Bo of Janssen" in page and "planned" in page


def test_a_board_says_how_many_places_are_held(world):
    car_park = world[0]
    a_board(site=car_park.site, slug="gate", rooms=False, is_public=True)
    BoardLine.objects.create(
        board_id=Board.objects.get().pk, position=1, provider="places", argument="geel/total", topic="car-park.geel"
    )
    held(car_park, at=z("08:50:00"))
    Sensor.objects.update(last_contact_at=z("08:51:00"))

    [row] = publish("board.gate", z("08:51:00")).state["lines"]

    assert (row["text"], row["free"]) == ("99", 99)
    assert row["texts"] == ["Plaatsen vrij · 1 voorbehouden voor bezoekers", "Places free · 1 held for visitors"]


def test_names_of_who_was_expected_are_forgotten_after_thirty_days(world):
    held(world[0])

    assert purge(at=TEN + timedelta(days=30))["holds"] == 0
    assert purge(at=TEN + timedelta(days=30, seconds=1))["holds"] == 1
