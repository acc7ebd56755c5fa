"""What this storey does when one below says something happened."""

from bookings.events import BookingCancelled, BookingMoved, MeetingsChanged
from facilities.deeds import deed
from facilities.kernel.intervals import Interval
from facilities.models.places import Site
from facilities.services.modes import SiteModeChanged
from facilities.services.sites import SiteShowsAnew

from .models.visits import Visit
from .services.muster import end_muster, open_muster, touch
from .services.traces import locked
from .services.visits import call_off, move_visit


def hear(event: object) -> None:
    """Visitors of a meeting follow it to another time or room, and stay at home when it is cancelled; the desk shows
    what is on."""
    match event:
        case BookingMoved(by, booking, at):
            for visit in Visit.objects.open().filter(booking=booking).order_by("pk"):
                move_visit(by=by, visit=visit, interval=Interval(booking.starts_at, booking.ends_at), at=at)
        case BookingCancelled(by, booking, at):
            for visit in Visit.objects.planned().filter(booking=booking).order_by("pk"):
                call_off(by=by, visit=locked(visit), at=at)
        case SiteShowsAnew(site):
            deed.touch(f"kiosk.{site.slug}")
        case MeetingsChanged(site):
            deed.touch(f"desk.{site.slug}")
        case SiteModeChanged(site, ended, begun):
            # The list is part of the evacuation: neither begins or ends without the other.
            if ended is not None and ended.mode == Site.Mode.EVACUATION:
                end_muster(ended)
            if begun is not None and begun.mode == Site.Mode.EVACUATION:
                open_muster(begun)
            touch(site)
