"""One's own profile, language and password."""

import re

import pytest

from facilities.models import AuditEntry, LiveTopic, OutboxMessage
from tests.factories import a_user

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    user = a_user(email="lena@example.org", password=PASSWORD)
    client.force_login(user)
    return user


def test_a_person_changes_name_language_telephone_and_shortcuts(client, user):
    response = client.post("/profile/", {"name": "Lena P", "language": "en-gb", "phone": "+32 3 000 00 00"})

    user.refresh_from_db()
    assert response.status_code == 302
    assert (user.name, user.language, user.phone) == ("Lena P", "en-gb", "+32 3 000 00 00")
    assert not user.uses_shortcuts


def test_a_profile_without_a_name_is_refused_at_the_field(client, user):
    response = client.post("/profile/", {"name": "", "language": "nl", "phone": "1"})

    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["name"]
    assert response.context["form"]["phone"].value() == "1"


def test_the_language_switch_is_remembered_in_the_profile(client, user):
    response = client.post("/language/", {"language": "en-gb", "next": "/profile/"})

    user.refresh_from_db()
    assert response["Location"] == "/profile/"
    assert user.language == "en-gb"


def test_whoever_is_not_logged_in_keeps_the_language_in_a_cookie(client):
    client.post("/language/", {"language": "en-gb"})

    assert client.get("/login/")["Content-Language"] == "en-gb"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", ""])
def test_the_language_switch_never_leads_out_of_the_house(client, wanted):
    assert client.post("/language/", {"language": "nl", "next": wanted})["Location"] == "/"


def test_an_unknown_language_is_refused(client):
    assert client.post("/language/", {"language": "tlh"}).status_code == 400


def test_a_new_password_ends_the_other_sessions(client, user):
    from django.test import Client

    elsewhere = Client()
    elsewhere.force_login(user)

    client.post(
        "/password/change/",
        {"old_password": PASSWORD, "new_password1": "another horse battery", "new_password2": "another horse battery"},
    )

    assert client.get("/profile/").status_code == 200
    assert elsewhere.get("/profile/").status_code == 302
    assert LiveTopic.objects.filter(name=f"user.{user.pk}").exists()
    assert AuditEntry.objects.filter(verb="password.changed").exists()


def test_a_forgotten_password_is_replaced_behind_a_mailed_link_that_works_once(client, user):
    client.logout()
    client.post("/password/forgotten/", {"email": "Lena@example.org"})
    body = OutboxMessage.objects.get().payload["body"]
    link = re.search(r"http://[^/]+(/password/set/\S+)", body).group(1)

    page = client.get(link, follow=True)
    new = {"new_password1": "another horse battery", "new_password2": "another horse battery"}
    done = client.post(page.request["PATH_INFO"], new)

    user.refresh_from_db()
    assert done["Location"] == "/login/"
    assert user.check_password("another horse battery")
    assert not client.get(link, follow=True).context["validlink"]


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, user):
    client.logout()

    answers = [client.post("/password/forgotten/", {"email": email}) for email in (user.email, "x@example.org")]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/password/sent/")}
    assert OutboxMessage.objects.count() == 1


def test_a_mailbox_is_not_flooded(client, user, settings):
    settings.LOGIN_LIMIT = 2
    client.logout()

    answers = [client.post("/password/forgotten/", {"email": user.email}).status_code for _ in range(4)]

    assert answers == [302, 302, 429, 429]
    assert OutboxMessage.objects.count() == 2
