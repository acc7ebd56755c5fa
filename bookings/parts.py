"""What the storeys above show on the page of a booking; the settings name who tells (`RUIMTE_BOOKING_PARTS`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from facilities.models.people import User

from .models.bookings import Booking


@dataclass(frozen=True, slots=True)
class Part:
    """A card: its template, which finds `context` as `part`."""

    template: str
    context: dict[str, Any]  # Any: whatever the template shows


def parts_of(booking: Booking, *, user: User, at: datetime) -> list[Part]:
    """The cards of all storeys that have something to show to `user`."""
    told = [import_string(path)(booking, user=user, at=at) for path in settings.RUIMTE_BOOKING_PARTS]
    return [part for part in told if part is not None]
