"""Bookings as a file: the rows of the list, whole."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from .models.bookings import Booking
from .occupancy import site_of, zone_of

WIDTHS = (10, 34, 24, 24, 28, 17, 17, 28, 24, 9, 16, 24, 14)


def head() -> list[str]:
    """The names of the columns, in the language of this moment."""
    return [
        _("Number"),
        _("Subject"),
        _("Room"),
        _("Building"),
        _("Site"),
        _("From"),
        _("Until"),
        _("Organisation"),
        _("Organiser"),
        _("People"),
        _("Layout"),
        _("Equipment"),
        _("State"),
    ]


def lines(bookings: Iterable[Booking]) -> Iterator[list[Any]]:
    """One line a booking, times on the clock of its house."""
    for booking in bookings:
        room, zone = booking.room, zone_of(booking.room)
        yield [
            booking.pk,
            booking.title,
            room.name,
            room.space.floor.building.name,
            site_of(room).name,
            *(f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in (booking.starts_at, booking.ends_at)),
            booking.organisation.name,
            booking.organiser.name if booking.organiser else "",
            booking.attendees,
            booking.layout.name if booking.layout else "",
            ", ".join(f"{line.count} × {line.kind.name}" for line in booking.equipment_lines.all()),
            booking.get_status_display(),
        ]
