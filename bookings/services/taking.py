"""How a booking takes what it needs: its room, with the privileges of staff, and the equipment it asked for."""

from datetime import datetime

from facilities.deeds import Actor

from .. import rules
from ..models.bookings import Booking
from ..models.equipment import EquipmentLine
from ..occupancy import claimed_by, used_by
from ..stock import Wanted
from .claims import claim_with, fitted, make_way


def write_down(booking: Booking, wanted: Wanted) -> None:
    """Let the lines of `booking` say what is `wanted`."""
    booking.equipment_lines.all().delete()
    EquipmentLine.objects.bulk_create(
        EquipmentLine(booking=booking, kind=kind, count=count) for kind, count in wanted.items()
    )


def take(*, by: Actor, booking: Booking, wanted: Wanted, at: datetime) -> None:
    """Claim the room and what is `wanted`; staff get the turnover of others too, but never their time."""
    interval = claimed_by(booking)
    if rules.is_staff_of(by, booking.room):
        make_way(by=by, room=booking.room, interval=interval)
        interval = fitted(booking.room, used_by(booking), interval)
    claim_with(owner=booking, interval=interval, wanted=wanted, by=by, at=at)
