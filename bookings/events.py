"""What a booking announces to the storeys above, inside its own transaction."""

from dataclasses import dataclass
from datetime import datetime

from facilities.deeds import Actor
from facilities.models.places import Site

from .models.bookings import Booking


@dataclass(frozen=True, slots=True)
class BookingMoved:
    """The booking has another room or other times."""

    by: Actor
    booking: Booking
    at: datetime


@dataclass(frozen=True, slots=True)
class BookingCancelled:
    """The booking no longer stands."""

    by: Actor
    booking: Booking
    at: datetime


@dataclass(frozen=True, slots=True)
class MeetingsChanged:
    """Something about the meetings of a site is another than before, or about what is to be done around them."""

    site: Site
