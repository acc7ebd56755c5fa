"""Boards and signs that show a car park: rows, words, who may read them, and the version they all stand under."""

import pytest
import time_machine

from facilities.live.topics import publish
from facilities.models import BoardLine, LiveTopic
from facilities.services.boards import add_line, line_choices
from parking.models import AreaState, GateHours, Sensor
from parking.publishing import published
from parking.services.overrides import set_override
from tests.factories import a_board, a_device, a_room

from .world import a_car_park, a_lane, a_sensor, an_area, fixture_g, z

pytestmark = pytest.mark.django_db
NOW = z("08:00:10")


def places_on(board, argument="geel", label=""):
    return BoardLine.objects.create(
        board=board,
        position=board.lines.count() + 1,
        provider="places",
        argument=argument,
        topic=f"car-park.{argument.partition('/')[0]}",
        label=label,
    )


def stands(area, raw):
    AreaState.objects.filter(area=area).update(entered=raw, left=0, raw=raw)


@pytest.fixture
def car_park():
    car_park, area, _ = fixture_g()
    stands(area, 43)
    Sensor.objects.update(last_contact_at=z("08:00:00"), expected_every=100)
    return car_park


@pytest.fixture
def sign(car_park):
    board = a_board(site=car_park.site, slug="gate", rooms=False, is_public=True)
    places_on(board, "geel/total")
    return board


@pytest.fixture
def read(client):
    def read(options="", *, at=NOW, **headers):
        with time_machine.travel(at, tick=False):
            return client.get(f"/boards/gate.txt{options}", headers=headers)

    return read


@pytest.fixture
def house():
    """Three levels and places of permit holders, all fed by one loop."""
    car_park = a_car_park()
    sensor = a_sensor(car_park=car_park, heard=z("08:00:00"), expected_every=100)
    raws = {"l0": 80, "l1": 60, "l2": 0, "permits": 5}
    for position, (slug, raw) in enumerate(raws.items()):
        kind = "permit" if slug == "permits" else "car"
        area = an_area(car_park=car_park, slug=slug, places=80, position=position, vehicle_class=kind)
        a_lane(sensor=sensor, slug=f"to-{slug}", to_area=area)
        stands(area, raw)
    return car_park


def rows_of(slug, at=NOW):
    return publish(f"board.{slug}", at).state["lines"]


# --- Boards


def test_a_car_park_shows_the_whole_its_levels_and_a_line_for_permit_holders(house):
    places_on(a_board(site=house.site, rooms=False))

    rows = rows_of("lobby")

    assert [(row["label"], row["text"], row["is_part"]) for row in rows] == [
        ("Parking geel", "100", False),
        ("L0", "VOL", True),
        ("L1", "20", True),
        ("L2", "80", True),
        ("PERMITS", "75", True),
    ]
    assert [row["label"] for row in rows if row["is_nearest"]] == ["L1"]
    assert rows[0]["total"] == 240
    assert rows[4]["texts"][1] == "For permit holders"


def test_a_car_park_of_one_level_is_one_line(car_park):
    places_on(a_board(site=car_park.site, rooms=False))

    [row] = rows_of("lobby")

    assert (row["text"], row["texts"][1]) == ("57", "Places free")


def test_a_line_may_show_one_number_or_one_level(house):
    board = a_board(site=house.site, rooms=False)
    places_on(board, "geel/total"), places_on(board, "geel/l1")

    assert [row["text"] for row in rows_of("lobby")] == ["100", "20"]


def test_meetings_and_places_stand_on_one_board(house, client):
    a_room(site=house.site, name="Newton")
    board = a_board(site=house.site, is_public=True)
    places_on(board)

    with time_machine.travel(NOW, tick=False):
        page = client.get("/boards/lobby/")

    assert [row["label"] for row in page.context["meetings"]] == ["Newton"]
    assert [row["text"] for row in page.context["places"]][:2] == ["100", "VOL"]
    assert b'data-key="geel:l1"' in page.content


def test_what_a_screen_keeps_for_when_nobody_serves_holds_no_number_and_no_meeting(house, client):
    a_room(site=house.site, name="Newton")
    places_on(a_board(site=house.site, is_public=True))

    with time_machine.travel(NOW, tick=False):
        page = client.get("/boards/lobby/?shell").content.decode()

    assert "data-shell" in page
    for secret in ("Newton", "Parking geel", "VOL"):
        assert secret not in page


def test_a_manager_may_hang_up_what_the_car_park_has(house):
    a_board(site=house.site, rooms=False)

    arguments = [argument for argument, _words in line_choices(house.site) if argument.startswith("places:")]

    assert arguments[:3] == ["places:geel", "places:geel/total", "places:geel/l0"]


