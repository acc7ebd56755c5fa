"""Where the samples of a file belong: an area told by another system, and the sensor that stands for that system."""

from datetime import datetime, timedelta

from django.utils.text import slugify

from facilities.models.places import Site

from ..models.areas import Area, Sensor
from ..models.car_parks import CarPark
from ..samples import Sample
from . import areas, car_parks, sensors


class NotTold(Exception):
    """A car park that no file can tell of as it is laid out, and why."""


def made_for(sample: Sample, *, site: Site, at: datetime, stale_after: timedelta) -> tuple[Area, Sensor]:
    """The car park of the sample's code with its one area and the system that tells of it, made where missing."""
    slug = slugify(f"{site.slug}-{sample.code}")[:50]
    car_park = CarPark.objects.filter(slug=slug).first()
    if car_park is None:
        car_park = car_parks.add_car_park(by=None, site=site, name=sample.code, slug=slug, at=at)
        areas.add_area(
            by=None,
            car_park=car_park,
            name=sample.code,
            slug="all",
            places=max(sample.capacity, 0),
            method=Area.Method.EXTERNAL,
            stale_after=int(stale_after.total_seconds()),
            at=sample.at,
        )
    return told_area(car_park, "all"), teller(car_park, at=at)


def told_area(car_park: CarPark, slug: str = "") -> Area:
    """The area of `car_park` that another system tells of; `slug` says which where there are several."""
    told = Area.objects.counting().filter(car_park=car_park, method=Area.Method.EXTERNAL)
    found = list(told.filter(slug=slug) if slug else told)
    if len(found) == 1:
        return found[0]
    names = ", ".join(told.order_by("position", "pk").values_list("slug", flat=True))
    if not names:
        raise NotTold(f"{car_park.slug} has no area that is told by another system; its own sensors count there.")
    raise NotTold(f"Choose one area of {car_park.slug}: {names}.")


def teller(car_park: CarPark, *, at: datetime) -> Sensor:
    """The one system that tells of `car_park`, made where there is none: a second that fell silent would hide the
    numbers of the first."""
    systems = Sensor.objects.filter(car_park=car_park, kind=Sensor.Kind.SYSTEM, device__revoked_at__isnull=True)
    found = list(systems.select_related("device", "car_park").order_by("pk")[:2])
    if len(found) > 1:
        raise NotTold(f"Several systems tell of {car_park.slug}; revoke all but one.")
    if found:
        return found[0]
    sensor, _ = sensors.add_sensor(
        by=None, car_park=car_park, name=f"{car_park.name} (import)", kind=Sensor.Kind.SYSTEM, at=at
    )
    return sensor
