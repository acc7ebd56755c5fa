"""Places held for who is expected: never more than there are, given up half an hour after nobody came.

Whoever is expected has a reference of its own (a visit's); these deeds know a place by it. A reference for which no
place was asked is no fault: leaving, moving and arriving then have nothing to do here.
"""

from datetime import datetime
from uuid import UUID

from facilities.deeds import Actor, deed
from facilities.kernel.intervals import Interval
from facilities.models.people import User

from .. import projection, rules
from ..errors import HoldIsOver, HoldWithoutLabel, NoPlaceLeft, NotOfThisCarPark
from ..holding import AFTER, BEFORE, area_with_room
from ..models.areas import Area
from ..models.car_parks import CarPark
from ..models.holds import Hold
from ..names import car_park_topic
from ..publishing import refresh

State = Hold.State


@deed
def hold_place(
    *,
    by: Actor,
    car_park: CarPark,
    interval: Interval,
    reference: UUID,
    label: str,
    at: datetime,
    area: Area | None = None,
) -> Hold:
    """Keep a place for `reference`, in `area` or the first for cars that has one left; asked again it is the same."""
    rules.require(rules.may_hold(by, car_park))
    if not label.strip():
        raise HoldWithoutLabel
    if area is not None and area.car_park_id != car_park.pk:
        raise NotOfThisCarPark(name=area.name)
    projection.hold(car_park.pk, at=at)
    known = Hold.objects.filter(reference=reference).first()
    if known is not None and known.state_at(at) in {State.PLANNED, State.ACTIVE, State.ARRIVED}:
        if known.car_park_id != car_park.pk:
            raise NotOfThisCarPark(name=known.label)
        return known
    row = known or Hold(reference=reference)
    row.car_park, row.label, row.placed_at = car_park, label.strip()[:120], at
    row.placed_by = by if isinstance(by, User) else None
    row.arrived_at = row.released_at = None
    _place(row, interval, area=area, at=at)
    deed.record("place_held", row, by=by, site=car_park.site_id, area=row.area_id, starts_at=interval.start.isoformat())
    _show(car_park, at)
    return row


@deed
def move_hold(*, by: Actor, reference: UUID, interval: Interval, at: datetime) -> Hold | None:
    """Keep the place at another time, on the same level where that has one left then, else on another."""
    row = _held(by, reference, at)
    if row is None or (row.starts_at, row.ends_at) == (interval.start, interval.end):
        return row
    if row.state_at(at) == State.RELEASED:
        raise HoldIsOver
    if row.arrived_at is None:
        _place(row, interval, area=None, at=at)
    else:
        row.ends_at = max(interval.end, row.starts_at + BEFORE)
        row.save(update_fields=["ends_at"])
    deed.record(
        "place_moved", row, by=by, site=row.car_park.site_id, area=row.area_id, starts_at=interval.start.isoformat()
    )
    _show(row.car_park, at)
    return row


@deed
def release_hold(*, by: Actor, reference: UUID, at: datetime) -> Hold | None:
    """The place is no longer needed: called off, or the visitor has left. Again changes nothing."""
    row = _held(by, reference, at)
    if row is None or row.released_at is not None:
        return row
    row.released_at = max(at, row.arrived_at or at)
    row.save(update_fields=["released_at"])
    deed.record("place_released", row, by=by, site=row.car_park.site_id, area=row.area_id)
    _show(row.car_park, at)
    return row


@deed
def arrive(*, by: Actor, reference: UUID, at: datetime) -> Hold | None:
    """Whoever was expected is here: the vehicle is counted like any other, so the place is held no longer."""
    row = _held(by, reference, at)
    if row is None or row.arrived_at is not None or row.released_at is not None:
        return row
    row.arrived_at = at
    row.save(update_fields=["arrived_at"])
    deed.record("place_taken", row, by=by, site=row.car_park.site_id, area=row.area_id)
    _show(row.car_park, at)
    return row


def _held(by: Actor, reference: UUID, at: datetime) -> Hold | None:
    """The hold as it stands now, its car park locked."""
    row = Hold.objects.filter(reference=reference).select_related("car_park__site").first()
    if row is None:
        return None
    rules.require(rules.may_hold(by, row.car_park))
    projection.hold(row.car_park_id, at=at)
    return Hold.objects.select_related("car_park__site", "area").get(pk=row.pk)


def _place(row: Hold, interval: Interval, *, area: Area | None, at: datetime) -> None:
    """Give the hold a place during `interval`, the one it has if that can be."""
    but = row if row.pk else None
    found = None
    if but is not None and area is None:
        found = area_with_room(row.car_park, interval, area=but.area, but=but, at=at)
    found = found or area_with_room(row.car_park, interval, area=area, but=but, at=at)
    if found is None:
        raise NoPlaceLeft
    row.area = found
    row.starts_at, row.ends_at = interval.start, interval.end
    row.active_from, row.lapses_at = interval.start - BEFORE, interval.start + AFTER
    row.save()


def _show(car_park: CarPark, at: datetime) -> None:
    if refresh(car_park, at=at):
        deed.touch(car_park_topic(car_park.slug))
