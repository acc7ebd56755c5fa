"""Defects: what people report as broken in a room, until it is resolved."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models.devices import Device
from facilities.models.people import User

from ..querysets import DefectQuerySet
from .bookings import Block
from .rooms import Room


class Defect(models.Model):
    """Something that is broken in a room; it may keep the room out of use through a block."""

    class State(models.TextChoices):
        REPORTED = "reported", _("reported")
        IN_PROGRESS = "in_progress", _("in progress")
        RESOLVED = "resolved", _("resolved")

    room = models.ForeignKey(Room, models.PROTECT, related_name="defects", verbose_name=_("room"))
    summary = models.CharField(_("what is wrong"), max_length=120)
    details = models.TextField(_("details"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.REPORTED)
    reported_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="reported_defects", verbose_name=_("reported by")
    )
    reported_at_panel = models.ForeignKey(
        Device, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reported at panel")
    )
    reported_at = models.DateTimeField(_("reported at"))
    handled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    taken_up_at = models.DateTimeField(_("taken up at"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=200, blank=True)
    block = models.ForeignKey(
        Block, models.PROTECT, null=True, blank=True, related_name="defects", verbose_name=_("block")
    )

    objects = DefectQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-id"]
        verbose_name = _("defect")
        verbose_name_plural = _("defects")
        indexes = [
            models.Index(name="defect_open_by_room", fields=["room", "reported_at"], condition=~Q(state="resolved")),
        ]
        constraints = [
            models.CheckConstraint(
                name="defect_state_is_known", condition=Q(state__in=["reported", "in_progress", "resolved"])
            ),
            models.CheckConstraint(
                name="defect_resolved_has_its_time",
                condition=Q(state="resolved", resolved_at__isnull=False)
                | (~Q(state="resolved") & Q(resolved_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="defect_is_reported_by_a_person_or_at_a_panel",
                condition=Q(reported_by__isnull=True) | Q(reported_at_panel__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.summary}"
