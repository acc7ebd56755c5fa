"""The API of sites."""

import pytest
from rest_framework.test import APIClient

from facilities.models import Floor
from tests.factories import a_building, a_site, a_user, an_organisation

pytestmark = pytest.mark.django_db


def asked_by(user):
    client = APIClient()
    client.force_login(user)
    return client


def test_a_tenant_reads_the_sites_of_his_firm():
    mine = a_site(slug="darwin")
    a_site(slug="mol")
    client = asked_by(a_user("tenant_member", organisation=an_organisation(sites=[mine])))

    answer = client.get("/api/v1/sites/").json()

    assert [site["slug"] for site in answer["results"]] == ["darwin"]


def test_a_site_is_read_with_its_hours_and_its_buildings():
    site = a_site(opens=480, closes=1080)
    building = a_building(site=site, slug="main", name="Main")
    floor = Floor.objects.create(building=building, level=1, name="First")

    answer = asked_by(a_user("auditor")).get(f"/api/v1/sites/{site.pk}/").json()

    assert answer["opening_hours"][0] == {"weekday": 0, "opens": 480, "closes": 1080}
    assert answer["buildings"] == [
        {
            "id": building.pk,
            "slug": "main",
            "name": "Main",
            "floors": [{"id": floor.pk, "level": 1, "name": "First"}],
        }
    ]


def test_a_site_one_does_not_see_is_not_there():
    mine, other = a_site(slug="darwin"), a_site(slug="mol")
    client = asked_by(a_user("receptionist", site=mine))

    hidden, absent = client.get(f"/api/v1/sites/{other.pk}/"), client.get("/api/v1/sites/999999/")

    assert (hidden.status_code, hidden.json()) == (404, absent.json())


def test_a_stranger_logs_in_first():
    assert APIClient().get("/api/v1/sites/").status_code == 401


def test_sites_are_not_written_here():
    assert asked_by(a_user("platform_admin")).post("/api/v1/sites/", {}).status_code == 405


def test_the_list_asks_the_same_however_many_sites_there_are(django_assert_max_num_queries):
    for number in range(6):
        Floor.objects.create(building=a_building(site=a_site(slug=f"site-{number}")), level=0, name="Ground")
    client = asked_by(a_user("platform_admin"))

    # Session, person, memberships, then sites, hours, buildings, floors.
    with django_assert_max_num_queries(7):
        assert len(client.get("/api/v1/sites/").json()["results"]) == 6
