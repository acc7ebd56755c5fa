"""The page behind the link of an invitation."""

import pytest

from facilities.kernel import clock
from facilities.models import Invitation, User
from tests.factories import a_user, an_invitation, an_organisation

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


@pytest.fixture
def link():
    _, token = an_invitation(organisation=an_organisation(), now=clock.now())
    return f"/invitations/{token}/"


def test_looking_at_the_page_accepts_nothing(client, link):
    assert client.get(link).status_code == 200
    assert not User.objects.exists()


def test_a_name_and_a_password_make_an_account_and_log_in(client, link):
    response = client.post(link, {"name": "Lena P", "password": PASSWORD, "again": PASSWORD})

    user = User.objects.get()
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.name, user.email) == ("Lena P", "lena@example.org")


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [
        ("short", "short", "password"),
        (PASSWORD, "another one", "again"),
        ("lena@example.org", "lena@example.org", "password"),
    ],
)
def test_a_bad_password_is_said_at_its_field_and_the_link_stays_good(client, link, password, again, field):
    response = client.post(link, {"name": "Lena P", "password": password, "again": again})

    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["name"].value() == "Lena P"
    assert Invitation.objects.open(clock.now()).exists()


def test_an_existing_account_gives_its_password(client, link):
    user = a_user(email="lena@example.org", password=PASSWORD)

    assert client.post(link, {"password": "wrong"}).status_code == 409
    assert client.post(link, {"password": PASSWORD}).status_code == 302
    assert user.memberships.count() == 1


def test_guessing_the_password_of_an_account_here_counts_as_a_log_in(client, link, settings):
    settings.LOGIN_LIMIT = 1
    user = a_user(email="lena@example.org", password=PASSWORD)
    client.post(link, {"password": "wrong"})

    response = client.post(link, {"password": PASSWORD})

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert client.post("/login/", {"username": user.email, "password": PASSWORD}).status_code == 429


def test_whoever_is_logged_in_confirms_with_one_click(client, link):
    user = a_user(email="lena@example.org", password=PASSWORD)
    client.force_login(user)

    assert client.post(link).status_code == 302
    assert user.memberships.count() == 1


def test_a_used_link_answers_as_one_that_never_was(client, link):
    client.post(link, {"name": "Lena", "password": PASSWORD, "again": PASSWORD})
    client.post("/logout/")

    used, unknown = client.get(link), client.get("/invitations/ri_nonsense/")

    assert (used.status_code, unknown.status_code) == (404, 404)


def test_the_page_speaks_the_language_of_the_invitation_until_another_is_chosen(client, link):
    Invitation.objects.update(language="en-gb")

    invited = client.get(link).content.decode()
    client.cookies["django_language"] = "nl"
    chosen = client.get(link).content.decode()

    assert 'lang="en-gb"' in invited and "Accept" in invited
    assert 'lang="nl"' in chosen
