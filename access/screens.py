"""Which screens can be paired with the hall of a site."""

from django.urls import reverse
from django.utils.translation import gettext as _

from facilities.models.places import Site

from .rules import KIOSK


class KioskScreens:
    """Kiosks: `kiosk:<slug>` receives the visitors of the site with that slug."""

    def choices(self, site: Site) -> list[tuple[str, str]]:
        """One kind of kiosk for each site; as many as one likes may be paired with it."""
        return [(kiosk_of(site.slug), _("Visitor kiosk of %(site)s") % {"site": site.name})]

    def url(self, shows: str) -> str | None:
        """The start page of the kiosk, or None when it is none of ours."""
        slug = shows.removeprefix(KIOSK)
        if not shows.startswith(KIOSK) or not Site.objects.filter(slug=slug).exists():
            return None
        return reverse("access:kiosk-show", args=[slug])


def kiosk_of(slug: str) -> str:
    """What `Device.shows` says when the device is a kiosk at the site with this slug."""
    return f"{KIOSK}{slug}"
