"""Worked cases through every output: events in, and what board, sign, topic and page say of them."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilities.live.topics import publish
from facilities.models import BoardLine
from parking.models import AreaState, Capacity, GateHours, Override, Sensor
from parking.publishing import published, refresh
from tests.factories import a_board

from .telling import heartbeat, passage, raw, tell
from .world import a_lane, an_area, fixture_g, z

pytestmark = pytest.mark.django_db
NOW = z("08:00:10")


def outputs(client, at):
    """Text and free places of board, sign, topic and page: the same everywhere, or this fails."""
    face = published(published_of(), at=at)
    topic = publish("car-park.geel", at)
    [row] = publish("board.gate", at).state["lines"]
    with time_machine.travel(at, tick=False):
        sign = client.get("/boards/gate.txt")
        twin = client.get("/api/v1/live/car-park.geel/").json()
    assert {face.text, topic.state["text"], row["text"], sign.content.decode().strip(), twin["state"]["text"]} == {
        face.text
    }
    assert {(face.free, face.fullness), (row["free"], row["state"])} == {(topic.state["free"], topic.state["fullness"])}
    assert {face.seq, topic.seq, row["seq"], int(sign["X-Ruimte-Seq"]), twin["seq"]} == {face.seq}
    return face


def published_of():
    return BoardLine.objects.get().board.site.car_parks.get()


def a_gate_board(car_park):
    board = a_board(site=car_park.site, slug="gate", rooms=False, is_public=True)
    BoardLine.objects.create(board=board, position=1, provider="places", argument="geel/total", topic="car-park.geel")


def test_403_entries_into_387_places_read_vol_with_nothing_free(client):
    car_park, area, sensor = fixture_g(places=387)
    a_gate_board(car_park)
    tell(sensor, *(passage(f"p{number}") for number in range(403)), at="08:00:05")

    face = outputs(client, NOW)

    assert raw(area) == 403
    assert (face.text, face.free, face.fullness, face.total) == ("VOL", 0, "full", 387)
    assert face.areas[0].raw == 403


def test_each_number_of_the_hysteresis_shows_as_it_is_reached(client):
    car_park, _, sensor = fixture_g()
    a_gate_board(car_park)
    tell(sensor, passage("many", count=84), at="08:00:00")
    read, before = [outputs(client, z("08:00:00")).fullness], 16
    for second, free in enumerate((15, 11, 10, 12, 14, 15, 10, 1, 0, 1, 2, 3, 9, 14, 15), start=1):
        lane, count = ("in1", before - free) if free < before else ("out1", free - before)
        moment = z("08:00:00") + timedelta(seconds=second)
        tell(sensor, passage(f"step-{second}", lane, moment, count=count), at=moment)
        face = outputs(client, moment)
        assert face.free == free
        read.append(face.fullness)
        before = free

    assert read == (
        ["spaces"] * 3 + ["almost"] * 3 + ["spaces"] + ["almost"] * 2 + ["full"] * 3 + ["almost"] * 3 + ["spaces"]
    )


def test_closed_at_seven_in_the_evening_is_not_full_and_still_counts_who_leaves(client):
    car_park, area, sensor = fixture_g()
    car_park.is_always_open = False
    car_park.save()
    GateHours.objects.create(car_park=car_park, weekday=1, opens=7 * 60, closes=20 * 60)  # 19:00 UTC
    a_gate_board(car_park)
    tell(sensor, passage("many", when="18:58:00", count=40), at="18:59:00")
    assert outputs(client, z("18:59:59")).text == "60"

    closed = outputs(client, z("19:00:00"))
    assert (closed.text, closed.free, closed.fullness, raw(area)) == ("GESLOTEN", 0, "closed", 40)

    tell(sensor, passage("home", "out1", "19:05:00"), at="19:05:00")
    assert raw(area) == 39
    assert outputs(client, z("19:05:01")).text == "GESLOTEN"


def test_a_heartbeat_brings_the_number_back_under_the_next_seq(client):
    car_park, area, sensor = fixture_g()
    a_gate_board(car_park)
    tell(sensor, passage("many", when="07:59:00", count=43), at="08:00:00")
    Sensor.objects.update(expected_every=100)
    assert outputs(client, z("08:04:59")).text == "57"
    silent = outputs(client, z("08:06:59"))
    assert (silent.text, silent.free, silent.quality) == ("---", None, "stale")

    tell(sensor, heartbeat("beat", "08:07:00"), at="08:07:00")

    back = outputs(client, z("08:07:00"))
    assert (back.text, back.quality, raw(area), back.seq) == ("57", "good", 43, silent.seq + 1)


def test_a_duplicate_changes_no_seq(client):
    car_park, _, sensor = fixture_g()
    a_gate_board(car_park)
    tell(sensor, passage("a"), at="08:00:00")
    first = outputs(client, NOW)

    tell(sensor, passage("a"), at="08:00:11")

    assert outputs(client, z("08:00:12")).seq == first.seq


SAID = st.sampled_from(["", *Override.State.values])
NUMBERS = st.integers(min_value=-50, max_value=500)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raws=st.lists(NUMBERS, min_size=3, max_size=3),
    resting=st.lists(st.integers(min_value=0, max_value=80), min_size=3, max_size=3),
    said=SAID,
    silent=st.integers(min_value=0, max_value=600),
    is_open=st.booleans(),
)
def test_no_output_ever_has_more_free_than_there_is(raws, resting, said, silent, is_open):
    car_park, areas = _house()
    for area, number, out in zip(areas, raws, resting, strict=True):
        AreaState.objects.filter(area=area).update(entered=number, left=0, raw=number)
        Capacity.objects.filter(area=area, starts_at=z("07:00:00")).delete()
        Capacity.objects.create(area=area, places=80, out_of_service=out, starts_at=z("07:00:00"))
    Override.objects.all().delete()
    if said:
        Override.objects.create(
            car_park=car_park, state=said, reason="Test", starts_at=z("07:30:00"), ends_at=z("09:00:00")
        )
    type(car_park).objects.update(is_always_open=is_open)
    car_park.refresh_from_db()
    Sensor.objects.update(last_contact_at=NOW - timedelta(seconds=silent))
    refresh(car_park, at=NOW)

    face = published(car_park, at=NOW)

    topic = publish("car-park.geel", NOW).state
    rows = publish("board.gate", NOW).state["lines"]
    for shown in (topic, *topic["areas"], *rows):
        assert shown["free"] is None or 0 <= shown["free"] <= shown["total"] <= 240
        assert shown["text"] in {"VOL", "GESLOTEN", "---", str(shown["free"])}
        assert (shown["free"] is None) == (shown["text"] == "---")
    assert face.total == sum(area.total for area in face.areas if area.vehicle_class == "car")
    if face.fullness == "closed":
        assert {area.free for area in face.areas} == {0}


def _house():
    """Two levels and permit places with a board, made once for all examples of the property."""
    found = list(AreaState.objects.select_related("area__car_park__site").order_by("area_id"))
    if found:
        return found[0].area.car_park, [state.area for state in found]
    car_park, first, sensor = fixture_g(places=80)
    board = a_board(site=car_park.site, slug="gate", rooms=False, is_public=True)
    BoardLine.objects.create(board=board, position=1, provider="places", argument="geel", topic="car-park.geel")
    others = [
        an_area(car_park=car_park, slug=slug, places=80, position=position, vehicle_class=kind)
        for position, (slug, kind) in enumerate((("l2", "car"), ("permits", "permit")), start=1)
    ]
    for area in others:
        a_lane(sensor=sensor, slug=f"to-{area.slug}", to_area=area)
    return car_park, [first, *others]
