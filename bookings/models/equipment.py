"""Equipment that is carried to meetings: its items, and what a booking asked for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models.places import Amenity

from ..querysets import ItemQuerySet
from .bookings import Booking
from .rooms import Atom


class Item(models.Model):
    """One projector, one flip chart: whoever gets it for a meeting claims its atom, so none is promised twice."""

    atom = models.OneToOneField(Atom, models.PROTECT, related_name="item", verbose_name=_("atom"))
    kind = models.ForeignKey(Amenity, models.PROTECT, related_name="items", verbose_name=_("kind"))
    is_in_service = models.BooleanField(_("in service"), default=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["kind__slug", "atom_id"]
        verbose_name = _("item of equipment")
        verbose_name_plural = _("items of equipment")

    def __str__(self) -> str:
        return f"{self.kind_id} {self.atom_id}"


class EquipmentLine(models.Model):
    """So many of a kind that a booking asked for and, while it stands, holds."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="equipment_lines", verbose_name=_("booking"))
    kind = models.ForeignKey(Amenity, models.PROTECT, related_name="+", verbose_name=_("kind"))
    count = models.PositiveSmallIntegerField(_("how many"))

    class Meta:
        ordering = ["booking_id", "kind__slug"]
        verbose_name = _("equipment of a booking")
        verbose_name_plural = _("equipment of bookings")
        constraints = [
            models.UniqueConstraint(name="equipment_line_names_a_kind_once", fields=["booking", "kind"]),
            models.CheckConstraint(name="equipment_line_asks_for_something", condition=Q(count__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.count} × {self.kind_id}"
