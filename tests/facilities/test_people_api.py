"""The API of people and organisations."""

import pytest

from tests.factories import a_site, a_user, an_organisation

pytestmark = pytest.mark.django_db


def test_me_tells_who_asks_with_which_roles_where(client):
    organisation = an_organisation(name="Acme")
    user = a_user("tenant_admin", organisation=organisation)
    client.force_login(user)

    me = client.get("/api/v1/me/").json()

    assert (me["id"], me["name"], me["email"], me["language"]) == (user.pk, user.name, user.email, "nl")
    assert me["roles"] == ["tenant_admin"]
    assert me["memberships"][0]["organisation"] == {"id": organisation.pk, "name": "Acme"}
    assert me["memberships"][0]["site"] is None
    assert me["memberships"][0]["since"].endswith("Z")


def test_a_suspended_organisation_gives_no_role(client):
    client.force_login(a_user("tenant_admin", organisation=an_organisation(is_suspended=True)))

    assert client.get("/api/v1/me/").json()["roles"] == []


def test_whoever_is_not_logged_in_gets_a_problem(client):
    response = client.get("/api/v1/me/")

    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")


def test_the_list_holds_what_is_in_sight_in_the_same_queries_however_long(client, django_assert_max_num_queries):
    site = a_site()
    for number in range(20):
        an_organisation(name=f"Acme {number}", sites=[site])
    an_organisation(sites=[a_site(slug="other")])
    client.force_login(a_user("receptionist", site=site))

    with django_assert_max_num_queries(5):
        answer = client.get("/api/v1/organisations/").json()

    assert [row["name"] for row in answer["results"]] == [f"Acme {number}" for number in range(20)]
    assert answer["results"][0]["sites"] == [{"id": site.pk, "name": site.name}]


def test_pages_follow_by_cursor(client):
    for number in range(3):
        an_organisation(name=f"Acme {number}")
    client.force_login(a_user("auditor"))

    first = client.get("/api/v1/organisations/", {"page_size": 2}).json()
    second = client.get(first["next"]).json()

    assert [row["name"] for row in first["results"] + second["results"]] == ["Acme 0", "Acme 1", "Acme 2"]


def test_an_organisation_out_of_sight_answers_as_one_that_does_not_exist(client):
    stranger = an_organisation()
    client.force_login(a_user("tenant_member", organisation=an_organisation()))

    hidden, absent = (client.get(f"/api/v1/organisations/{pk}/") for pk in (stranger.pk, 999999))

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content == absent.content
