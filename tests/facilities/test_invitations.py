"""Inviting: one role, by mail, behind a link that works once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from facilities.errors import AlreadyMember, InvitationNotOpen, WrongPassword
from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry, Invitation, LiveTopic, Membership, OutboxMessage, User
from facilities.services.invitations import (
    accept_invitation,
    invite,
    open_invitation,
    resend_invitation,
    withdraw_invitation,
)
from tests.factories import NOON, a_user, an_invitation, an_organisation

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


def _invite(organisation, **more):
    values = {"by": None, "email": "Lena@Example.org ", "name": "Lena", "role": "tenant_member", "at": NOON}
    return invite(organisation=organisation, **values | more)


def _link(message):
    return next(line for line in message.payload["body"].splitlines() if "/invitations/" in line)


def _accept(token, *, at=NOON, by=None, password=PASSWORD, name="Lena"):
    return accept_invitation(by=by, token=token, at=at, name=name, password=password)


def test_the_link_stands_in_the_mail_and_nowhere_in_our_rows_of_invitations():
    invitation = _invite(an_organisation())

    message = OutboxMessage.objects.get()
    token = _link(message).split("/")[-2]
    assert message.payload["to"] == "lena@example.org"
    assert open_invitation(token=token, at=NOON) == invitation
    assert token not in str(Invitation.objects.values().get())


@pytest.mark.parametrize(("language", "greeting"), [("en-gb", "Hello"), ("nl", "")])
def test_the_mail_speaks_the_language_of_the_invited(language, greeting):
    _invite(an_organisation(), language=language)

    payload = OutboxMessage.objects.get().payload
    assert payload["language"] == language
    assert greeting in payload["body"]


def test_accepting_makes_an_account_with_the_role():
    organisation = an_organisation()
    _invitation, token = an_invitation("tenant_admin", organisation=organisation)

    user, membership = _accept(token, name="Lena Peeters")

    assert (user.email, user.name) == ("lena@example.org", "Lena Peeters")
    assert user.check_password(PASSWORD)
    assert (membership.role, membership.organisation) == ("tenant_admin", organisation)
    assert AuditEntry.objects.filter(verb="invitation.accepted", actor=f"user:{user.pk}").exists()
    assert LiveTopic.objects.filter(name=f"user.{user.pk}").exists()


def test_a_link_works_once():
    _, token = an_invitation(organisation=an_organisation())
    _accept(token)

    with pytest.raises(InvitationNotOpen):
        _accept(token)


def test_a_link_stops_working_the_moment_it_expires():
    invitation, token = an_invitation(organisation=an_organisation())

    with pytest.raises(InvitationNotOpen):
        _accept(token, at=invitation.expires_at)
    _accept(token, at=invitation.expires_at - timedelta(seconds=1))


def test_a_withdrawn_link_is_worthless():
    invitation, token = an_invitation(organisation=an_organisation())

    withdraw_invitation(by=None, invitation=invitation, at=NOON)

    with pytest.raises(InvitationNotOpen):
        _accept(token)


def test_an_accepted_invitation_cannot_be_withdrawn_any_more():
    invitation, token = an_invitation(organisation=an_organisation())
    _accept(token)

    with pytest.raises(InvitationNotOpen):
        withdraw_invitation(by=None, invitation=invitation, at=NOON)


def test_sending_again_replaces_the_link():
    invitation, old = an_invitation(organisation=an_organisation())

    resend_invitation(by=None, invitation=invitation, at=NOON + timedelta(days=20))

    new = _link(OutboxMessage.objects.get()).split("/")[-2]
    with pytest.raises(InvitationNotOpen):
        _accept(old)
    _accept(new, at=NOON + timedelta(days=30))


def test_inviting_again_into_the_same_role_replaces_the_earlier_invitation():
    organisation = an_organisation()
    _, old = an_invitation(organisation=organisation)

    _, new = an_invitation(organisation=organisation)

    assert Invitation.objects.open(NOON).count() == 1
    with pytest.raises(InvitationNotOpen):
        _accept(old)
    _accept(new)


def test_somebody_who_has_the_role_is_not_invited_into_it():
    organisation = an_organisation()
    user = a_user("tenant_member", organisation=organisation)

    with pytest.raises(AlreadyMember):
        _invite(organisation, email=user.email)


def test_an_existing_account_accepts_with_its_own_password_and_keeps_it():
    user = a_user(email="lena@example.org", password=PASSWORD)
    organisation = an_organisation()
    _, token = an_invitation(organisation=organisation)

    with pytest.raises(WrongPassword):
        _accept(token, password="a password of the thief")
    _accept(token)

    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert user.memberships.get().organisation == organisation


def test_whoever_is_logged_in_as_the_invited_needs_no_password():
    user = a_user(email="lena@example.org", password=PASSWORD)
    _, token = an_invitation(organisation=an_organisation())

    _accept(token, by=user, password="")

    assert user.memberships.count() == 1


def test_somebody_else_cannot_accept_for_an_account():
    a_user(email="lena@example.org", password=PASSWORD)
    _, token = an_invitation(organisation=an_organisation())

    with pytest.raises(NotAllowed):
        _accept(token, by=a_user(), password="")


def test_a_closed_account_does_not_come_back_by_an_invitation():
    a_user(email="lena@example.org", password=PASSWORD, is_active=False)
    _, token = an_invitation(organisation=an_organisation())

    with pytest.raises(InvitationNotOpen):
        _accept(token)


def test_accepting_a_role_one_got_in_the_meantime_makes_no_second_one():
    organisation = an_organisation()
    _, token = an_invitation(organisation=organisation)
    user = a_user("tenant_member", organisation=organisation, email="lena@example.org", password=PASSWORD)

    _accept(token, by=user)

    assert user.memberships.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_parallel_accepts_of_one_link_exactly_one_succeeds():
    _, token = an_invitation(organisation=an_organisation())
    start = Barrier(8)

    def rival(number):
        try:
            connection.ensure_connection()
            start.wait()
            _accept(token, name=f"Rival {number}")
            return "in"
        except (InvitationNotOpen, WrongPassword):
            return "out"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(rival, range(8)))

    assert answers.count("in") == 1
    assert User.objects.count() == 1
    assert Membership.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_invitations_accepted_at_once_make_one_account_with_both_roles():
    tokens = [an_invitation(organisation=an_organisation())[1] for _ in range(2)]
    start = Barrier(2)

    def rival(token):
        try:
            connection.ensure_connection()
            start.wait()
            _accept(token)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(rival, tokens))

    assert User.objects.get().memberships.count() == 2
