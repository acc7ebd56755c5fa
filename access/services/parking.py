"""A visitor's parking place: held, moved and given back through parking's own deeds, which know the visit's number."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from facilities.kernel.intervals import Interval
from parking.errors import NoPlaceLeft
from parking.models.holds import Hold
from parking.services.holds import arrive, hold_place, move_hold, release_hold

from ..errors import NoCarPark
from ..models.visits import Visit


def hold_for(visit: Visit, *, at: datetime) -> None:
    """Hold a place at the site, in the first car park that has one; `NoPlaceLeft` when none has. Inside a deed.

    Parking learns the firm that is visited, not the name of the visitor, which is forgotten sooner.
    """
    car_parks = list(visit.site.car_parks.order_by("pk"))
    if not car_parks:
        raise NoCarPark(site_name=visit.site.name)
    interval = Interval(visit.starts_at, visit.ends_at)
    for car_park in car_parks:
        try:
            hold_place(
                by=None,
                car_park=car_park,
                interval=interval,
                reference=visit.public_id,
                label=visit.organisation.name,
                at=at,
            )
        except NoPlaceLeft:
            continue
        return
    raise NoPlaceLeft


def follow_if_possible(visit: Visit, changed: list[str], *, at: datetime) -> None:
    """As `follow`, for a visit that moves with its meeting: a full car park keeps no meeting from moving."""
    try:
        follow(visit, changed, at=at)
    except NoPlaceLeft:
        give_back(visit, at=at)
        visit.needs_parking = False
        visit.save(update_fields=["needs_parking"])


def follow(visit: Visit, changed: list[str], *, at: datetime) -> None:
    """Let the place follow what was changed about the visit. Inside a deed."""
    if "needs_parking" in changed:
        if visit.needs_parking:
            hold_for(visit, at=at)
        else:
            give_back(visit, at=at)
    elif visit.needs_parking and {"starts_at", "ends_at"} & set(changed):
        move_hold(by=None, reference=visit.public_id, interval=Interval(visit.starts_at, visit.ends_at), at=at)


def take(visit: Visit, *, at: datetime) -> None:
    """The visitor is here. Inside a deed."""
    if visit.needs_parking:
        arrive(by=None, reference=visit.public_id, at=at)


def give_back(visit: Visit, *, at: datetime) -> None:
    """The place is free for others. Inside a deed."""
    release_hold(by=None, reference=visit.public_id, at=at)


def place_of(visit: Visit) -> Hold | None:
    """The place held for the visit now."""
    if not visit.needs_parking:
        return None
    held = Hold.objects.filter(reference=visit.public_id, released_at__isnull=True)
    return held.select_related("car_park").first()


def places_of(visits: Iterable[Visit]) -> dict[UUID, str]:
    """The car park in which a place is held, by the public number of the visit; one query."""
    wanted = [visit.public_id for visit in visits if visit.needs_parking]
    held = Hold.objects.filter(reference__in=wanted, released_at__isnull=True)
    return dict(held.values_list("reference", "car_park__name"))
