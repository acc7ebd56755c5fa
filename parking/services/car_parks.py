"""Car parks and the hours of their gates."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from facilities.deeds import Actor, deed
from facilities.errors import HoursOverlap
from facilities.models.places import Site
from facilities.rules import may_manage_site
from facilities.services.hours import WEEKDAYS
from facilities.services.upkeep import changed, free_slug, locked, removed, written

from .. import rules
from ..models.car_parks import CarPark, GateException, GateHours
from ..models.ledger import CarParkState
from ..names import car_park_topic
from .showing import hold, show_anew

FACTS = ("name", "is_public", "is_always_open", "latitude", "longitude")
WEEK = 7 * 24 * 60
Week = Mapping[int, Sequence[tuple[int, int]]]


@deed
def add_car_park(*, by: Actor, site: Site, name: str, at: datetime, slug: str = "", **fields: Any) -> CarPark:
    """Begin a car park at a site, without areas yet."""
    rules.require(may_manage_site(by, site))
    car_park = written(CarPark(site=site, name=name, slug=slug or free_slug(CarPark, name), **fields))
    CarParkState.objects.create(car_park=car_park)
    deed.record("car_park.added", car_park, by=by, site=site)
    show_anew(car_park, at=at)
    return car_park


@deed
def change_car_park(*, by: Actor, car_park: CarPark, at: datetime, **fields: Any) -> CarPark:
    """Change what a car park is called and who may look at it."""
    rules.require(rules.may_manage(by, car_park))
    hold(car_park, at=at)
    car_park = locked(car_park)
    names = changed(car_park, fields, of=FACTS)
    if names:
        deed.record("car_park.changed", car_park, by=by, site=car_park.site_id, changed=names)
        # Who may watch changed: sockets look at their rights again when the topic moves.
        if "is_public" in names:
            deed.touch(car_park_topic(car_park.slug))
        show_anew(car_park, at=at)
    return car_park


@deed
def remove_car_park(*, by: Actor, car_park: CarPark) -> None:
    """Take away a car park that has no areas, lanes or sensors."""
    rules.require(rules.may_manage(by, car_park))
    deed.record("car_park.removed", car_park, by=by, site=car_park.site_id)
    deed.touch(car_park_topic(car_park.slug))
    removed(car_park)


@deed
def set_gate_hours(*, by: Actor, car_park: CarPark, week: Week, is_always_open: bool, at: datetime) -> CarPark:
    """Replace the week of the gate: weekday (0 is Monday) to stretches in minutes; closing may lie past midnight."""
    rules.require(rules.may_manage(by, car_park))
    hold(car_park, at=at)
    car_park = locked(car_park)
    _refuse_overlap(week)
    GateHours.objects.filter(car_park=car_park).delete()
    for weekday, stretches in sorted(week.items()):
        for opens, closes in stretches:
            written(GateHours(car_park=car_park, weekday=weekday, opens=opens, closes=closes))
    changed(car_park, {"is_always_open": is_always_open}, of=FACTS)
    deed.record(
        "car_park.hours_set",
        car_park,
        by=by,
        site=car_park.site_id,
        is_always_open=is_always_open,
        week={str(day): [list(stretch) for stretch in week[day]] for day in sorted(week)},
    )
    show_anew(car_park, at=at)
    return car_park


def _refuse_overlap(week: Week) -> None:
    """No stretch runs into another, that of the next morning included; Sunday night runs into Monday."""
    stretches = sorted(
        (weekday * 1440 + opens, weekday * 1440 + closes, weekday)
        for weekday, rows in week.items()
        for opens, closes in rows
    )
    if not stretches:
        return
    first = stretches[0]
    around = [*stretches, (first[0] + WEEK, first[1] + WEEK, first[2])]
    for (_opens, closes, _day), (opens, _closes, day) in pairwise(around):
        if opens < closes:
            raise HoursOverlap(day=str(WEEKDAYS[day]))


@deed
def add_gate_exception(
    *,
    by: Actor,
    car_park: CarPark,
    day: date,
    at: datetime,
    opens: int | None = None,
    closes: int | None = None,
    reason: str = "",
) -> GateException:
    """Give one day other hours than its weekday, or none."""
    rules.require(rules.may_manage(by, car_park))
    exception = written(GateException(car_park=car_park, day=day, opens=opens, closes=closes, reason=reason))
    deed.record(
        "car_park.exception_added",
        car_park,
        by=by,
        site=car_park.site_id,
        day=day.isoformat(),
        opens=opens,
        closes=closes,
    )
    show_anew(car_park, at=at)
    return exception


@deed
def remove_gate_exception(*, by: Actor, exception: GateException, at: datetime) -> None:
    """Let the day follow the week again."""
    car_park = exception.car_park
    rules.require(rules.may_manage(by, car_park))
    deed.record("car_park.exception_removed", car_park, by=by, site=car_park.site_id, day=exception.day.isoformat())
    exception.delete()
    show_anew(car_park, at=at)
