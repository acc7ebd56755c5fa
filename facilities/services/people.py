"""People: their roles, their profile, their password."""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from .. import rules
from ..deeds import Actor, deed
from ..errors import AlreadyMember, LastPlatformAdmin, OwnLastAdminRight
from ..live.topics import user_topic
from ..mails import mail
from ..models.people import Membership, Organisation, Role, User
from ..models.places import Site

ADMIN_ROLES = frozenset({Role.PLATFORM_ADMIN, Role.SITE_MANAGER, Role.TENANT_ADMIN})


@deed
def grant_membership(
    *,
    by: Actor,
    user: User,
    role: str,
    site: Site | None = None,
    organisation: Organisation | None = None,
) -> Membership:
    """Give somebody a role at once, without an invitation."""
    rules.require(rules.may_grant(by, role, site=site, organisation=organisation))
    membership, is_new = hold_role(user=user, role=role, site=site, organisation=organisation)
    if not is_new:
        raise AlreadyMember
    _record("membership.granted", membership, by)
    return membership


@deed
def create_platform_admin(*, by: Actor, email: str, name: str, password: str, language: str) -> User:
    """Make an account with a password that runs the platform; an account that stands keeps its own password."""
    rules.require(rules.may_grant(by, Role.PLATFORM_ADMIN))
    user = User(email=email, name=name, language=language)
    user.set_password(password)
    user, _ = User.objects.get_or_create(
        email=email, defaults={"name": name, "language": language, "password": user.password}
    )
    grant_membership(by=by, user=user, role=Role.PLATFORM_ADMIN)
    return user


@deed
def hold_role(
    *, user: User, role: str, site: Site | None = None, organisation: Organisation | None = None
) -> tuple[Membership, bool]:
    """Write the membership if it is not there; part of a deed that has asked for the right."""
    membership, is_new = Membership.objects.get_or_create(user=user, role=role, site=site, organisation=organisation)
    deed.touch(user_topic(user.pk))
    return membership, is_new


@deed
def remove_membership(*, by: Actor, membership: Membership, knowingly: bool = False) -> None:
    """Take a role away, from the next request and within two seconds from open sockets."""
    rules.require(
        rules.may_grant(by, membership.role, site=membership.site, organisation=membership.organisation)
        or by == membership.user
    )
    if membership.role == Role.PLATFORM_ADMIN:
        _keep_a_platform_admin(membership)
    if not knowingly and by == membership.user and is_last_admin_right(membership):
        raise OwnLastAdminRight
    _record("membership.removed", membership, by)
    Membership.objects.filter(pk=membership.pk).delete()
    deed.touch(user_topic(membership.user_id))


@deed
def change_profile(*, by: User, name: str, language: str, phone: str, uses_shortcuts: bool) -> User:
    """Change one's own profile."""
    by.name, by.language, by.phone, by.uses_shortcuts = name, language, phone, uses_shortcuts
    by.save(update_fields=["name", "language", "phone", "uses_shortcuts"])
    deed.record("profile.changed", by, by=by)
    return by


@deed
def choose_language(*, by: User, language: str) -> User:
    """Remember the language of pages and mails."""
    by.language = language
    by.save(update_fields=["language"])
    return by


@deed
def save_password(*, by: User) -> User:
    """Keep the password already set on `by`; other sessions and their sockets end."""
    by.save(update_fields=["password"])
    deed.record("password.changed", by, by=by)
    deed.touch(user_topic(by.pk))
    return by


@deed
def mail_password_link(*, user: User, uid: str, token: str) -> None:
    """Send the link to set a new password; it works once and for as long as the settings say."""
    link = settings.BASE_URL + reverse("facilities:password-set", args=[uid, token])
    deed.record("password.link_sent", user, by=None)
    context = {"link": link, "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}
    deed.send("mail", mail(template="facilities/mail/password", to=user, context=context))


def memberships_of(user: User) -> QuerySet[Membership]:
    """The roles of a person, with their scopes."""
    return user.memberships.select_related("site", "organisation").order_by("id")


def is_last_admin_right(membership: Membership) -> bool:
    """Whether without this role its holder administers nothing any more."""
    held = Membership.objects.filter(user=membership.user_id, role__in=ADMIN_ROLES)
    return membership.role in ADMIN_ROLES and not held.exclude(pk=membership.pk).exists()


def _keep_a_platform_admin(membership: Membership) -> None:
    # All rivals lock the same rows in the same order, so that two cannot remove each other.
    admins = Membership.objects.filter(role=Role.PLATFORM_ADMIN).order_by("id").select_for_update(of=("self",))
    others = [row for row in admins.select_related("user") if row.pk != membership.pk and row.user.is_active]
    if not others:
        raise LastPlatformAdmin


def _record(verb: str, membership: Membership, by: Actor) -> None:
    scope = {"site": membership.site_id, "organisation": membership.organisation_id}
    deed.record(verb, membership, by=by, user=membership.user_id, role=membership.role, **scope)
