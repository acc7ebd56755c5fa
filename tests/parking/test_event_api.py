"""The ledger's door over HTTP: who may, what comes back, what is too much."""

import json

import pytest
from django.test import Client

from facilities.kernel import clock
from facilities.models import LiveTopic
from parking.models import CountEvent

from .telling import passage, raw
from .world import a_lane, a_sensor, fixture_g

pytestmark = pytest.mark.django_db
URL = "/api/v1/parking/events/"


def post(*items, token="rd_loop", body=None, **headers):
    content = json.dumps({"events": items}) if body is None else body
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().post(URL, content, content_type="application/json", headers=bearer | headers)


def now(id="a", lane="in1", **more):
    return passage(id, lane, clock.now(), **more)


def test_a_batch_answers_with_one_result_an_item_and_the_seq_that_shows_it():
    _, area, _ = fixture_g()

    answer = post(now("a"), now("b", "nope"))

    assert answer.status_code == 200
    good, bad = answer.json()["results"]
    assert good == {"id": "a", "status": "accepted", "flags": []}
    assert (bad["id"], bad["status"], bad["code"]) == ("b", "rejected", "unknown_lane")
    assert bad["detail"]
    assert answer.json()["seq"] == {"geel": LiveTopic.objects.get(pk="car-park.geel").seq}
    assert raw(area) == 1


def test_one_event_alone_answers_with_its_own_status():
    car_park, area, _ = fixture_g()
    a_lane(sensor=a_sensor(car_park=car_park, token="rd_other"), slug="theirs", to_area=area)
    item = now("a")

    answers = [
        post(item),
        post(item),
        post(item | {"count": 2}),
        post(passage("old", when="06:00:00")),
        post(now("b", "nope")),
        post(now("c", "theirs")),
        post(now("d", count=501)),
        post(now("e") | {"occurred_at": "2026-11-24T09:00:00"}),
    ]

    found = [(answer.status_code, answer.json().get("code")) for answer in answers]
    assert found == [
        (201, None),
        (200, None),
        (409, "event_differs"),
        (200, None),
        (422, "unknown_lane"),
        (403, "lane_not_yours"),
        (422, "too_large"),
        (422, "no_offset"),
    ]
    assert {answer["Content-Type"] for answer in answers[4:]} == {"application/problem+json"}
    assert [answer.json()["results"][0]["status"] for answer in answers] == [
        "accepted",
        "duplicate",
        "conflict",
        "late",
        *["rejected"] * 4,
    ]


@pytest.mark.parametrize("token", ["", "rd_nobody"])
def test_without_a_good_token_nobody_tells_anything(token):
    fixture_g()

    assert post(now(), token=token).status_code == 401


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"events": []}', '{"events": {}}', '{"events": "a"}', '{"events": [{"id": NaN}]}', "not JSON"],
)
def test_what_is_no_batch_is_refused(body):
    fixture_g()

    assert post(body=body).status_code == 400


@pytest.mark.parametrize(
    "item",
    [
        None,
        7,
        "a",
        [],
        {},
        {"id": 7},
        {"id": ""},
        {"id": "x" * 121},
        {"id": "a\u0000b"},
        {"id": "\ud800"},
        now("a", count=0),
        now("a", count=True),
        now("a", count=1.5),
        now("a", count="1"),
        now("a", lane=None),
        now("a", lane=["in1"]),
        now("a", lane="\u0000"),
        now("a", direction="sideways"),
        now("a", direction={}),
        now("a", vehicle_class="tank"),
        now("a", vehicle_class=[]),
        now("a", subject={}),
        now("a", kind=[]),
        now("a", kind="bay"),
        now("a") | {"occurred_at": None},
        now("a") | {"occurred_at": "yesterday"},
        now("a") | {"occurred_at": "0001-01-01T00:00:00+14:00"},
        now("a") | {"occurred_at": "9999-12-31T23:59:59-14:00"},
        now("a") | {"occurred_at": 1764000000},
        {"id": "a", "kind": "total", "lane": "in1", "occurred_at": "2026-11-24T08:00:00Z", "total_in": -1},
        {"id": "a", "kind": "total", "lane": "in1", "occurred_at": "2026-11-24T08:00:00Z", "total_in": 10**30},
        {"id": "a", "kind": "total", "lane": "in1", "occurred_at": "2026-11-24T08:00:00Z"},
        {"id": "a", "kind": "level", "area": "geel", "occurred_at": "2026-11-24T08:00:00Z", "occupied": 10**30},
    ],
)
def test_an_item_that_cannot_be_read_is_refused_alone_and_never_breaks_the_server(item):
    fixture_g()

    assert post(item).status_code == 422
    assert post(item, now("good")).json()["results"][1]["status"] == "accepted"


def test_a_thousand_events_are_taken_and_no_more():
    _, area, _ = fixture_g()
    moment = clock.now()
    items = [{"id": f"{n}", "lane": "in1", "occurred_at": moment.isoformat()} for n in range(1001)]

    assert post(*items[:1000]).status_code == 200
    too_many = post(*items)

    assert (too_many.status_code, too_many.json()["code"]) == (413, "too_many_events")
    assert raw(area) == 1000


def test_more_than_256_kilobytes_are_not_read():
    fixture_g()

    answer = post(body='{"events": [' + " " * 262_144 + "]}")

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_too_many_requests_hear_when_to_come_back(settings):
    settings.PARKING_EVENT_REQUESTS = 1
    fixture_g()
    post(now("a"))

    answer = post(now("b"))

    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60


def test_a_plate_does_not_lie_in_the_ledger():
    fixture_g()

    post(now("a", subject="1-ABC-234"))

    kept = CountEvent.objects.get()
    assert len(kept.subject) == 64
    assert "ABC" not in kept.subject
