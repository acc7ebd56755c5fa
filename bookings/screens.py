"""Which screens can be paired with the rooms."""

from django.urls import reverse
from django.utils.translation import gettext as _

from facilities.models.places import Site

from .models import Room

PREFIX = "panel:"


class PanelScreens:
    """Door panels: `panel:<slug>` is the panel beside the door of that room."""

    def choices(self, site: Site) -> list[tuple[str, str]]:
        """One panel for each room of the site, offered or not: a room out of use still says so at its door."""
        rooms = Room.objects.at(site).order_by("name").values_list("slug", "name")
        return [(panel_of(slug), _("Door panel of %(room)s") % {"room": name}) for slug, name in rooms]

    def url(self, shows: str) -> str | None:
        """The page such a screen opens, or None when it is no panel of ours."""
        if not shows.startswith(PREFIX):
            return None
        slug = shows.removeprefix(PREFIX)
        return reverse("bookings:panel-show", args=[slug]) if Room.objects.filter(slug=slug).exists() else None


def panel_of(slug: str) -> str:
    """What `Device.shows` says when the device is the door panel of the room with this slug."""
    return f"{PREFIX}{slug}"
