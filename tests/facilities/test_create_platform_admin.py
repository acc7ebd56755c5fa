"""The first person of an empty house."""

import io

import pytest
from django.core.management import CommandError, call_command

from facilities.models import Invitation, User

pytestmark = pytest.mark.django_db


def _run(*options):
    out = io.StringIO()
    call_command("create_platform_admin", "--email", "Boss@example.org", "--name", "The Boss", *options, stdout=out)
    return out.getvalue()


def _type(monkeypatch, password):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))


def test_without_a_password_it_prints_a_link_that_works(client):
    link = _run().splitlines()[-1]

    assert client.get(link.split("localhost:8000")[-1]).status_code == 200
    assert Invitation.objects.get().role == "platform_admin"


def test_with_a_password_the_account_stands(monkeypatch):
    _type(monkeypatch, "correct horse battery")

    _run("--password-stdin")

    user = User.objects.get(email="boss@example.org")
    assert user.check_password("correct horse battery")
    assert user.memberships.get().role == "platform_admin"


@pytest.mark.parametrize("options", [(), ("--password-stdin",)])
def test_running_it_again_changes_nothing(monkeypatch, options):
    _type(monkeypatch, "correct horse battery")
    _run("--password-stdin")
    _type(monkeypatch, "something else entirely")

    assert "nothing changed" in _run(*options)

    assert User.objects.get().check_password("correct horse battery")
    assert not Invitation.objects.exists()


def test_a_weak_password_is_refused(monkeypatch):
    _type(monkeypatch, "password")

    with pytest.raises(CommandError):
        _run("--password-stdin")
    assert not User.objects.exists()
