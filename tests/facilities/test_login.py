"""Logging in and out over HTTP."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.signals import user_login_failed
from django.db import connection
from django.test import Client
from django.urls import reverse

import config.settings
from tests.factories import a_user

PASSWORD = "correct horse battery"
LOGIN = "/login/"


def _log_in(client, email, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": email, "password": password, **more})


@pytest.mark.django_db
def test_a_person_logs_in_with_address_and_password(client):
    user = a_user(password=PASSWORD)

    response = _log_in(client, user.email)

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db
def test_a_password_costs_what_django_asks_and_a_cheaper_hash_is_renewed_at_login(client, settings):
    user = a_user(password=PASSWORD)
    cheap = user.password
    settings.PASSWORD_HASHERS = config.settings.PASSWORD_HASHERS

    assert _log_in(client, user.email).status_code == 302

    user.refresh_from_db()
    assert cheap.startswith("argon2$argon2id$v=19$m=8,t=1,p=1$")
    assert user.password.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")
    assert _log_in(Client(), user.email).status_code == 302
    assert _log_in(Client(), user.email, "another horse battery").status_code == 400


@pytest.mark.django_db
def test_capitals_in_the_address_do_not_matter(client):
    a_user(email="lena@example.org", password=PASSWORD)

    assert _log_in(client, "Lena@Example.ORG").status_code == 302


@pytest.mark.django_db
def test_after_logging_in_one_lands_where_one_was_going(client):
    user = a_user(password=PASSWORD)

    assert _log_in(client, user.email, next="/profile/")["Location"] == "/profile/"


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_next_never_leads_out_of_the_house(client, elsewhere):
    user = a_user(password=PASSWORD)

    assert _log_in(client, user.email, next=elsewhere)["Location"] == reverse("home")


@pytest.mark.django_db
def test_the_session_key_changes_at_login(client):
    user = a_user(password=PASSWORD)
    session = client.session
    session["before"] = True
    session.save()
    key = session.session_key

    _log_in(client, user.email)

    assert client.session.session_key != key


@pytest.mark.django_db
def test_unknown_address_wrong_password_and_closed_account_get_the_same_answer(client):
    a_user(email="lena@example.org", password=PASSWORD)
    a_user(email="gone@example.org", password=PASSWORD, is_active=False)

    answers = [
        _log_in(client, "lena@example.org", "wrong"),
        _log_in(client, "nobody@example.org"),
        _log_in(client, "gone@example.org"),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert len({tuple(answer.context["form"].non_field_errors()) for answer in answers}) == 1


@pytest.mark.django_db
def test_past_the_limit_even_the_right_password_waits(client, settings):
    settings.LOGIN_LIMIT = 2
    user = a_user(password=PASSWORD)
    for _ in range(2):
        assert _log_in(client, user.email, "wrong").status_code == 400

    response = _log_in(client, user.email)

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 900
    assert response.context["form"]["username"].value() == user.email


@pytest.mark.django_db
def test_from_another_network_the_right_password_still_opens(client, settings):
    settings.LOGIN_LIMIT = 1
    user = a_user(password=PASSWORD)
    _log_in(client, user.email, "wrong")

    response = client.post(LOGIN, {"username": user.email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")

    assert response.status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_forty_parallel_log_ins_at_most_the_limit_is_verified(settings):
    settings.LOGIN_LIMIT = 5
    user = a_user(password=PASSWORD)
    verified = []

    def failed(**_):
        verified.append(1)

    user_login_failed.connect(failed)

    def rival(number):
        try:
            return _log_in(Client(), user.email, f"guess {number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(rival, range(40)))

    user_login_failed.disconnect(failed)
    assert len(verified) == 5
    assert sorted(answers) == [400] * 5 + [429] * 35


@pytest.mark.django_db
def test_logging_out_is_a_post(client):
    client.force_login(a_user())

    assert client.get("/logout/").status_code == 405
    assert "_auth_user_id" in client.session
    assert client.post("/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_logging_in_needs_the_token_of_the_form():
    user = a_user(password=PASSWORD)

    assert _log_in(Client(enforce_csrf_checks=True), user.email).status_code == 403
