"""What the upkeep of visits leaves behind: days that were closed, and what was forgotten."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.kernel.constraints import Immutable
from facilities.models.places import Site


class ClosedDay(models.Model):
    """A local day of a site whose open visits were closed; there is one row a day, so it happens once."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="closed_days")
    day = models.DateField()
    closed_at = models.DateTimeField()
    not_signed_out = models.PositiveIntegerField(default=0)
    did_not_come = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["site_id", "day"]
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        constraints = [
            models.UniqueConstraint(name="day_is_closed_once_at_its_site", fields=["site", "day"]),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.day}"


class PurgeReport(models.Model):
    """That, when and how much was forgotten: figures only, and never changed."""

    made_at = models.DateTimeField(_("forgotten at"))
    names_before = models.DateTimeField(_("visits closed before"))
    plates_before = models.DateTimeField(_("number plates of visits closed before"))
    names = models.PositiveIntegerField(_("visitors forgotten"))
    plates = models.PositiveIntegerField(_("number plates forgotten"))
    blocks = models.PositiveIntegerField(_("blocks forgotten"))
    mustered = models.PositiveIntegerField(_("people on evacuation lists forgotten"), default=0)
    presences = models.PositiveIntegerField(_("presences forgotten"), default=0)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("purge report")
        verbose_name_plural = _("purge reports")
        constraints = [Immutable(name="purge_report_is_never_changed")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class PurgeLine(models.Model):
    """What of a purge was done at one site, by the days that counted there; never changed."""

    report = models.ForeignKey(PurgeReport, models.PROTECT, related_name="lines", verbose_name=_("purge report"))
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("site"))
    days = models.PositiveSmallIntegerField(_("days"))
    names_before = models.DateTimeField(_("visits closed before"))
    names = models.PositiveIntegerField(_("visitors forgotten"))

    class Meta:
        ordering = ["report_id", "site__name"]
        verbose_name = _("line of a purge report")
        verbose_name_plural = _("lines of purge reports")
        constraints = [
            models.UniqueConstraint(name="purge_report_has_a_line_a_site", fields=["report", "site"]),
            Immutable(name="purge_line_is_never_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.site_id}"
