"""The JSON twin of a live topic."""

import pytest
import time_machine

from facilities.models import LiveTopic
from tests.factories import a_device, a_site, a_user
from tests.live.conftest import a_count, change

pytestmark = pytest.mark.django_db


def test_the_twin_shows_the_state_with_its_version_as_etag(client):
    a_count("x", count=3)

    answer = client.get("/api/v1/live/open.x/")

    body = answer.json()
    assert answer["ETag"] == f'"{body["epoch"]}-{body["seq"]}"'
    assert answer["Cache-Control"] == "no-cache"
    assert (body["topic"], body["state"]) == ("open.x", {"count": 3, "over": False})


def test_the_twin_answers_not_modified_until_something_changes(client):
    a_count("x", count=3)
    etag = client.get("/api/v1/live/open.x/")["ETag"]

    unchanged = client.get("/api/v1/live/open.x/", headers={"If-None-Match": etag})
    change("x", 4)
    changed = client.get("/api/v1/live/open.x/", headers={"If-None-Match": etag})

    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", etag)
    assert (changed.status_code, changed.json()["state"]["count"]) == (200, 4)


def test_the_twin_counts_a_transition_that_came_by_itself_once(client):
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False):
        a_count("x", ends_in=60)
        before = client.get("/api/v1/live/open.x/")
    with time_machine.travel("2026-11-24T09:01:00Z", tick=False):
        after = client.get("/api/v1/live/open.x/", headers={"If-None-Match": before["ETag"]})
        again = client.get("/api/v1/live/open.x/", headers={"If-None-Match": after["ETag"]})

    assert (before.json()["state"]["over"], after.json()["state"]["over"]) == (False, True)
    assert after.json()["seq"] == before.json()["seq"] + 1
    assert again.status_code == 304


def test_what_is_not_there_and_what_is_not_theirs_get_the_same_answer(client):
    a_count("x")
    client.force_login(a_user())

    answers = [client.get(f"/api/v1/live/{topic}/") for topic in ("staff.x", "staff.y", "nonsense", "user.1")]

    assert {(a.status_code, a.content, a["Content-Type"]) for a in answers} == {
        (404, answers[0].content, "application/problem+json")
    }


def test_asking_for_what_is_not_there_leaves_no_row_behind(client):
    client.get("/api/v1/live/open.y/")

    assert not LiveTopic.objects.exists()


def test_a_state_that_did_not_change_costs_few_queries(client, django_assert_num_queries):
    a_count("x")
    etag = client.get("/api/v1/live/open.x/")["ETag"]

    with django_assert_num_queries(2):
        client.get("/api/v1/live/open.x/", headers={"If-None-Match": etag})


def test_a_device_that_polls_is_noted_as_heard(client):
    a_count("x")
    device, token = a_device(site=a_site(), shows="board:x")

    client.get("/api/v1/live/closed.x/", headers={"Authorization": f"Bearer {token}"})

    device.refresh_from_db()
    assert device.last_seen_at is not None
