"""What this storey shows on the page of a booking: who comes to the meeting."""

from datetime import datetime

from bookings.models.bookings import Booking
from bookings.occupancy import site_of
from bookings.parts import Part
from facilities.models.people import User

from . import rules
from .models.visits import Visit


def visitors_of(booking: Booking, *, user: User, at: datetime) -> Part | None:
    """The visitors `user` may see, and the way to invite more while the meeting is not over."""
    visits = list(Visit.objects.visible_to(user).filter(booking=booking).select_related("site", "host"))
    host = booking.organiser or user
    may_invite = (
        booking.status == Booking.Status.CONFIRMED
        and booking.ends_at > at
        and rules.may_invite(user, site_of(booking.room), booking.organisation, host)
    )
    if not visits and not may_invite:
        return None
    return Part("access/booking_visitors.html", {"visits": visits, "may_invite": may_invite, "booking": booking})
