"""Invitations: one role by mail, behind a link that works once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from .. import rules
from ..deeds import Actor, deed
from ..errors import AlreadyMember, InvitationNotOpen, WrongPassword
from ..kernel.errors import NotAllowed
from ..kernel.tokens import hashed, new_token
from ..mails import mail
from ..models.people import Invitation, Membership, Organisation, User
from ..models.places import Site
from .people import hold_role


@deed
def invite(
    *,
    by: Actor,
    email: str,
    name: str,
    role: str,
    at: datetime,
    site: Site | None = None,
    organisation: Organisation | None = None,
    language: str = User.Language.DUTCH,
) -> Invitation:
    """Invite somebody into a role and mail the link; an earlier open invitation for the same is replaced."""
    invitation, token = issue_invitation(
        by=by, email=email, name=name, role=role, site=site, organisation=organisation, language=language, at=at
    )
    _mail_link(invitation, token)
    return invitation


@deed
def issue_invitation(
    *,
    by: Actor,
    email: str,
    name: str,
    role: str,
    at: datetime,
    site: Site | None = None,
    organisation: Organisation | None = None,
    language: str = User.Language.DUTCH,
) -> tuple[Invitation, str]:
    """As `invite`, without a mail: returns the token of the link, which nothing keeps."""
    rules.require(rules.may_grant(by, role, site=site, organisation=organisation))
    email = email.strip().lower()
    offer = {"role": role, "site": site, "organisation": organisation}
    if Membership.objects.filter(user__email=email, **offer).exists():
        raise AlreadyMember
    Invitation.objects.open(at).filter(email=email, **offer).update(withdrawn_at=at)
    token = new_token("ri")
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        language=language,
        invited_by=by if isinstance(by, User) else None,
        token_hash=hashed(token),
        created_at=at,
        expires_at=at + timedelta(days=settings.INVITATION_DAYS),
        **offer,
    )
    deed.record("invitation.sent", invitation, by=by, site=site, organisation=organisation, role=role)
    return invitation, token


@deed
def resend_invitation(*, by: Actor, invitation: Invitation, at: datetime) -> Invitation:
    """Mail a fresh link, valid anew; the earlier link stops working."""
    _require_grant(by, invitation)
    token = new_token("ri")
    changed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(
        token_hash=hashed(token), created_at=at, expires_at=at + timedelta(days=settings.INVITATION_DAYS)
    )
    if not changed:
        raise InvitationNotOpen
    invitation.refresh_from_db()
    _record("invitation.resent", invitation, by)
    _mail_link(invitation, token)
    return invitation


@deed
def withdraw_invitation(*, by: Actor, invitation: Invitation, at: datetime) -> Invitation:
    """Make the link worthless."""
    _require_grant(by, invitation)
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at):
        raise InvitationNotOpen
    invitation.withdrawn_at = at
    _record("invitation.withdrawn", invitation, by)
    return invitation


def open_invitation(*, token: str, at: datetime) -> Invitation:
    """The open invitation behind a link; raises `InvitationNotOpen`."""
    found = Invitation.objects.open(at).select_related("site", "organisation").filter(token_hash=hashed(token)).first()
    if found is None:
        raise InvitationNotOpen
    return found


def account_of(invitation: Invitation) -> User | None:
    """The account that waits for this invitation, if the invited person has one with a password."""
    user = User.objects.filter(email=invitation.email).first()
    return user if user is not None and user.has_usable_password() else None


def accept_invitation(
    *, by: Actor, token: str, at: datetime, name: str = "", password: str = ""
) -> tuple[User, Membership]:
    """Accept: `by` when logged in as the one invited, with the account's password, or by a name and a new password."""
    invitation = open_invitation(token=token, at=at)
    # Hashing takes its time, so it is done before the transaction.
    user = User.objects.filter(email=invitation.email).first()
    if user is None or not user.has_usable_password():
        user = user or User(email=invitation.email, language=invitation.language)
        user.name = name or invitation.name
        user.set_password(password)
    elif by is not None and by != user:
        raise NotAllowed
    elif by is None and not user.check_password(password):
        raise WrongPassword
    if not user.is_active:
        raise InvitationNotOpen
    return _accept(invitation=invitation, user=user, at=at)


@deed
def _accept(*, invitation: Invitation, user: User, at: datetime) -> tuple[User, Membership]:
    still = Invitation.objects.open(at).filter(pk=invitation.pk, token_hash=invitation.token_hash)
    if not still.update(accepted_at=at):
        raise InvitationNotOpen
    user = _saved(user)
    membership, _ = hold_role(
        user=user, role=invitation.role, site=invitation.site, organisation=invitation.organisation
    )
    _record("invitation.accepted", invitation, user)
    return user, membership


def _saved(user: User) -> User:
    if user.pk is None:
        # Another invitation may have made the account in the meantime; its password stands.
        user, _ = User.objects.get_or_create(
            email=user.email, defaults={"name": user.name, "language": user.language, "password": user.password}
        )
    else:
        user.save(update_fields=["name", "password"])
    return user


def _require_grant(by: Actor, invitation: Invitation) -> None:
    rules.require(rules.may_grant(by, invitation.role, site=invitation.site, organisation=invitation.organisation))


def _record(verb: str, invitation: Invitation, by: Actor) -> None:
    scope = {"site": invitation.site_id, "organisation": invitation.organisation_id}
    deed.record(verb, invitation, by=by, role=invitation.role, **scope)


def invitation_link(token: str) -> str:
    """The whole address behind which an invitation is accepted."""
    return settings.BASE_URL + reverse("facilities:invitation-accept", args=[token])


def _mail_link(invitation: Invitation, token: str) -> None:
    context = {"invitation": invitation, "link": invitation_link(token)}
    deed.send("mail", mail(template="facilities/mail/invitation", to=invitation, context=context))
