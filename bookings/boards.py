"""What a board can show of bookings."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from facilities.kernel.clock import local_day
from facilities.kernel.intervals import Interval
from facilities.models.places import Site

from .availability import rooms_state
from .models import Booking, Room


class RoomsToday:
    """The rooms of a site (argument: its short name): free or taken, until when, and the next meeting of today."""

    def topic(self, argument: str) -> str:
        """The live topic these rows follow."""
        return f"rooms.{argument}"

    def choices(self, sites: Iterable[Site]) -> list[tuple[str, str]]:
        """One entry a site."""
        return [(site.slug, _("Rooms of %(site)s") % {"site": site.name}) for site in sites]

    def rows(self, argument: str, *, at: datetime) -> list[dict[str, Any]]:
        """One row a room; a subject only where its door shows it too, never a person's name."""
        site = Site.objects.filter(slug=argument).first()
        if site is None:
            return []
        meetings = _first_meetings(site, at=at)
        return [
            {
                "key": f"room-{room['id']}",
                "label": room["name"],
                "state": room["now"],
                "until": room["until"],
                **_meeting(meetings.get(room["id"])),
            }
            for room in rooms_state(site, at=at)["rooms"]
        ]


def _first_meetings(site: Site, *, at: datetime) -> dict[int, Booking]:
    """The meeting that is on, else the next of today, by room: one query however many rooms."""
    zone = ZoneInfo(site.time_zone)
    # Shortly before midnight a board looks an hour ahead, or it would stand empty.
    end = max(local_day(at.astimezone(zone).date(), zone).end, at + timedelta(hours=1))
    bookings = (
        Booking.objects.filter(room__in=Room.objects.at(site))
        .live()
        .during(Interval(at, end))
        .select_related("room", "organisation")
        .order_by("-starts_at")
    )
    return {booking.room_id: booking for booking in bookings}


def _meeting(booking: Booking | None) -> dict[str, Any]:
    if booking is None:
        return {"title": None, "organisation": None, "starts_at": None, "ends_at": None}
    is_told = booking.room.shows_subject and not booking.is_private
    return {
        "title": booking.title if is_told else None,
        "organisation": booking.organisation.name,
        "starts_at": _iso(booking.starts_at),
        "ends_at": _iso(booking.ends_at),
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
