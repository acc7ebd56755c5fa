"""Leases: who rents what, from when until when. All periods are whole local days, [starts_on, ends_on)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..kernel.constraints import NoOverlap
from ..kernel.days import DAY, Days
from ..leasing.regimes import Regime
from ..querysets import LeaseQuerySet
from .people import Organisation, User
from .places import Site, Space

REGIMES = {
    Regime.COMMERCIAL: _("commercial lease"),
    Regime.SHORT: _("short commercial lease"),
    Regime.COMMON: _("common-law lease"),
    Regime.SERVICES: _("service agreement"),
    Regime.PRECARIOUS: _("precarious occupation"),
    Regime.PARKING: _("parking agreement"),
}


class Lease(models.Model):
    """An agreement with one tenant; what it lets stands on its lines. Its state follows from its dates."""

    class Stage(models.TextChoices):
        DRAFT = "draft", _("draft")
        OFFERED = "offered", _("offered")
        SIGNED = "signed", _("signed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OFFERED = "offered", _("offered")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SIGNED = "signed", _("signed, not begun")
        ACTIVE = "active", _("running")
        NOTICED = "noticed", _("under notice")
        ENDED = "ended", _("ended")

    number = models.CharField(_("number"), max_length=20, unique=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="leases", verbose_name=_("site"))
    tenant = models.ForeignKey(Organisation, models.PROTECT, related_name="leases", verbose_name=_("tenant"))
    landlord = models.ForeignKey(
        Organisation, models.PROTECT, related_name="leases_granted", verbose_name=_("landlord")
    )
    regime = models.CharField(_("kind of lease"), max_length=12, choices=list(REGIMES.items()))
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends before"), null=True, blank=True)
    landlord_may_break = models.BooleanField(_("the landlord may break too"), default=False)
    notice_months = models.PositiveSmallIntegerField(
        _("months of notice"),
        default=1,
        help_text=_("What the agreement says; the law decides for a commercial lease."),
    )
    renewals_used = models.PositiveSmallIntegerField(_("renewals so far"), default=0)
    predecessor = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name=_("follows on")
    )

    objects = LeaseQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("lease")
        verbose_name_plural = _("leases")
        constraints = [
            models.CheckConstraint(
                name="lease_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("The last day must not come before the first."),
            ),
            models.CheckConstraint(
                name="lease_is_signed_on_a_day",
                condition=Q(signed_on__isnull=False) | Q(stage__in=["draft", "offered", "withdrawn"]),
                violation_error_message=_("A signed lease has a date of signing."),
            ),
            models.CheckConstraint(
                name="lease_stage_is_known", condition=Q(stage__in=["draft", "offered", "signed", "withdrawn"])
            ),
            models.CheckConstraint(
                name="lease_regime_is_known",
                condition=Q(regime__in=["commercial", "short", "common", "services", "precarious", "parking"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def days(self) -> Days:
        """Its whole term."""
        return Days(self.starts_on, self.ends_on)

    @property
    def last_day(self) -> date | None:
        """The last day that is in ("t.e.m.")."""
        return self.ends_on and self.ends_on - DAY

    def state_on(self, day: date, *, is_noticed: bool) -> Lease.State:
        """What it is on that day; `is_noticed` says that it ends by a notice."""
        if self.stage != self.Stage.SIGNED:
            return self.State(self.stage)
        if day < self.starts_on:
            return self.State.SIGNED
        if self.ends_on is not None and self.ends_on <= day:
            return self.State.ENDED
        return self.State.NOTICED if is_noticed else self.State.ACTIVE


class LeaseLine(models.Model):
    """One space of a lease, or a number of places of a shared one, during days of its own."""

    lease = models.ForeignKey(Lease, models.PROTECT, related_name="lines", verbose_name=_("lease"))
    space = models.ForeignKey(Space, models.PROTECT, related_name="lease_lines", verbose_name=_("space"))
    quantity = models.PositiveSmallIntegerField(
        _("places"),
        null=True,
        blank=True,
        help_text=_("Of a shared space, such as parking; empty for the whole space."),
    )
    area = models.DecimalField(_("area in m²"), max_digits=9, decimal_places=2)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends before"), null=True, blank=True)

    class Meta:
        ordering = ["lease_id", "starts_on", "id"]
        verbose_name = _("line of a lease")
        verbose_name_plural = _("lines of leases")
        constraints = [
            models.CheckConstraint(
                name="lease_line_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("The last day must not come before the first."),
            ),
            models.CheckConstraint(
                name="lease_line_lets_a_place",
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                violation_error_message=_("Give at least one place."),
            ),
            NoOverlap(
                name="lease_line_holds_a_space_once_in_its_lease",
                within=("lease", "space"),
                start="starts_on",
                end="ends_on",
                violation_error_message=_("This lease holds that space already during part of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lease_id} {self.space_id}"

    @property
    def days(self) -> Days:
        """The days it lets."""
        return Days(self.starts_on, self.ends_on)


class Letting(models.Model):
    """A space given away whole during [starts_on, ends_on): written when a lease is signed, and always in the way.

    Drafts and offers have none, so a space may be offered twice and let once.
    """

    line = models.OneToOneField(LeaseLine, models.PROTECT, related_name="letting")
    space = models.ForeignKey(Space, models.PROTECT, related_name="lettings", verbose_name=_("space"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends before"), null=True, blank=True)

    class Meta:
        ordering = ["space_id", "starts_on"]
        verbose_name = _("letting")
        verbose_name_plural = _("lettings")
        constraints = [
            models.CheckConstraint(
                name="letting_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
            NoOverlap(
                name="letting_gives_a_space_to_one",
                within="space",
                start="starts_on",
                end="ends_on",
                violation_error_message=_("This space is let during part of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space_id} {self.starts_on}"


class Notice(models.Model):
    """Somebody gives notice of a lease; what counts is the day it was received."""

    class Party(models.TextChoices):
        TENANT = "tenant", _("tenant")
        LANDLORD = "landlord", _("landlord")
        BOTH = "both", _("both, by agreement")

    class Method(models.TextChoices):
        REGISTERED = "registered", _("registered letter")
        WRIT = "writ", _("bailiff's writ")
        LETTER = "letter", _("letter")
        MAIL = "mail", _("mail")

    lease = models.ForeignKey(Lease, models.PROTECT, related_name="notices", verbose_name=_("lease"))
    party = models.CharField(_("given by"), max_length=10, choices=Party.choices)
    method = models.CharField(_("given as"), max_length=10, choices=Method.choices)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    received_on = models.DateField(_("received on"))
    effective_on = models.DateField(_("ends before"), help_text=_("The first day on which the lease is over."))
    is_late = models.BooleanField(_("late"), default=False)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    former_ends_on = models.DateField(_("would have ended before"), null=True, blank=True)

    class Meta:
        ordering = ["-received_on", "-id"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(
                name="notice_is_received_after_it_is_sent",
                condition=Q(sent_on__isnull=True) | Q(received_on__gte=F("sent_on")),
                violation_error_message=_("A notice is not received before it is sent."),
            ),
            models.CheckConstraint(
                name="notice_is_received_before_it_works",
                condition=Q(effective_on__gt=F("received_on")),
                violation_error_message=_("A notice works after it is received."),
            ),
            models.UniqueConstraint(
                name="notice_is_one_a_lease",
                fields=["lease"],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message=_("This lease is under notice already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lease_id} {self.effective_on}"
