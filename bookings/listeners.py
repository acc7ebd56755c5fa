"""What this storey does when the ground floor says something happened."""

from facilities.deeds import deed
from facilities.services.sites import SiteShowsAnew

from .models.rooms import Room


def hear(event: object) -> None:
    """A site that shows anew changes the panel of each of its rooms."""
    if isinstance(event, SiteShowsAnew):
        deed.touch(*(f"room.{pk}" for pk in Room.objects.at(event.site).values_list("pk", flat=True)))
