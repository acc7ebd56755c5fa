"""Holds: a time kept for ten minutes for whoever is filling in the booking form."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.models.people import User

from .rooms import Room


class Hold(models.Model):
    """A room kept during [starts_at, ends_at) for one person who is about to book it; everybody has one at most."""

    user = models.OneToOneField(User, models.CASCADE, related_name="room_hold", verbose_name=_("person"))
    room = models.ForeignKey(Room, models.PROTECT, related_name="holds", verbose_name=_("room"))
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    expires_at = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        ordering = ["expires_at", "id"]
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.CheckConstraint(name="hold_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.starts_at:%Y-%m-%d %H:%M}"
