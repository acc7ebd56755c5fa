"""Finding counts that are told of again and again and never change, while the areas beside them do."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Max, Min, Q

from facilities.deeds import deed

from .. import anomalies, publishing
from ..gate import gate_intervals
from ..models.areas import Area
from ..models.car_parks import CarPark
from ..models.ledger import Anchor, Anomaly, AreaState, CountEvent
from ..names import car_park_topic

logger = logging.getLogger(__name__)

# Open hours without a change, signs of life in them, and changes of a neighbour: all three, or a quiet level under
# the roof would be suspected every weekend.
STILL_FOR = timedelta(hours=24)
SIGNS = 50
NEIGHBOUR_CHANGES = 5


def look_everywhere(*, at: datetime) -> None:
    """Judge every car park; run by the worker."""
    for car_park in CarPark.objects.select_related("site"):
        look_for_stuck(car_park=car_park, at=at)


@deed
def look_for_stuck(*, car_park: CarPark, at: datetime) -> list[Area]:
    """Suspect the areas of `car_park` that stand still, acquit those that moved; gives those suspected now."""
    areas = list(Area.objects.filter(car_park=car_park).counting().order_by("pk"))
    counted = AreaState.objects.filter(area__in=areas, anchor_at__isnull=False)
    states = {state.area_id: state for state in counted}
    areas = [area for area in areas if area.pk in states]
    found = [area for area in areas if _stands_still(area, states[area.pk], areas, car_park, at)]
    turned = [area for area in areas if states[area.pk].is_stuck != (area in found)]
    for area in turned:
        _turn(area, states[area.pk], is_stuck=area in found, at=at)
    if turned and publishing.refresh(car_park, at=at):
        deed.touch(car_park_topic(car_park.slug))
    return found


def _turn(area: Area, state: AreaState, *, is_stuck: bool, at: datetime) -> None:
    AreaState.objects.filter(pk=state.pk).update(is_stuck=is_stuck)
    if is_stuck:
        logger.warning("area %s has not changed since %s", area.pk, _since(state))
        anomalies.begin(Anomaly.Kind.STUCK, car_park=area.car_park_id, area=area.pk, at=at, vehicles=state.raw)
    else:
        anomalies.end(Anomaly.Kind.STUCK, area=area.pk, at=at)


def _since(state: AreaState) -> datetime:
    """Since when the number is the same; a person who counted just that begins the day anew."""
    told = Anchor.objects.filter(area=state.area_id).aggregate(
        first=Min("counted_at"), confirmed=Max("counted_at", filter=Q(counted_by__isnull=False))
    )
    moments = [state.changed_at or told["first"] or state.anchor_at, told["confirmed"]]
    return max(moment for moment in moments if moment is not None)


def _stands_still(area: Area, state: AreaState, areas: Sequence[Area], car_park: CarPark, at: datetime) -> bool:
    since = _since(state)
    # Cheapest first: most areas have changed within the day.
    return (
        at - since >= STILL_FOR
        and _open_time(car_park, since, at) >= STILL_FOR
        and _signs(area, since, at) >= SIGNS
        and any(_changes(other, since, at) >= NEIGHBOUR_CHANGES for other in areas if other != area)
    )


def _open_time(car_park: CarPark, since: datetime, at: datetime) -> timedelta:
    """How long the gate was open; of a long stillness its last week says enough."""
    since = max(since, at - timedelta(days=7))
    stretches = gate_intervals(car_park, since, at)
    return sum((min(one.end, at) - max(one.start, since) for one in stretches), timedelta())


def _signs(area: Area, since: datetime, at: datetime) -> int:
    """How often something was told about the area, or by what counts it."""
    told = Q(anchor__area=area) | Q(from_area=area) | Q(to_area=area)
    counts_it = Q(kind=CountEvent.Kind.HEARTBEAT) & (Q(sensor__lanes__from_area=area) | Q(sensor__lanes__to_area=area))
    events = CountEvent.objects.filter(told | counts_it, received_at__gt=since, received_at__lte=at)
    return events.values("pk").distinct()[:SIGNS].count()


def _changes(area: Area, since: datetime, at: datetime) -> int:
    """How often the number of an area became another, as far as anybody needs to know."""
    moved = CountEvent.objects.moving().filter(
        Q(from_area=area) | Q(to_area=area), effective_at__gt=since, effective_at__lte=at
    )
    passages = moved.values("pk")[:NEIGHBOUR_CHANGES].count()
    if passages >= NEIGHBOUR_CHANGES:
        return passages
    levels = Anchor.objects.filter(area=area, counted_at__gt=since, counted_at__lte=at).order_by("counted_at", "pk")
    return passages + sum(one != other for one, other in pairwise(levels.values_list("value", flat=True)))
