"""How long a house remembers its visitors, where that is shorter than everywhere else."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models.places import Site

MOST = 90


class VisitorTerm(models.Model):
    """The days a site remembers visitors by name; without a row, or with a longer one, the platform's days count."""

    site = models.OneToOneField(Site, models.PROTECT, related_name="visitor_term", verbose_name=_("site"))
    days = models.PositiveSmallIntegerField(_("days"))

    class Meta:
        ordering = ["site_id"]
        verbose_name = _("time to remember visitors")
        verbose_name_plural = _("times to remember visitors")
        constraints = [
            models.CheckConstraint(name="visitor_term_is_one_to_ninety_days", condition=Q(days__gte=1, days__lte=MOST)),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.days}"
