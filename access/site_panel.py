"""People in the building on the page of a site: a live figure, and for who may the way to the names."""

from datetime import datetime

from facilities.models.people import User
from facilities.models.places import Site
from facilities.site_panels import SitePanel

from . import rules
from .presence import people_state


class PeopleInside:
    """How many are inside now."""

    def panel(self, site: Site, *, person: User, at: datetime) -> SitePanel | None:
        """For everybody who sees the site."""
        return SitePanel(
            template="access/site_panel.html",
            context={
                "site": site,
                "count": people_state(site)["in_building"],
                "may_see_names": rules.may_see_people(person, site),
            },
            scripts=("access/people.js",),
        )
