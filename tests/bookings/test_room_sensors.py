"""Sensors in rooms: what they tell is taken once, and silence is not emptiness."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings.models import RoomQuarter, RoomReading, RoomSensor
from bookings.presence import presence_of
from bookings.services.quarters import purge_readings, sum_quarters
from bookings.services.readings import take_readings
from bookings.services.sensors import revoke_room_sensor
from facilities.errors import TooManyAttempts
from tests.factories import a_room, a_room_sensor, a_site, at

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


@pytest.mark.parametrize("name", ["\x00", "half \ud800", "x" * 121, ""])
def test_a_reading_whose_name_no_database_keeps_is_rejected_and_keeps_no_other_out(counter, name):
    items = [{"id": each, "occurred_at": NOON.isoformat(), "people": 1} for each in (name, "fine")]

    outcomes = take_readings(device=counter.device, items=items, at=NOON)

    assert [(one.id, one.status) for one in outcomes] == [(None, "rejected"), ("fine", "accepted")]


# --- What a sensor says


def test_a_count_says_how_many_and_since_when(counter):
    tell(counter, NOON, people=0)
    tell(counter, NOON + MINUTE, people=3)
    tell(counter, NOON + 2 * MINUTE, people=5)

    assert says(counter, NOON + 2 * MINUTE) == ("used", 5, NOON + MINUTE)


def test_a_sensor_that_is_silent_too_long_says_unknown_and_never_empty(counter):
    tell(counter, NOON, people=0)

    assert says(counter, NOON + 179 * SECOND)[0] == "empty"
    assert says(counter, NOON + 180 * SECOND) == ("unknown", None, None)


def test_one_that_never_told_says_unknown(counter):
    assert says(counter, NOON)[0] == "unknown"
    tell(counter, NOON)
    assert says(counter, NOON)[0] == "unknown"


def test_a_sign_of_life_keeps_what_was_counted(counter):
    tell(counter, NOON, people=2)
    tell(counter, NOON + 2 * MINUTE)

    assert says(counter, NOON + 4 * MINUTE) == ("used", 2, NOON)


def test_motion_uses_a_room_until_nothing_moved_for_long_enough(room):
    sensor = a_room_sensor(room=room, kind="motion", clears_after=300)
    tell(sensor, NOON, motion=True)
    tell(sensor, NOON + 4 * MINUTE, motion=False)
    assert says(sensor, NOON + 299 * SECOND) == ("used", None, NOON)
    assert says(sensor, NOON + 300 * SECOND) == ("empty", 0, NOON + 5 * MINUTE)

    tell(sensor, NOON + 7 * MINUTE, motion=False)
    assert says(sensor, NOON + 8 * MINUTE) == ("empty", 0, NOON + 5 * MINUTE)


def test_of_two_sensors_one_that_sees_somebody_is_believed_and_emptiness_takes_both(room, counter):
    other = a_room_sensor(room=room, kind="motion")
    tell(counter, NOON, people=0)
    both = RoomSensor.objects.filter(room=room)
    assert presence_of(both.all(), at=NOON).use == "unknown"

    tell(other, NOON, motion=False)
    assert presence_of(both.all(), at=NOON).use == "empty"
    tell(other, NOON + SECOND, motion=True)
    assert presence_of(both.all(), at=NOON + SECOND).use == "used"


# --- Taking it


def test_a_reading_sent_again_counts_once_and_one_that_says_otherwise_is_a_conflict(counter):
    assert tell(counter, NOON, name="1", people=2) == "accepted"
    assert tell(counter, NOON, name="1", people=2) == "duplicate"
    assert tell(counter, NOON, name="1", people=3) == "conflict"
    assert (RoomReading.objects.count(), says(counter, NOON)[1]) == (1, 2)


def test_a_late_reading_does_not_move_the_present(counter):
    tell(counter, NOON, people=2)

    assert tell(counter, NOON - MINUTE, received=NOON + SECOND, people=0) == "late"
    assert says(counter, NOON + SECOND) == ("used", 2, NOON)


@pytest.mark.parametrize(
    "item",
    [
        "nothing",
        {"occurred_at": NOON.isoformat(), "people": 1},
        {"id": "1", "occurred_at": "2026-11-24T12:00:00", "people": 1},
        {"id": "1", "occurred_at": "2026-99-24T12:00:00Z", "people": 1},
        {"id": "1", "occurred_at": (NOON + 3 * MINUTE).isoformat(), "people": 1},
        {"id": "1", "occurred_at": (NOON - timedelta(days=2)).isoformat(), "people": 1},
        {"id": "1", "occurred_at": NOON.isoformat(), "people": -1},
        {"id": "1", "occurred_at": NOON.isoformat(), "people": True},
        {"id": "1", "occurred_at": NOON.isoformat(), "motion": True},
    ],
)
def test_what_cannot_be_read_is_refused_and_keeps_the_rest_in(counter, item):
    good = {"id": "good", "occurred_at": NOON.isoformat(), "people": 1}

    outcomes = take_readings(device=counter.device, items=[item, good], at=NOON)

    assert [outcome.status for outcome in outcomes] == ["rejected", "accepted"]
    assert outcomes[0].refusal.code == "unreadable_reading"


def test_a_sensor_that_talks_without_end_is_slowed_down(counter):
    with pytest.raises(TooManyAttempts):
        for number in range(300):
            tell(counter, NOON, name=str(number), people=1)


def posted(token=TOKEN, **body):
    return Client().post(
        "/api/v1/rooms/readings/", body, content_type="application/json", headers={"authorization": f"Bearer {token}"}
    )


def test_a_batch_over_http_says_what_became_of_each(counter):
    with time_machine.travel(NOON, tick=False):
        first = {"id": "1", "occurred_at": NOON.isoformat(), "people": 4}
        answer = posted(readings=[first, first, {"id": "2"}])

    results = [(one["id"], one["status"]) for one in answer.json()["results"]]
    assert results == [("1", "accepted"), ("1", "duplicate"), ("2", "rejected")]


def test_only_a_room_sensor_that_was_not_revoked_tells(room, counter):
    body = {"readings": [{"id": "1", "occurred_at": NOON.isoformat(), "people": 4}]}
    revoke_room_sensor(by=None, sensor=counter, at=NOON)
    a_room_sensor(room=room, token="rd_other").delete()

    assert posted(**body).status_code == 401
    assert posted(token="rd_other", **body).status_code == 403
    assert posted(token="", **body).status_code == 401


def keep_telling(sensor, start, minutes, **said):
    for minute in range(minutes + 1):
        tell(sensor, start + minute * MINUTE, **said)


# --- Quarters


def quarters(sensor):
    rows = RoomQuarter.objects.filter(sensor=sensor).order_by("starts_at")
    return [(row.starts_at, row.known, row.used, row.most) for row in rows]


def test_quarters_say_how_long_a_room_was_used_of_what_is_known(counter):
    keep_telling(counter, NOON, 5, people=4)
    keep_telling(counter, NOON + 6 * MINUTE, 3, people=0)

    sum_quarters(at=NOON + 16 * MINUTE)

    # Known until three minutes after the last reading.
    assert quarters(counter) == [(NOON, 720, 360, 4)]


def test_a_quarter_is_summed_anew_when_something_is_told_late(counter):
    keep_telling(counter, NOON, 5, people=0)
    sum_quarters(at=NOON + 16 * MINUTE)

    tell(counter, NOON + 5 * MINUTE + SECOND, received=NOON + 17 * MINUTE, people=3)
    sum_quarters(at=NOON + 18 * MINUTE)

    assert quarters(counter) == [(NOON, 481, 180, 3)]


def test_readings_are_forgotten_and_quarters_stay(counter):
    keep_telling(counter, NOON, 5, people=1)
    sum_quarters(at=NOON + 16 * MINUTE)

    assert purge_readings(at=NOON + timedelta(days=2, minutes=5)) == {"readings": 6, "quarters": 0}
    sum_quarters(at=NOON + timedelta(days=2, minutes=6))
    assert quarters(counter) == [(NOON, 480, 480, 1)]
