"""Places kept for somebody who is expected: a visitor, or whoever the desk keeps one for."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.models.people import User

from ..querysets import HoldQuerySet
from .areas import Area
from .car_parks import CarPark


class Hold(models.Model):
    """One place kept from shortly before somebody is expected until that person comes or plainly does not.

    Whether it is active, or nobody came, follows from the clock: nothing needs to write it down in time.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        ACTIVE = "active", _("kept")
        ARRIVED = "arrived", _("arrived")
        NO_SHOW = "no_show", _("did not come")
        RELEASED = "released", _("released")

    car_park = models.ForeignKey(CarPark, models.CASCADE, related_name="holds", verbose_name=_("car park"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="holds", verbose_name=_("area"))
    reference = models.UUIDField(_("reference"), unique=True, help_text=_("Of whatever it is kept for."))
    label = models.CharField(_("for whom"), max_length=120)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    active_from = models.DateTimeField(_("kept from"))
    lapses_at = models.DateTimeField(_("given up at"))
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    placed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    placed_at = models.DateTimeField(_("placed at"))

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("held place")
        verbose_name_plural = _("held places")
        indexes = [
            # What every published number asks: which places are kept now, and which soon.
            models.Index(
                name="held_place_unanswered_by_area",
                fields=["area", "lapses_at"],
                condition=Q(arrived_at__isnull=True, released_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="held_place_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The end must come after the start."),
            ),
            models.CheckConstraint(
                name="held_place_is_kept_from_before_its_start",
                condition=Q(active_from__lte=F("starts_at"), lapses_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(name="held_place_is_for_somebody", condition=~Q(label="")),
            models.CheckConstraint(
                name="held_place_is_released_after_arrival",
                condition=Q(arrived_at__isnull=True)
                | Q(released_at__isnull=True)
                | Q(released_at__gte=F("arrived_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.car_park_id} {self.starts_at:%Y-%m-%d %H:%M}"

    def state_at(self, at: datetime) -> "Hold.State":
        """How it stands at `at`; who came late has arrived all the same."""
        if self.arrived_at is not None and self.arrived_at <= at:
            is_over = self.released_at is not None and self.released_at <= at
            return self.State.RELEASED if is_over else self.State.ARRIVED
        if self.released_at is not None and self.released_at <= min(at, self.lapses_at):
            return self.State.RELEASED
        if at >= self.lapses_at:
            return self.State.NO_SHOW
        return self.State.ACTIVE if at >= self.active_from else self.State.PLANNED
