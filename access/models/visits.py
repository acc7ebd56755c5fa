"""Visits: who comes to see whom, from the invitation to the door."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Booking
from facilities.kernel.constraints import Immutable
from facilities.models.devices import Device
from facilities.models.people import Organisation, User
from facilities.models.places import Site

from ..querysets import VisitGroupQuerySet, VisitQuerySet
from .house_rules import HouseRules


class VisitGroup(models.Model):
    """People who come together to see one host."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="visit_groups", verbose_name=_("site"))
    title = models.CharField(_("name of the group"), max_length=120)
    host = models.ForeignKey(User, models.PROTECT, related_name="visit_groups", verbose_name=_("host"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="visit_groups", verbose_name=_("organisation")
    )
    created_at = models.DateTimeField(_("invited at"))

    objects = VisitGroupQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("group of visitors")
        verbose_name_plural = _("groups of visitors")

    def __str__(self) -> str:
        return self.title


def _status_fits() -> Q:
    """Which instants each status has: nobody who did not come arrived, nobody who was not seen leaving left."""
    came = Q(arrived_at__isnull=False)
    entered, left, closed = (Q(**{f"{name}__isnull": False}) for name in ("entered_at", "left_at", "closed_at"))
    return (
        Q(status="planned") & ~came & ~entered & ~left & ~closed
        | Q(status="arrived") & came & ~entered & ~left & ~closed
        | Q(status="in") & came & entered & ~left & ~closed
        | Q(status="out") & came & entered & left & closed
        | Q(status="no_show") & ~came & ~entered & ~left & closed
        | Q(status="cancelled") & ~Q(closed_how="refused") & ~came & ~entered & ~left & closed
        | Q(status="cancelled", closed_how="refused") & came & ~entered & ~left & closed
        | Q(status="auto_closed") & came & ~left & closed
    )


class Visit(models.Model):
    """One person expected at, waiting at or inside a site, to see a host; the visitor never has an account."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("expected")
        ARRIVED = "arrived", _("at the desk")
        IN = "in", _("inside")
        OUT = "out", _("signed out")
        CANCELLED = "cancelled", _("cancelled")
        NO_SHOW = "no_show", _("did not come")
        AUTO_CLOSED = "auto_closed", _("not signed out")

    class WaitsFor(models.TextChoices):
        NOTHING = "", _("nothing")
        LOOK = "look", _("a look by the desk")
        APPROVAL = "approval", _("the host")
        RULES = "rules", _("the house rules")

    class Answer(models.TextChoices):
        NONE = "none", _("no answer yet")
        COMING = "coming", _("is coming")
        SEND_UP = "send_up", _("send up")

    class Closing(models.TextChoices):
        OPEN = "", _("open")
        SIGNED_OUT = "signed_out", _("signed out")
        CANCELLED = "cancelled", _("cancelled")
        REFUSED = "refused", _("refused")
        NO_SHOW = "no_show", _("did not come")
        DAY_END = "day_end", _("closed at the end of the day")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="visits", verbose_name=_("site"))
    host = models.ForeignKey(User, models.PROTECT, null=True, related_name="hosted_visits", verbose_name=_("host"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="visits", verbose_name=_("organisation")
    )
    booking = models.ForeignKey(
        Booking, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("booking")
    )
    group = models.ForeignKey(
        VisitGroup, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("group")
    )
    invited_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("invited by")
    )
    visitor_name = models.CharField(_("name of the visitor"), max_length=120, blank=True)
    visitor_firm = models.CharField(_("firm of the visitor"), max_length=120, blank=True)
    visitor_email = models.EmailField(_("mail address of the visitor"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=User.Language.choices, default=User.Language.DUTCH)
    plate = models.CharField(_("number plate"), max_length=16, blank=True)
    needs_parking = models.BooleanField(_("needs a parking place"), default=False)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.PLANNED)
    waits_for = models.CharField(_("waits for"), max_length=8, choices=WaitsFor.choices, blank=True, default="")
    closed_how = models.CharField(_("closed how"), max_length=12, choices=Closing.choices, blank=True, default="")
    is_walk_in = models.BooleanField(_("came without an invitation"), default=False)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    resembles_blocked = models.BooleanField(default=False)
    rules_accepted = models.ForeignKey(
        HouseRules, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("house rules accepted")
    )
    rules_accepted_at = models.DateTimeField(_("house rules accepted at"), null=True, blank=True)
    host_answer = models.CharField(_("answer of the host"), max_length=8, choices=Answer.choices, default=Answer.NONE)
    badge_printed_at = models.DateTimeField(_("badge printed at"), null=True, blank=True)
    created_at = models.DateTimeField(_("invited at"))
    changed_at = models.DateTimeField(_("changed at"))
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    entered_at = models.DateTimeField(_("let in at"), null=True, blank=True)
    left_at = models.DateTimeField(_("signed out at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    anonymised_at = models.DateTimeField(_("forgotten at"), null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            models.Index(name="visit_site_by_end", fields=["site", "ends_at"]),
            models.Index(name="visit_host_by_end", fields=["host", "ends_at"]),
            models.Index(
                name="visit_open_by_site",
                fields=["site", "status"],
                condition=Q(status__in=["planned", "arrived", "in"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="visit_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A visit must end after it starts."),
            ),
            models.CheckConstraint(name="visit_status_fits_its_instants", condition=_status_fits()),
            models.CheckConstraint(
                name="visit_waits_exactly_while_at_the_desk",
                condition=Q(status="arrived") & ~Q(waits_for="") | ~Q(status="arrived") & Q(waits_for=""),
            ),
            models.CheckConstraint(
                name="visit_waits_for_something_known", condition=Q(waits_for__in=["", "look", "approval", "rules"])
            ),
            models.CheckConstraint(
                name="visit_closed_says_how",
                condition=Q(closed_at__isnull=True, closed_how="")
                | Q(
                    closed_at__isnull=False,
                    closed_how__in=["signed_out", "cancelled", "refused", "no_show", "day_end"],
                ),
            ),
            models.CheckConstraint(
                name="visit_answer_is_known", condition=Q(host_answer__in=["none", "coming", "send_up"])
            ),
            models.CheckConstraint(name="visit_language_is_known", condition=Q(language__in=["nl", "en-gb"])),
            models.CheckConstraint(
                name="visit_leaves_after_it_arrives",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
            ),
            models.CheckConstraint(
                name="visit_rules_accepted_at_a_time",
                condition=Q(rules_accepted__isnull=True, rules_accepted_at__isnull=True)
                | Q(rules_accepted__isnull=False, rules_accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_knows_its_people_or_has_forgotten_them",
                condition=Q(anonymised_at__isnull=True, host__isnull=False) & ~Q(visitor_name="")
                | Q(
                    anonymised_at__isnull=False,
                    host__isnull=True,
                    visitor_name="",
                    visitor_firm="",
                    visitor_email="",
                    plate="",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def visitor(self) -> str:
        """The name, or that it is forgotten."""
        return self.visitor_name or gettext("forgotten visitor")

    @property
    def badge_number(self) -> str:
        """What stands large on the badge; short, and no secret."""
        return f"{self.pk % 10000:04}"


class VisitPass(models.Model):
    """A link and code that opens one visit, to its visitor or its host; the token itself is kept nowhere."""

    class Kind(models.TextChoices):
        VISITOR = "visitor", _("visitor")
        HOST = "host", _("host")
        BADGE = "badge", _("badge")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="passes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("pass of a visit")
        verbose_name_plural = _("passes of visits")
        constraints = [
            models.CheckConstraint(name="pass_kind_is_known", condition=Q(kind__in=["visitor", "host", "badge"])),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.kind}"


class VisitStep(models.Model):
    """One thing that happened to a visit; its nonce makes a second message about it an echo."""

    class Kind(models.TextChoices):
        ARRIVED = "arrived", _("arrived")
        ADMITTED = "admitted", _("let in")
        REFUSED = "refused", _("refused")
        SIGNED_OUT = "signed_out", _("signed out")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="steps")
    nonce = models.UUIDField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(_("written at"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="+")
    # When it happened, where it was told later because the desk had no connection.
    offline_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("step of a visit")
        verbose_name_plural = _("steps of visits")
        constraints = [
            models.CheckConstraint(
                name="step_kind_is_known", condition=Q(kind__in=["arrived", "admitted", "refused", "signed_out"])
            ),
            models.CheckConstraint(name="step_is_taken_by_one", condition=Q(by__isnull=True) | Q(device__isnull=True)),
            Immutable(name="step_is_never_changed", against=["UPDATE"]),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.kind}"
