"""Who of the house is inside: said by himself, by the desk, or by a reader at a door."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.models.people import User
from facilities.models.places import Building, Floor, Site

from ..querysets import PresenceQuerySet


class Presence(models.Model):
    """A stretch in which somebody who works in a house was inside; of a visitor the visit itself tells it."""

    class Basis(models.TextChoices):
        READER = "reader", _("reader at a door")
        RECEPTION = "reception", _("the desk")
        DECLARED = "declared", _("said so")

    class Closing(models.TextChoices):
        OPEN = "", _("inside")
        LEFT = "left", _("left")
        ELSEWHERE = "elsewhere", _("came in elsewhere")
        DAY_END = "day_end", _("closed at the end of the day")

    person = models.ForeignKey(User, models.PROTECT, related_name="presences", verbose_name=_("person"))
    site = models.ForeignKey(Site, models.PROTECT, related_name="presences", verbose_name=_("site"))
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("building")
    )
    floor = models.ForeignKey(Floor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("floor"))
    basis = models.CharField(_("known from"), max_length=10, choices=Basis.choices)
    since = models.DateTimeField(_("since"))
    # Only where somebody said so: nobody's leaving is ever invented.
    until = models.DateTimeField(_("until"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_how = models.CharField(_("closed how"), max_length=10, choices=Closing.choices, blank=True, default="")

    objects = PresenceQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        indexes = [
            models.Index(name="presence_open_by_site", fields=["site"], condition=Q(closed_at__isnull=True)),
            models.Index(name="presence_by_closing", fields=["closed_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="presence_is_open_once_a_person", fields=["person"], condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="presence_basis_is_known", condition=Q(basis__in=["reader", "reception", "declared"])
            ),
            models.CheckConstraint(
                name="presence_closed_says_how",
                condition=Q(closed_at__isnull=True, closed_how="", until__isnull=True)
                | Q(closed_at__isnull=False, closed_how="left", until__isnull=False)
                | Q(closed_at__isnull=False, closed_how__in=["elsewhere", "day_end"], until__isnull=True),
            ),
            models.CheckConstraint(
                name="presence_ends_no_earlier_than_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.since:%Y-%m-%d %H:%M}"