def test_a_line_is_hung_up_and_touched_with_its_car_park(car_park):
    board = a_board(site=car_park.site, rooms=False)
    add_line(by=None, board=board, provider_name="places", argument="geel", label="", at=NOW)
    before = publish("board.lobby", NOW)

    set_override(by=None, car_park=car_park, state="full", reason="Market", ends_at=z("09:00:00"), at=NOW)

    after = publish("board.lobby", NOW)
    assert (after.seq, after.state["lines"][0]["text"]) == (before.seq + 1, "VOL")


def test_board_lobby_page_and_sign_stand_under_the_version_of_the_car_park(car_park, sign, read):
    lobby = a_board(site=car_park.site)
    places_on(lobby)
    for at in ("08:00:10", "08:04:59", "08:05:00", "08:06:00"):
        live = publish("car-park.geel", z(at))
        face = published(car_park, at=z(at))
        rows = [*rows_of("gate", z(at)), *(row for row in rows_of("lobby", z(at)) if "free" in row)]
        text = read(at=z(at))

        versions = {(row["epoch"], row["seq"]) for row in rows} | {(live.epoch, live.seq), (face.epoch, face.seq)}
        assert versions == {(text["X-Ruimte-Epoch"], int(text["X-Ruimte-Seq"]))}
        assert {row["text"] for row in rows} | {live.state["text"]} == {text.content.decode().strip()}


def test_a_board_blanks_when_its_car_park_falls_silent_and_nobody_wrote_anything(car_park, sign):
    first = publish("board.gate", NOW)
    before = LiveTopic.objects.get(pk="car-park.geel").seq

    later = publish("board.gate", z("08:05:00"))

    assert (first.state["lines"][0]["text"], later.state["lines"][0]["text"]) == ("57", "---")
    assert later.seq > first.seq
    assert later.state["lines"][0]["seq"] > before


def test_closed_names_when_it_opens(car_park):
    car_park.is_always_open = False
    car_park.save()
    GateHours.objects.create(car_park=car_park, weekday=1, opens=600, closes=1200)
    places_on(a_board(site=car_park.site, rooms=False))

    [row] = rows_of("lobby")

    assert (row["text"], row["texts"][1]) == ("GESLOTEN", "Closed until 10:00")


# --- Signs


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ("", "57\n"),
        ("?width=4", "  57\n"),
        ("?width=4&pad=0", "0057\n"),
        ("?width=1", "9\n"),
        ("?width=nine&pad=--&lang=tlh", "57\n"),
        ("?width=99999", "57\n"),
    ],
)
def test_a_sign_gets_its_line_as_it_asks_for_it(sign, read, options, body):
    answer = read(options)

    assert (answer.status_code, answer.content.decode("ascii")) == (200, body)
    assert answer["Content-Type"] == "text/plain; charset=us-ascii"
    assert answer["X-Ruimte-Age"] == "10"
    assert answer["ETag"]


@pytest.mark.parametrize(
    ("state", "options", "body"),
    [
        ("full", "", "VOL\n"),
        ("full", "?lang=en", "FULL\n"),
        ("full", "?lang=fr", "COMPLET\n"),
        ("full", "?full=0", "0\n"),
        ("closed", "", "GESLOTEN\n"),
        ("closed", "?width=7", "  DICHT\n"),
        ("closed", "?width=4", "   0\n"),
        ("closed", "?closed=Ferm%C3%A9%0Ad", "Fermed\n"),
        ("closed", "?lang=fr", "FERME\n"),
        ("unknown", "?width=5&pad=0", "  ---\n"),
    ],
)
def test_a_sign_says_full_closed_and_not_known(car_park, sign, read, state, options, body):
    set_override(by=None, car_park=car_park, state=state, reason="Works", ends_at=z("09:00:00"), at=NOW)

    assert read(options).content.decode("ascii") == body


def test_a_sign_says_nothing_when_the_sensors_are_silent(sign, read):
    answer = read(at=z("08:07:00"))

    assert (answer.status_code, answer.content, answer["X-Ruimte-Age"]) == (200, b"---\n", "420")


def test_a_sign_prints_a_line_for_each_row(house, read):
    places_on(a_board(site=house.site, slug="gate", rooms=False, is_public=True))

    assert read("?width=3").content == b"100\nVOL\n 20\n 80\n 75\n"


def test_a_sign_prints_rooms_too(read):
    site = a_car_park().site
    a_room(site=site, name="Café")
    a_board(site=site, slug="gate", is_public=True)

    assert read("?lang=en").content == b"Cafe: Free\n"


def test_a_board_that_is_not_public_is_read_with_the_token_of_its_screen_only(car_park, sign, read):
    sign.is_public = False
    sign.save()
    _device, token = a_device(site=car_park.site, shows="board:gate")
    _other, elsewhere = a_device(site=car_park.site, shows="board:lobby")

    assert read(Authorization=f"Bearer {token}").content == b"57\n"
    assert read(Authorization=f"Bearer {elsewhere}").status_code == 404
    assert read().status_code == 404


def test_a_sign_of_no_board_is_not_found(read):
    assert read().status_code == 404
