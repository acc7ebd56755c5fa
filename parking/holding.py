"""How many places are held when, and where one more can be."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from facilities.kernel.intervals import Interval

from .layout import Part, read_layouts
from .models.areas import Area, Capacity, VehicleClass
from .models.car_parks import CarPark
from .models.holds import Hold
from .publishing import free_in

# A place is kept from so long before somebody is expected until so long after.
BEFORE, AFTER = timedelta(minutes=15), timedelta(minutes=30)


def area_with_room(
    car_park: CarPark, interval: Interval, *, area: Area | None, but: Hold | None, at: datetime
) -> Area | None:
    """The area in which one more place can be held during `interval`: `area`, or the first for cars; None is nowhere.

    `but` is a hold that would make way for it. Whoever asks holds the projections of the car park.
    """
    for part in read_layouts([car_park], at=at)[car_park.pk].leaves:
        is_asked = part.area.pk == area.pk if area else part.area.vehicle_class == VehicleClass.CAR
        if is_asked and _has_room(part, interval, but, at):
            return part.area
    return None


def _has_room(part: Part, interval: Interval, but: Hold | None, at: datetime) -> bool:
    kept = Interval(interval.start - BEFORE, interval.end)
    others = [one for one in _unfinished(part.area, kept, at=at) if but is None or one.pk != but.pk]
    if most_at_once(Interval(one.active_from, one.ends_at) for one in others) >= _places(part.area, kept):
        return False
    if kept.start > at:
        return True
    # Kept from now on: it must not be the place of a vehicle that stands there already.
    own = but is not None and but.area_id == part.area.pk and but.state_at(at) == Hold.State.ACTIVE
    return free_in(part) + own >= 1


def _unfinished(area: Area, during: Interval, *, at: datetime) -> QuerySet[Hold]:
    """Those that have or will have a place during some of it."""
    came_or_may = Q(arrived_at__isnull=False) | Q(lapses_at__gt=at)
    rows = Hold.objects.filter(came_or_may, area=area, released_at__isnull=True)
    return rows.filter(active_from__lt=during.end, ends_at__gt=during.start)


def most_at_once(intervals: Iterable[Interval]) -> int:
    """How many of them run at the same moment at most; one that ends makes room for one that starts then."""
    edges = [edge for one in intervals for edge in ((one.start, 1), (one.end, -1))]
    running = most = 0
    for _moment, step in sorted(edges):
        running += step
        most = max(most, running)
    return most


def _places(area: Area, during: Interval) -> int:
    """The fewest places in service at any moment of it."""
    known = Capacity.objects.filter(area=area)
    standing = known.filter(starts_at__lte=during.start).order_by("-starts_at").first()
    coming = known.filter(starts_at__gt=during.start, starts_at__lt=during.end)
    return min((one.places - one.out_of_service for one in [standing, *coming] if one), default=0)
