"""The roll call of an evacuation: who was inside, who was ticked off by whom, and the report that stays."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.kernel.constraints import Immutable
from facilities.models.modes import SiteMode
from facilities.models.people import Organisation, User

from ..querysets import MusterEntryQuerySet, MusterQuerySet
from .presence import Presence
from .visits import Visit


class Muster(models.Model):
    """The list of one evacuation; it begins with it, and a report ends it."""

    evacuation = models.OneToOneField(
        SiteMode, models.PROTECT, related_name="muster", verbose_name=_("evacuation or lockdown")
    )

    objects = MusterQuerySet.as_manager()

    class Meta:
        ordering = ["-evacuation__since", "-id"]
        verbose_name = _("evacuation list")
        verbose_name_plural = _("evacuation lists")
        constraints = [Immutable(name="muster_is_never_changed")]

    def __str__(self) -> str:
        return f"{self.evacuation_id}"


class MusterEntry(models.Model):
    """Somebody on the list; written once, and only ever changed by being forgotten."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("works here")
        VISITOR = "visitor", _("visitor")
        ADDED = "added", _("added on the spot")
        UNKNOWN = "unknown", _("unknown whether left")

    muster = models.ForeignKey(Muster, models.PROTECT, related_name="entries", verbose_name=_("evacuation list"))
    # Whom it is about, the same in every copy of the list: person:7, visit:12, added:<nonce>.
    key = models.CharField(_("key"), max_length=48)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120, blank=True)
    firm = models.CharField(_("firm"), max_length=120, blank=True)
    host = models.CharField(_("host"), max_length=150, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="+")
    building = models.CharField(_("building"), max_length=120, blank=True)
    floor = models.CharField(_("floor"), max_length=60, blank=True)
    since = models.DateTimeField(_("since"))
    basis = models.CharField(_("known from"), max_length=10, choices=Presence.Basis.choices)
    listed_at = models.DateTimeField(_("on the list at"))
    added_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MusterEntryQuerySet.as_manager()

    class Meta:
        ordering = ["building", "floor", "name", "id"]
        verbose_name = _("line of an evacuation list")
        verbose_name_plural = _("lines of evacuation lists")
        constraints = [
            models.UniqueConstraint(name="muster_lists_everybody_once", fields=["muster", "key"]),
            models.CheckConstraint(
                name="muster_entry_kind_is_known", condition=Q(kind__in=["staff", "visitor", "added", "unknown"])
            ),
            models.CheckConstraint(
                name="muster_entry_basis_is_known", condition=Q(basis__in=["reader", "reception", "declared"])
            ),
            Immutable(
                name="muster_entry_is_never_changed",
                forgetting=["name", "firm", "host", "person", "visit", "added_by"],
            ),
        ]

    def __str__(self) -> str:
        return self.key


class MusterMark(models.Model):
    """What a warden saw of somebody on the list; the latest counts, and none is ever taken away."""

    class Kind(models.TextChoices):
        SAFE = "safe", _("safe")
        MISSING = "missing", _("not seen yet")
        LEFT = "left", _("signed out")

    entry = models.ForeignKey(MusterEntry, models.PROTECT, related_name="marks")
    # The first, second, ... of its line: of two wardens at once one writes it.
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    nonce = models.UUIDField(unique=True)
    at = models.DateTimeField(_("seen at"))
    told_at = models.DateTimeField(_("written at"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["entry_id", "number"]
        verbose_name = _("mark on an evacuation list")
        verbose_name_plural = _("marks on evacuation lists")
        constraints = [
            models.UniqueConstraint(name="muster_marks_follow_each_other", fields=["entry", "number"]),
            models.CheckConstraint(name="muster_mark_kind_is_known", condition=Q(kind__in=["safe", "missing", "left"])),
            models.CheckConstraint(name="muster_mark_is_told_after_it_was_seen", condition=Q(told_at__gte=F("at"))),
            Immutable(name="muster_mark_is_never_changed", forgetting=["by"]),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.kind}"


class MusterReport(models.Model):
    """How an evacuation ended: the figures, which are kept when the names are forgotten."""

    muster = models.OneToOneField(Muster, models.PROTECT, related_name="report")
    is_drill = models.BooleanField(_("drill"))
    opened_at = models.DateTimeField(_("called at"))
    ended_at = models.DateTimeField(_("ended at"))
    listed = models.PositiveIntegerField(_("on the list"))
    added = models.PositiveIntegerField(_("added on the spot"))
    safe = models.PositiveIntegerField(_("safe"))
    missing = models.PositiveIntegerField(_("not safe"))
    unknown = models.PositiveIntegerField(_("unknown whether left"))

    class Meta:
        ordering = ["-ended_at", "-id"]
        verbose_name = _("report of an evacuation")
        verbose_name_plural = _("reports of evacuations")
        constraints = [Immutable(name="muster_report_is_never_changed")]

    def __str__(self) -> str:
        return f"{self.muster_id} {self.ended_at:%Y-%m-%d %H:%M}"
