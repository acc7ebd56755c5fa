"""The pages of organisations: what they show to whom, and in how many queries."""

import re

import pytest

from facilities.kernel import clock
from facilities.models import Organisation
from tests.factories import a_site, a_user, an_invitation, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def manager(client, site):
    user = a_user("site_manager", site=site)
    client.force_login(user)
    return user


def _bare(page, pk):
    """The page without its own address and the token of its forms, new at every look."""
    return re.sub(r"\w{64}", "", page.content.decode().replace(f"/organisations/{pk}/", ""))


def _log_in(client, role, **scope):
    user = a_user(role, **scope)
    client.force_login(user)
    return user


def test_a_manager_sees_the_organisations_of_his_site_only(client, site, manager):
    an_organisation(name="Hier BV", sites=[site])
    an_organisation(name="Ginder BV", sites=[a_site(slug="other")])

    page = client.get("/organisations/").content.decode()

    assert "Hier BV" in page
    assert "Ginder BV" not in page


@pytest.mark.parametrize("words", ["hier", "0202.239.951", "2239951"])
def test_an_organisation_is_found_by_name_and_by_number(client, site, manager, words):
    an_organisation(name="Hier BV", sites=[site], enterprise_number="0202239951")
    an_organisation(name="Ook BV", sites=[site])

    page = client.get("/organisations/", {"q": words})

    assert [organisation.name for organisation in page.context["page"]] == ["Hier BV"]


def test_a_list_of_organisations_takes_the_same_queries_however_long(
    client, site, manager, django_assert_max_num_queries
):
    for _ in range(30):
        a_user("tenant_member", organisation=an_organisation(sites=[site]))

    with django_assert_max_num_queries(7):
        client.get("/organisations/")


def test_a_long_list_comes_in_pages(client, site, manager):
    for _ in range(30):
        an_organisation(sites=[site])

    assert len(client.get("/organisations/").context["page"]) == 25
    assert len(client.get("/organisations/", {"page": 2}).context["page"]) == 5


def test_an_organisation_out_of_sight_answers_as_one_that_does_not_exist(client, manager):
    stranger = an_organisation(sites=[a_site(slug="other")])

    for suffix in ("", "edit/", "suspend/", "invite/"):
        hidden = client.get(f"/organisations/{stranger.pk}/{suffix}")
        absent = client.get(f"/organisations/999999/{suffix}")
        assert (hidden.status_code, absent.status_code) == (404, 404)
        assert _bare(hidden, stranger.pk) == _bare(absent, 999999)


def test_a_colleague_sees_names_and_no_addresses(client):
    organisation = an_organisation()
    a_user("tenant_member", organisation=organisation, name="Jan Vos", email="jan@example.org")
    _log_in(client, "tenant_member", organisation=organisation)

    page = client.get(f"/organisations/{organisation.pk}/").content.decode()

    assert "Jan Vos" in page
    assert "jan@example.org" not in page
    assert "/invite/" not in page


def test_an_external_booker_sees_no_people(client):
    organisation = an_organisation(kind="external")
    a_user("external_booker", organisation=organisation, name="Jan Vos")
    _log_in(client, "external_booker", organisation=organisation)

    assert "Jan Vos" not in client.get(f"/organisations/{organisation.pk}/").content.decode()


def test_the_page_of_an_organisation_takes_the_same_queries_however_many_people(
    client, site, manager, django_assert_max_num_queries
):
    organisation = an_organisation(sites=[site])
    for number in range(10):
        a_user("tenant_member", organisation=organisation)
        an_invitation(organisation=organisation, email=f"i{number}@example.org", now=clock.now())

    with django_assert_max_num_queries(8):
        client.get(f"/organisations/{organisation.pk}/")


def test_a_manager_adds_an_organisation_by_the_form(client, site, manager):
    response = client.post(
        "/organisations/add/",
        {"name": "Acme", "kind": "tenant", "enterprise_number": "BE 0202.239.951", "sites": [site.pk]},
    )

    organisation = Organisation.objects.get(name="Acme")
    assert response["Location"] == f"/organisations/{organisation.pk}/"
    assert organisation.enterprise_number == "0202239951"


def test_a_wrong_enterprise_number_is_said_at_its_field_and_nothing_typed_is_lost(client, site, manager):
    response = client.post(
        "/organisations/add/", {"name": "Acme", "kind": "tenant", "enterprise_number": "0202239952", "sites": [site.pk]}
    )

    form = response.context["form"]
    assert response.status_code == 400
    assert list(form.errors) == ["enterprise_number"]
    assert form["name"].value() == "Acme"


def test_a_name_that_is_taken_is_said_at_its_field(client, site, manager):
    an_organisation(name="Acme")

    response = client.post("/organisations/add/", {"name": "Acme", "kind": "tenant", "sites": [site.pk]})

    assert response.status_code == 409
    assert list(response.context["form"].errors) == ["name"]


def test_a_site_out_of_scope_gets_the_same_words_as_one_that_does_not_exist(client, site, manager):
    other = a_site(slug="other")
    values = {"name": "Acme", "kind": "tenant"}

    answers = [
        client.post("/organisations/add/", values | {"sites": [pk]}).context["form"].errors["sites"][0]
        for pk in (other.pk, 999999)
    ]

    assert answers[0].replace(str(other.pk), "999999") == answers[1]


def test_an_edit_keeps_the_sites_the_manager_cannot_choose(client, site, manager):
    other = a_site(slug="other")
    organisation = an_organisation(name="Acme", sites=[site, other])

    client.post(f"/organisations/{organisation.pk}/edit/", {"name": "Acme 2", "kind": "tenant", "sites": [site.pk]})

    organisation.refresh_from_db()
    assert organisation.name == "Acme 2"
    assert set(organisation.sites.all()) == {site, other}


def test_suspending_asks_first(client, site, manager):
    organisation = an_organisation(sites=[site])

    assert client.get(f"/organisations/{organisation.pk}/suspend/").status_code == 200
    organisation.refresh_from_db()
    assert not organisation.is_suspended

    client.post(f"/organisations/{organisation.pk}/suspend/", {"suspended": "True"})
    organisation.refresh_from_db()
    assert organisation.is_suspended
