"""Who may not come in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models.people import User
from facilities.models.places import Site

from ..querysets import BlockedVisitorQuerySet


class BlockedVisitor(models.Model):
    """Somebody kept out of one site, or of all; the desk learns only that it must call security."""

    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="blocked_visitors",
        verbose_name=_("site"),
        help_text=_("Empty means every site."),
    )
    name = models.CharField(_("name"), max_length=120)
    normalised_name = models.CharField(max_length=120, db_index=True, editable=False)
    email = models.EmailField(_("mail address"), blank=True, db_index=True)
    reason = models.TextField(_("reason"))
    blocked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("blocked by")
    )
    created_at = models.DateTimeField(_("blocked at"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects = BlockedVisitorQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("blocked visitor")
        verbose_name_plural = _("blocked visitors")
        constraints = [
            models.CheckConstraint(name="blocked_visitor_has_a_name", condition=~Q(normalised_name="")),
        ]

    def __str__(self) -> str:
        return f"blocked {self.pk}"
