"""The car parks of a house on its page: free places, live, each a link to why."""

from datetime import datetime

from facilities.models.people import User
from facilities.models.places import Site
from facilities.site_panels import SitePanel

from .models.car_parks import CarPark
from .shown import shown
from .views.words import words

MOST = 6


class PlacesToPark:
    """The car parks of the site that this person sees."""

    def panel(self, site: Site, *, person: User, at: datetime) -> SitePanel | None:
        """None where there is no car park."""
        car_parks = CarPark.objects.visible_to(person).filter(site=site).select_related("site").order_by("name")
        parks = shown(car_parks[:MOST], at=at)
        if not parks:
            return None
        return SitePanel(
            template="parking/site_panel.html",
            context={"parks": parks, "words": words()},
            styles=("parking/parking.css",),
            scripts=("parking/tiles.js",),
        )
