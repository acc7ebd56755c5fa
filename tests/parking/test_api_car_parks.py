"""The API of car parks: the same number as everywhere, for whom."""

import pytest
import time_machine

from tests.factories import a_site, a_tenant, a_user
from tests.parking.world import a_car_park, fixture_g, z

pytestmark = pytest.mark.django_db
LIST = "/api/v1/parking/car-parks/"


@pytest.fixture(autouse=True)
def _a_minute_after_the_count():
    with time_machine.travel(z("07:01:00"), tick=False):
        yield


def test_a_car_park_reads_its_places_under_the_version_of_its_topic(client):
    car_park, _, _ = fixture_g(counted=40)
    client.force_login(a_tenant(site=car_park.site)[1])

    body = client.get(f"{LIST}geel/").json()

    live = client.get("/api/v1/live/car-park.geel/").json()
    assert (body["free"], body["total"], body["fullness"], body["quality"]) == (60, 100, "spaces", "good")
    assert (body["epoch"], body["seq"]) == (live["epoch"], live["seq"])
    assert body["areas"][0]["free"] == live["state"]["areas"][0]["free"] == 60


def test_free_is_null_where_nobody_can_know(client):
    car_park, _, _ = fixture_g(counted=None)
    client.force_login(a_user("site_manager", site=car_park.site))

    body = client.get(f"{LIST}geel/").json()

    assert (body["free"], body["fullness"]) == (None, "unknown")


def test_the_list_has_public_car_parks_and_those_of_ones_own_sites(client):
    site = a_site()
    a_car_park(slug="public")
    a_car_park(slug="secret", is_public=False)
    a_car_park(slug="ours", site=site, is_public=False)
    client.force_login(a_tenant(site=site)[1])

    found = client.get(LIST).json()["results"]

    assert {row["slug"] for row in found} == {"public", "ours"}


def test_what_lies_outside_ones_scope_is_not_there(client):
    a_car_park(slug="secret", is_public=False)
    client.force_login(a_tenant(site=a_site())[1])

    assert client.get(f"{LIST}secret/").status_code == 404


def test_nobody_at_all_is_asked_to_log_in(client):
    assert client.get(LIST).status_code == 401
