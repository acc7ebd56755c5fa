"""What this storey does when the ground floor says something happened."""

from facilities.deeds import deed
from facilities.services.organisations import OrganisationRenamed
from facilities.services.sites import SiteShowsAnew

from .models.bookings import Booking
from .models.rooms import Room
from .touching import topics_of, use_topic


def hear(event: object) -> None:
    """A site that shows anew changes the panel of each of its rooms, a new name those of the rooms it is shown at."""
    match event:
        case SiteShowsAnew(site):
            deed.touch(use_topic(site), *(f"room.{pk}" for pk in Room.objects.at(site).values_list("pk", flat=True)))
        case OrganisationRenamed(organisation):
            held = Booking.objects.live().filter(organisation=organisation)
            for room in Room.objects.with_place().filter(pk__in=held.values("room")):
                deed.touch(*topics_of(room))
