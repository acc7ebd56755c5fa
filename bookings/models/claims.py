"""Claims: the only thing that occupies time."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.kernel.constraints import Immutable, NoOverlap, one_of

from ..querysets import ClaimQuerySet
from .bookings import Block, Booking
from .holds import Hold
from .rooms import Atom


class Claim(models.Model):
    """One atom, taken during [starts_at, ends_at). A row always blocks; freeing means deleting; it is never changed."""

    atom = models.ForeignKey(Atom, models.PROTECT, related_name="claims")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    booking = models.ForeignKey(Booking, models.PROTECT, null=True, related_name="claims")
    block = models.ForeignKey(Block, models.PROTECT, null=True, related_name="claims")
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="claims")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["atom_id", "starts_at"]
        indexes = [
            # "The first claim that ends after X" answers free-or-taken in constant time (docs/decisions).
            models.Index(name="claim_atom_by_end", fields=["atom", "ends_at", "starts_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="claim_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A claim must end after it starts."),
            ),
            models.CheckConstraint(name="claim_has_one_owner", condition=one_of("booking", "block", "hold")),
            NoOverlap(
                name="claim_keeps_atom_for_one",
                within="atom",
                start="starts_at",
                end="ends_at",
                violation_error_message=_("The room is taken during part of that time."),
            ),
            Immutable(name="claim_is_never_changed", against=["UPDATE"]),
        ]

    def __str__(self) -> str:
        return f"{self.atom_id} {self.starts_at:%Y-%m-%d %H:%M}"
