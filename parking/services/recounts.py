"""Recounts: a person says how many vehicles an area held at a moment; the passages after it go on counting."""

from datetime import datetime, timedelta

from facilities.deeds import Actor, deed
from facilities.models.people import User

from .. import anomalies, ledger, projection, publishing, rules
from ..errors import CountedInTheFuture, CountOutOfRange, SumOfItsParts
from ..messages import MOST_LEVEL
from ..models.areas import Area
from ..models.ledger import Anchor, Anomaly
from ..names import car_park_topic
from . import dirt

# A phone's clock may run this far ahead of the server's.
AHEAD = timedelta(seconds=120)
# Drift worth a look: more vehicles than this, and than this share of the places.
DRIFT_VEHICLES, DRIFT_SHARE = 3, 0.02


@deed
def recount(*, by: Actor, area: Area, value: int, counted_at: datetime, reason: str = "", at: datetime) -> Anchor:
    """Write down that `area` held `value` vehicles at `counted_at`; the latest moment counts, whatever came first."""
    car_park = area.car_park
    rules.require(rules.may_operate(by, car_park))
    if not 0 <= value <= MOST_LEVEL:
        raise CountOutOfRange(least=0, most=MOST_LEVEL)
    if counted_at > at + AHEAD:
        raise CountedInTheFuture
    if area.children.exists():
        raise SumOfItsParts
    held = projection.hold(car_park.pk, needed=[area.pk], at=at).areas
    expected = ledger.value_at(area.pk, counted_at)
    anchor = Anchor.objects.create(
        area=area,
        counted_at=counted_at,
        value=value,
        drift=None if expected is None else value - expected,
        reason=reason,
        counted_by=by if isinstance(by, User) else None,
        recorded_at=at,
    )
    before = held[area.pk]
    if before.anchor_at is None or counted_at >= before.anchor_at:
        raw = projection.follow([area.pk], at=at)[area.pk]
        anomalies.judge(area.pk, car_park=car_park.pk, before=before.raw, after=raw, places=before.places, at=at)
        _judge_drift(anchor, before.places, at=at)
    dirt.mark([(area.pk, counted_at)])
    deed.record(
        "recounted",
        area,
        by=by,
        site=car_park.site_id,
        vehicles=value,
        counted_at=counted_at.isoformat(),
        drift=anchor.drift,
    )
    if publishing.refresh(car_park, at=at):
        deed.touch(car_park_topic(car_park.slug))
    return anchor


def is_large(drift: int, places: int | None) -> bool:
    """Whether a count differs so much from what was expected that somebody should look why."""
    return abs(drift) > max(DRIFT_VEHICLES, DRIFT_SHARE * (places or 0))


def _judge_drift(anchor: Anchor, places: int | None, *, at: datetime) -> None:
    """A large drift stays open until the next count shows a small one."""
    anomalies.end(Anomaly.Kind.DRIFT, area=anchor.area_id, at=at)
    if anchor.drift is not None and is_large(anchor.drift, places):
        anomalies.begin(
            Anomaly.Kind.DRIFT,
            car_park=anchor.area.car_park_id,
            area=anchor.area_id,
            at=at,
            drift=anchor.drift,
            vehicles=anchor.value,
        )
