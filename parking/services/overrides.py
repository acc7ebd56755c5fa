"""What an operator says instead of the count: always with a reason, always with an end."""

from datetime import datetime

from django.db.models import QuerySet

from facilities.deeds import Actor, deed
from facilities.models.people import User

from .. import rules
from ..errors import OverrideEndsInThePast, OverrideIsOver, OverrideWithoutReason
from ..models.car_parks import CarPark, Override
from ..names import car_park_topic
from ..publishing import refresh


@deed
def set_override(*, by: Actor, car_park: CarPark, state: str, reason: str, ends_at: datetime, at: datetime) -> Override:
    """Show `state` instead of the count until `ends_at`; what was said before is lifted."""
    rules.require(rules.may_operate(by, car_park))
    if ends_at <= at:
        raise OverrideEndsInThePast
    if not reason.strip():
        raise OverrideWithoutReason
    # One word at a time: whoever comes second lifts the first.
    CarPark.objects.select_for_update().get(pk=car_park.pk)
    _going_on(car_park, at).update(lifted_at=at)
    override = Override.objects.create(
        car_park=car_park,
        state=Override.State(state),
        reason=reason.strip(),
        starts_at=at,
        ends_at=ends_at,
        set_by=by if isinstance(by, User) else None,
    )
    deed.record(
        "override.said", override, by=by, site=car_park.site_id, state=override.state, ends_at=ends_at.isoformat()
    )
    _show(car_park, at)
    return override


@deed
def lift_override(*, by: Actor, override: Override, at: datetime) -> Override:
    """Let the count speak again."""
    rules.require(rules.may_operate(by, override.car_park))
    if not _going_on(override.car_park, at).filter(pk=override.pk).update(lifted_at=at):
        raise OverrideIsOver
    override.refresh_from_db()
    deed.record("override.taken_back", override, by=by, site=override.car_park.site_id)
    _show(override.car_park, at)
    return override


def _going_on(car_park: CarPark, at: datetime) -> QuerySet[Override]:
    return Override.objects.filter(car_park=car_park, lifted_at__isnull=True, ends_at__gt=at)


def _show(car_park: CarPark, at: datetime) -> None:
    if refresh(car_park, at=at):
        deed.touch(car_park_topic(car_park.slug))
