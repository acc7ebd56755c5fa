"""What sensors in rooms tell beside what was booked, on the page of the site, and who manages them."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from bookings.models import RoomSensor
from bookings.presence import presence_of, presences, use_state
from bookings.services.readings import take_readings
from bookings.services.sensors import add_room_sensor, revoke_room_sensor, rotate_room_sensor
from facilities.kernel.errors import NotAllowed
from facilities.live.topics import Viewer, find, publish
from tests.factories import a_booking, a_room, a_room_sensor, a_site, a_tenant, a_user, at, between

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
TOKEN = "rd_room"


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def room(site):
    return a_room(site=site, slug="newton", name="Newton")


@pytest.fixture
def counter(room):
    return a_room_sensor(room=room, token=TOKEN)


def tell(sensor, moment, *, received=None, name=None, **said):
    item = {"id": name or f"r-{moment.isoformat()}", "occurred_at": moment.isoformat(), **said}
    [outcome] = take_readings(device=sensor.device, items=[item], at=received or moment)
    return outcome.status


def says(sensor, moment):
    presence = presence_of([RoomSensor.objects.get(pk=sensor.pk)], at=moment)
    return presence.use, presence.people, presence.since


# --- Beside the bookings


def remark(site, moment):
    [presence] = presences(site, at=moment).values()
    return presence.remark


def keep_telling(sensor, start, minutes, **said):
    for minute in range(minutes + 1):
        tell(sensor, start + minute * MINUTE, **said)


def test_a_booked_room_is_remarked_when_it_was_empty_for_ten_minutes(site, room, counter):
    a_booking(room=room, interval=between("2026-11-24 12:00", "13:00"))
    keep_telling(counter, NOON, 10, people=0)

    assert remark(site, NOON + 10 * MINUTE - SECOND) is None
    assert remark(site, NOON + 10 * MINUTE) == "booked_empty"
    assert publish("use.darwin", NOON + 9 * MINUTE).next_transition_at == NOON + 10 * MINUTE


def test_a_room_used_without_a_booking_is_remarked_after_five_minutes(site, room, counter):
    keep_telling(counter, NOON, 5, people=2)

    assert remark(site, NOON + 5 * MINUTE - SECOND) is None
    assert remark(site, NOON + 5 * MINUTE) == "used_unbooked"


def test_nothing_is_remarked_of_a_room_of_which_nobody_knows(site, room, counter):
    a_booking(room=room, interval=between("2026-11-24 12:00", "13:00"))
    keep_telling(counter, NOON, 10, people=0)

    assert remark(site, NOON + 20 * MINUTE) is None


def test_the_state_for_staff_tells_both_and_follows_readings_and_bookings(site, room, counter):
    start = publish("use.darwin", NOON).seq
    keep_telling(counter, NOON, 5, people=2)
    after = publish("use.darwin", NOON + 5 * MINUTE)
    a_booking(room=room, interval=between("2026-11-24 12:00", "13:00"))

    assert publish("use.darwin", NOON + 5 * MINUTE).seq == after.seq + 1 == start + 2
    assert (after.state["used_unbooked"], after.state["booked_empty"]) == (1, 0)
    assert after.state["rooms"][0]["people"] == 2
    assert use_state(site, at=NOON + 5 * MINUTE)["used_unbooked"] == 0


def test_only_who_works_at_the_site_watches_how_rooms_are_used(site):
    topic = find("use.darwin")
    staff, tenant = a_user("receptionist", site=site), a_tenant(site=site)[1]
    stranger = a_user("site_manager", site=a_site(slug="mth"))

    assert [topic.may_watch(Viewer(one)) for one in (staff, a_user("auditor"), tenant, stranger)] == [
        True,
        True,
        False,
        False,
    ]


# --- Pages


def opened(user, address):
    user.language = "en-gb"
    user.save()
    browser = Client()
    browser.force_login(user)
    with time_machine.travel(NOON + 10 * MINUTE, tick=False):
        return browser.get(address)


def test_staff_see_on_the_page_of_the_site_what_differs_and_tenants_do_not(site, room, counter):
    a_booking(room=room, interval=between("2026-11-24 12:00", "13:00"))
    keep_telling(counter, NOON, 10, people=0)

    staff = opened(a_user("receptionist", site=site), "/sites/darwin/").content.decode()
    tenant = opened(a_tenant(site=site)[1], "/sites/darwin/").content.decode()

    assert "Booked, yet empty since 12:00" in staff and 'data-remarks="booked_empty">1<' in staff
    assert "Booked, yet empty" not in tenant.replace("&quot;", '"').split("site-words")[0]
    assert "data-use" not in tenant and "data-differing" not in tenant


def test_a_manager_takes_a_sensor_in_and_reads_its_token_once(site, room):
    manager = a_user("site_manager", site=site)
    browser = Client()
    browser.force_login(manager)

    asked = {"name": "Counter", "kind": "count", "expected_every": "60", "clears_after": "600"}
    page = browser.post("/rooms/newton/sensors/add/", asked)
    sensor = RoomSensor.objects.get()

    assert "rd_" in page.content.decode() and page["Cache-Control"] == "no-store"
    assert "Counter" in opened(manager, "/rooms/newton/sensors/").content.decode()
    assert browser.post(f"/rooms/sensors/{sensor.pk}/revoke/").status_code == 302
    assert not RoomSensor.objects.live().exists()


def test_sensors_are_the_managers_to_change(site, room, counter):
    rita = a_user("receptionist", site=site)

    with pytest.raises(NotAllowed):
        add_room_sensor(by=rita, room=room, name="Counter", kind="count", at=NOON)
    with pytest.raises(NotAllowed):
        rotate_room_sensor(by=rita, sensor=counter)
    with pytest.raises(NotAllowed):
        revoke_room_sensor(by=rita, sensor=counter, at=NOON)


@pytest.mark.parametrize("fields", [{"kind": "smell"}, {"expected_every": 1}, {"told_at": at("2026-11-24 12:00")}])
def test_the_database_refuses_sensors_that_make_no_sense(counter, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomSensor.objects.filter(pk=counter.pk).update(**fields)


def test_the_timeline_of_today_remarks_it_to_staff_and_follows_the_sensors(site, room, counter):
    keep_telling(counter, NOON, 10, people=3)
    building = room.space.floor.building

    staff = opened(a_user("receptionist", site=site), f"/timeline/{building.slug}/").content.decode()
    tomorrow = opened(a_user("receptionist", site=site), f"/timeline/{building.slug}/?day=2026-11-25").content.decode()
    tenant = opened(a_tenant(site=site)[1], f"/timeline/{building.slug}/").content.decode()

    assert "In use without a booking since 12:00: 3 inside" in staff and "use.darwin" in staff
    assert "use.darwin" not in tenant + tomorrow and "without a booking" not in tenant + tomorrow


@pytest.mark.parametrize("view", ["week", "list"])
def test_the_week_and_its_list_remark_it_to_staff_while_today_is_in_them(site, room, counter, view):
    keep_telling(counter, NOON, 10, people=3)
    address = f"/timeline/buildings/week/?in={room.space.floor.building.slug}&view={view}"

    staff = opened(a_user("receptionist", site=site), address).content.decode()
    next_week = opened(a_user("receptionist", site=site), f"{address}&day=2026-12-01").content.decode()
    tenant = opened(a_tenant(site=site)[1], address).content.decode()

    assert "In use without a booking since 12:00: 3 inside" in staff and "use.darwin" in staff
    assert "use.darwin" not in tenant + next_week and "without a booking" not in tenant + next_week
