"""The pages of people and organisations: what they show to whom, and in how many queries."""

import re

import pytest

from facilities.kernel import clock
from facilities.models import Invitation, Membership, Organisation
from facilities.services import attempts
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


def test_a_tenant_admin_invites_a_colleague(client):
    organisation = an_organisation()
    _log_in(client, "tenant_admin", organisation=organisation)
    values = {"email": "Lena@example.org", "name": "Lena", "role": "tenant_member", "language": "nl"}

    response = client.post(f"/organisations/{organisation.pk}/invite/", values)

    assert response.status_code == 302
    assert Invitation.objects.get().email == "lena@example.org"
    assert "Lena" in client.get(f"/organisations/{organisation.pk}/").content.decode()


def test_a_tenant_admin_is_not_offered_roles_he_may_not_give(client):
    organisation = an_organisation()
    _log_in(client, "tenant_admin", organisation=organisation)
    values = {"email": "lena@example.org", "name": "Lena", "role": "external_booker", "language": "nl"}

    response = client.post(f"/organisations/{organisation.pk}/invite/", values)

    assert response.status_code == 400
    assert not Invitation.objects.exists()


def test_an_admin_of_one_tenant_who_is_a_member_of_another_does_not_invite_there(client):
    user = _log_in(client, "tenant_admin", organisation=an_organisation())
    other = an_organisation()
    Membership.objects.create(user=user, role="tenant_member", organisation=other)

    assert client.get(f"/organisations/{other.pk}/invite/").status_code == 403


def test_removing_asks_first_and_then_removes(client):
    organisation = an_organisation()
    member = a_user("tenant_member", organisation=organisation)
    _log_in(client, "tenant_admin", organisation=organisation)
    address = f"/memberships/{member.memberships.get().pk}/remove/"

    assert client.get(address).status_code == 200
    assert member.memberships.exists()
    assert client.post(address)["Location"] == f"/organisations/{organisation.pk}/"
    assert not member.memberships.exists()


def test_a_membership_elsewhere_cannot_be_found(client):
    stranger = a_user("tenant_member", organisation=an_organisation())
    _log_in(client, "tenant_admin", organisation=an_organisation())

    assert client.post(f"/memberships/{stranger.memberships.get().pk}/remove/").status_code == 404


def test_giving_up_ones_last_admin_right_takes_a_tick(client):
    user = _log_in(client, "tenant_admin", organisation=an_organisation())
    address = f"/memberships/{user.memberships.get().pk}/remove/"

    assert client.post(address).status_code == 409
    assert client.post(address, {"knowingly": "on"})["Location"] == "/"


def test_open_invitations_are_sent_again_and_withdrawn_by_buttons(client, site, manager):
    invitation, _ = an_invitation("receptionist", site=site, now=clock.now())

    assert "lena@example.org" in client.get("/sites/darwin/people/").content.decode()
    assert client.post(f"/invitations/{invitation.pk}/resend/")["Location"] == "/sites/darwin/people/"
    client.post(f"/invitations/{invitation.pk}/withdraw/")
    assert "lena@example.org" not in client.get("/sites/darwin/people/").content.decode()


def test_an_invitation_elsewhere_cannot_be_found(client, manager):
    invitation, _ = an_invitation("receptionist", site=a_site(slug="other"), now=clock.now())

    assert client.post(f"/invitations/{invitation.pk}/withdraw/").status_code == 404


def test_a_tenant_does_not_see_who_works_at_the_site(client, site):
    _log_in(client, "tenant_member", organisation=an_organisation(sites=[site]))

    assert client.get("/sites/darwin/people/").status_code == 403


def test_the_staff_of_another_site_does_not_find_it(client, manager):
    a_site(slug="other")

    assert client.get("/sites/other/people/").status_code == 404


def test_all_people_take_the_same_queries_however_many(client, django_assert_max_num_queries):
    _log_in(client, "platform_admin")
    for _ in range(30):
        a_user("tenant_member", organisation=an_organisation())

    with django_assert_max_num_queries(7):
        page = client.get("/platform/people/")

    assert len(page.context["page"]) == 25


def test_an_auditor_reads_the_people_and_changes_nothing(client):
    somebody = a_user("platform_admin", email="boss@example.org")
    _log_in(client, "auditor")

    page = client.get("/platform/people/").content.decode()

    assert somebody.name in page
    assert "boss@example.org" not in page
    assert client.post("/platform/people/invite/", {}).status_code == 403


def test_a_stolen_account_does_not_send_invitations_by_the_thousand(client, monkeypatch):
    monkeypatch.setattr(attempts, "INVITATIONS_AN_HOUR", 1)
    organisation = an_organisation()
    _log_in(client, "tenant_admin", organisation=organisation)

    def send(number):
        values = {"email": f"x{number}@example.org", "name": "X", "role": "tenant_member", "language": "nl"}
        return client.post(f"/organisations/{organisation.pk}/invite/", values)

    assert [send(1).status_code, send(2).status_code] == [302, 429]
    assert int(send(3)["Retry-After"]) > 0
    assert Invitation.objects.count() == 1
