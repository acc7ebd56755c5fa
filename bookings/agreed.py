"""What the ground floor shows of this storey where a site's hours change under it."""

from datetime import datetime

from django.urls import reverse

from facilities.models.people import User
from facilities.models.places import Site
from facilities.outside import Agreed

from .models.bookings import Booking
from .occupancy import span


def meetings(site: Site, *, user: User, at: datetime) -> list[Agreed]:
    """The bookings to come at `site` that `user` may open; one query."""
    coming = Booking.objects.visible_to(user).live().filter(ends_at__gt=at, room__space__floor__building__site=site)
    return [
        Agreed(
            span(booking),
            f"{booking.room.name}, {booking.title} ({booking.organisation.name})",
            reverse("bookings:booking-details", args=[booking.pk]),
        )
        for booking in coming.select_related("room", "organisation")
    ]
