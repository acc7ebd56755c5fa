"""People: who logs in, for which organisation, with which role where."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ..identifiers import check_enterprise_number
from ..querysets import InvitationQuerySet, MembershipQuerySet, OrganisationQuerySet, UserQuerySet
from .places import Site


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds people by mail address whatever its capitals."""

    def get_by_natural_key(self, email: str | None) -> "User":
        """The user with this address."""
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser):
    """A person with an account; the mail address, kept in small letters, is the name to log in with."""

    class Language(models.TextChoices):
        DUTCH = "nl", _("Dutch")
        ENGLISH = "en-gb", _("English")

    email = models.EmailField(_("mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.DUTCH)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    uses_shortcuts = models.BooleanField(
        _("single-key shortcuts"), default=True, help_text=_("N, / and ? act without Ctrl or Alt.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                name="user_email_is_unique",
                fields=["email"],
                violation_error_message=_("This mail address already has an account."),
            ),
            models.CheckConstraint(name="user_email_is_in_small_letters", condition=Q(email=Lower("email"))),
            models.CheckConstraint(name="user_language_is_known", condition=Q(language__in=["nl", "en-gb"])),
        ]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A tenant or any other firm; also the house itself and its walk-in guests."""

    class Kind(models.TextChoices):
        TENANT = "tenant", _("tenant")
        EXTERNAL = "external", _("external")
        PUBLIC_BODY = "public_body", _("public body")
        OPERATOR = "operator", _("operator")
        WALK_IN = "walk_in", _("walk-in")

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.TENANT)
    enterprise_number = models.CharField(
        _("enterprise number"),
        max_length=10,
        null=True,
        blank=True,
        unique=True,
        validators=[check_enterprise_number],
        help_text=_("Ten digits, no dots."),
    )
    sites = models.ManyToManyField(Site, related_name="organisations", blank=True, verbose_name=_("sites"))
    email = models.EmailField(_("mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    is_vat_liable = models.BooleanField(
        _("liable to VAT"), default=True, help_text=_("Its VAT number is BE and the enterprise number.")
    )
    is_suspended = models.BooleanField(_("suspended"), default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                name="organisation_kind_is_known",
                condition=Q(kind__in=["tenant", "external", "public_body", "operator", "walk_in"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What somebody is, in one scope: platform, site or organisation."""

    PLATFORM_ADMIN = "platform_admin", _("platform admin")
    AUDITOR = "auditor", _("auditor")
    SITE_MANAGER = "site_manager", _("site manager")
    RECEPTIONIST = "receptionist", _("receptionist")
    TENANT_ADMIN = "tenant_admin", _("tenant admin")
    TENANT_MEMBER = "tenant_member", _("tenant member")
    EXTERNAL_BOOKER = "external_booker", _("external booker")


PLATFORM_ROLES = ["platform_admin", "auditor"]
SITE_ROLES = ["site_manager", "receptionist"]
ORGANISATION_ROLES = ["tenant_admin", "tenant_member", "external_booker"]


def _scope_fits() -> Q:
    return (
        Q(role__in=PLATFORM_ROLES, site__isnull=True, organisation__isnull=True)
        | Q(role__in=SITE_ROLES, site__isnull=False, organisation__isnull=True)
        | Q(role__in=ORGANISATION_ROLES, site__isnull=True, organisation__isnull=False)
    )


class Membership(models.Model):
    """One role of one person in one scope; a row counts from the moment it is written until it is deleted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("site")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("organisation")
    )
    since = models.DateTimeField(_("since"), auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "id"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(name="membership_scope_fits_its_role", condition=_scope_fits()),
            models.UniqueConstraint(
                name="membership_is_held_once_on_the_platform",
                fields=["user", "role"],
                condition=Q(site__isnull=True, organisation__isnull=True),
                violation_error_message=_("This person already has that role."),
            ),
            models.UniqueConstraint(
                name="membership_is_held_once_at_a_site",
                fields=["user", "role", "site"],
                condition=Q(site__isnull=False),
                violation_error_message=_("This person already has that role."),
            ),
            models.UniqueConstraint(
                name="membership_is_held_once_in_an_organisation",
                fields=["user", "role", "organisation"],
                condition=Q(organisation__isnull=False),
                violation_error_message=_("This person already has that role."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Invitation(models.Model):
    """An offer of one role by mail, open until accepted, withdrawn or expired; the link's token is kept hashed."""

    email = models.EmailField(_("mail address"))
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=5, choices=User.Language.choices, default=User.Language.DUTCH)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("site")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("organisation")
    )
    invited_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="invitations_sent", verbose_name=_("invited by")
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("open until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(name="invitation_scope_fits_its_role", condition=_scope_fits()),
            models.CheckConstraint(
                name="invitation_expires_after_it_is_sent", condition=Q(expires_at__gt=F("created_at"))
            ),
            models.CheckConstraint(
                name="invitation_is_accepted_or_withdrawn_not_both",
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.role}"


class Throttle(models.Model):
    """A counter of attempts under one key, starting anew when its window ends."""

    key = models.CharField(max_length=120, primary_key=True)
    count = models.PositiveIntegerField()
    window_ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
