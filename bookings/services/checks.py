"""Looks whether claims and bookings still tell the same story; they must, and somebody should know if they do not."""

from collections import Counter
from datetime import datetime

from django.db.models import Q

from ..models.bookings import Block, Booking
from ..models.claims import Claim
from ..occupancy import in_use, span


class ClaimsDoNotFit(Exception):
    """A booking or block without its claims, or claims of one that no longer stands."""


def check_claims(*, at: datetime) -> None:
    """Raise `ClaimsDoNotFit` unless what stands after `at` holds every atom of its room, and nothing else holds any."""
    faults = list(faults_of_claims(at=at))
    if faults:
        raise ClaimsDoNotFit("; ".join(faults[:20]))


def faults_of_claims(*, at: datetime) -> list[str]:
    """What does not fit, one line each, by ids."""
    faults = []
    bookings = Booking.objects.live().filter(ends_at__gt=at)
    for booking in bookings.prefetch_related("claims__atom__item", "room__atoms", "equipment_lines"):
        # Not what a room claims today: its turnover and its days may have been others when this was booked.
        used = in_use(span(booking), setup=booking.setup, teardown=booking.teardown)
        held = [c.atom for c in booking.claims.all() if c.starts_at <= used.start and c.ends_at >= used.end]
        carried = Counter(atom.item.kind_id for atom in held if hasattr(atom, "item"))
        fixed = sorted(atom.pk for atom in held if not hasattr(atom, "item"))
        if fixed != sorted(atom.pk for atom in booking.room.atoms.all()):
            faults.append(f"booking {booking.pk} of room {booking.room_id} does not hold its room")
        if carried != {line.kind_id: line.count for line in booking.equipment_lines.all()}:
            faults.append(f"booking {booking.pk} does not hold its equipment")
    for block in Block.objects.standing().filter(ends_at__gt=at).prefetch_related("claims", "room__atoms"):
        atoms = [c.atom_id for c in block.claims.all() if c.starts_at <= block.starts_at and c.ends_at >= block.ends_at]
        if sorted(atoms) != sorted(atom.pk for atom in block.room.atoms.all()):
            faults.append(f"block {block.pk} of room {block.room_id} does not hold its room")
    ghosts = Claim.objects.filter(
        Q(booking__status=Booking.Status.CANCELLED) | Q(block__lifted_at__isnull=False), ends_at__gt=at
    )
    faults += [f"claim {pk} belongs to nothing that stands" for pk in ghosts.values_list("pk", flat=True)[:100]]
    return faults
