"""What this storey does when the ground floor says something happened."""

from facilities.deeds import deed
from facilities.services.sites import SiteShowsAnew

from .models.car_parks import CarPark
from .names import car_park_topic


def hear(event: object) -> None:
    """A site that shows anew (its name, its mode) changes each of its car parks."""
    match event:
        case SiteShowsAnew(site):
            slugs = CarPark.objects.filter(site=site).values_list("slug", flat=True)
            deed.touch(*(car_park_topic(slug) for slug in slugs))
