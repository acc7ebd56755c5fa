"""Making the projection anew from the ledger; where the two differ somebody must look, and boards begin again."""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime

from facilities.deeds import deed
from facilities.models.machinery import LiveTopic

from .. import anomalies, ledger, projection, publishing
from ..models.areas import Area
from ..models.car_parks import CarPark
from ..models.ledger import Anomaly, AreaState
from ..names import car_park_topic
from . import dirt

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Difference:
    """An area whose projection stood elsewhere than the ledger says."""

    area: Area
    stood: ledger.Position
    must: ledger.Position


def differences(*, car_park: CarPark) -> list[Difference]:
    """Where projection and ledger differ now; changes nothing."""
    states = AreaState.objects.filter(area__car_park=car_park).select_related("area").order_by("area_id")
    pairs = ((state, ledger.kept_position(state), ledger.position(state.area_id)) for state in states)
    return [Difference(state.area, stood, must) for state, stood, must in pairs if stood != must]


@deed
def rebuild(*, car_park: CarPark, at: datetime) -> list[Difference]:
    """Let every projection of `car_park` stand where the ledger says; gives those that did not.

    A difference means that what was published was wrong: it is an anomaly, and the topic begins a new epoch so that
    everybody who watches forgets what he knew.
    """
    held = projection.hold(car_park.pk, needed=car_park.areas.values_list("pk", flat=True), at=at).areas
    found = differences(car_park=car_park)
    raws = projection.follow([one.area.pk for one in found], at=at)
    for area_id, area in held.items():
        anomalies.judge(
            area_id,
            car_park=car_park.pk,
            before=None,
            after=raws.get(area_id, area.raw),
            places=area.places,
            at=at,
        )
    for area_id in held.keys() - {one.area.pk for one in found}:
        anomalies.end(Anomaly.Kind.MISMATCH, area=area_id, at=at)
    for one in found:
        logger.error("area %s stood at %s, the ledger says %s", one.area.pk, one.stood.raw, one.must.raw)
        anomalies.begin(
            Anomaly.Kind.MISMATCH,
            car_park=car_park.pk,
            area=one.area.pk,
            at=at,
            stood=one.stood.raw,
            ledger=one.must.raw,
        )
    changed = publishing.refresh(car_park, at=at)
    if found:
        dirt.mark((one.area.pk, at) for one in found)
        topic = car_park_topic(car_park.slug)
        LiveTopic.objects.filter(pk=topic).update(epoch=secrets.token_hex(6), seq=0, next_transition_at=None)
    if found or changed:
        deed.touch(car_park_topic(car_park.slug))
    return found


def rebuild_all(*, at: datetime) -> dict[CarPark, list[Difference]]:
    """Rebuild car park by car park, each in a transaction of its own."""
    return {car_park: rebuild(car_park=car_park, at=at) for car_park in CarPark.objects.order_by("pk")}
