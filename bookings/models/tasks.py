"""What is done around a meeting: the room set up before it, and cleared behind it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models.people import User

from .bookings import Booking


class DoneTask(models.Model):
    """That a room was set up for a meeting, or cleared after it; without a row it is still to be done."""

    class Kind(models.TextChoices):
        SET_UP = "set_up", _("set up")
        TEAR_DOWN = "tear_down", _("clear away")

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="done_tasks", verbose_name=_("booking"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    done_at = models.DateTimeField(_("done at"))
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )

    class Meta:
        ordering = ["done_at", "id"]
        verbose_name = _("task done")
        verbose_name_plural = _("tasks done")
        constraints = [
            models.UniqueConstraint(name="task_is_done_once_for_its_booking", fields=["booking", "kind"]),
            models.CheckConstraint(name="task_kind_is_known", condition=Q(kind__in=["set_up", "tear_down"])),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.kind}"
