"""What every deed that lays a car park out otherwise does last: publish anew, and say so when it shows."""

from datetime import datetime

from facilities.deeds import deed

from .. import projection, publishing
from ..models.areas import Area
from ..models.car_parks import CarPark
from ..names import car_park_topic


def hold(car_park: CarPark, *, at: datetime) -> None:
    """Lock what is counted there, before the rows that lay it out: in the order in which sensors lock."""
    projection.hold(car_park.pk, at=at)


def show_anew(car_park: CarPark, *, at: datetime) -> None:
    """Publish the car park as it now is laid out; called last inside a deed."""
    if Area.objects.filter(car_park=car_park, state__isnull=True).exists():
        projection.begin_missing(car_park.pk)
    hold(car_park, at=at)
    # Read anew: what the caller holds in hand may be older than what this deed or another one wrote.
    car_park = CarPark.objects.select_related("site").get(pk=car_park.pk)
    if publishing.refresh(car_park, at=at):
        deed.touch(car_park_topic(car_park.slug))
