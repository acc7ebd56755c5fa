"""The pages of people: inviting, removing, and who sees whom."""

import pytest

from facilities.kernel import clock
from facilities.models import Invitation, Membership
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


def _log_in(client, role, **scope):
    user = a_user(role, **scope)
    client.force_login(user)
    return user


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
