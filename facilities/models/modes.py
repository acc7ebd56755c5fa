"""Evacuations and lockdowns of a house, from when to when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..kernel.constraints import NoOverlap
from ..querysets import SiteModeQuerySet
from .people import User
from .places import Site


class SiteMode(models.Model):
    """A stretch in which a house was not in its normal mode: one at a time, the running one has no end yet."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="modes", verbose_name=_("site"))
    mode = models.CharField(_("mode"), max_length=12, choices=Site.Mode.choices)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("called by"))
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    is_drill = models.BooleanField(_("drill"), default=False)

    objects = SiteModeQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        verbose_name = _("evacuation or lockdown")
        verbose_name_plural = _("evacuations and lockdowns")
        constraints = [
            models.CheckConstraint(
                name="site_mode_is_out_of_the_normal", condition=Q(mode__in=["lockdown", "evacuation"])
            ),
            models.CheckConstraint(
                name="site_mode_ends_no_earlier_than_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="site_mode_is_ended_by_nobody_while_it_runs",
                condition=Q(until__isnull=False) | Q(ended_by__isnull=True),
            ),
            NoOverlap(name="site_has_one_mode_at_a_time", within="site", start="since", end="until"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.mode} {self.since:%Y-%m-%d %H:%M}"
