"""What must be received by when, of all leases: each date with the rule behind it and how near it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.conf import settings

from .kernel.days import DAY, plus_months
from .leasing.regimes import Deadline, Kind, deadlines, stay_limit
from .models.leases import Lease
from .opening import holidays_between

# Of a longest stay the tenant must know in time to find another place.
STAY_NOTICE_MONTHS = 6
AHEAD = timedelta(days=60)


class Light(StrEnum):
    """How near a deadline is."""

    PAST = "past"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of one lease; from `act_on` there is just enough time left to have it received."""

    lease: Lease
    deadline: Deadline
    act_on: date
    light: Light


def working_days_before(day: date, count: int) -> date:
    """The day `count` working days (Monday to Friday, no Belgian public holiday) before that day."""
    first = day - timedelta(days=3 * count + 14)
    closed = {holiday for holiday, _ in holidays_between(first, day)}
    while count:
        day -= DAY
        if day.weekday() < 5 and day not in closed:
            count -= 1
    return day


def act_on(deadline: Deadline) -> date:
    """When somebody should act at the latest: the safety margin of the house, six months for a longest stay."""
    if deadline.kind == Kind.STAY_LIMIT:
        return plus_months(deadline.effective_on, -STAY_NOTICE_MONTHS)
    return working_days_before(deadline.latest, settings.DEADLINE_MARGIN)


def light(deadline: Deadline, *, on: date) -> Light:
    """Past, within the margin, within two months of it, or far off."""
    if deadline.latest < on:
        return Light.PAST
    alert = act_on(deadline)
    if on >= alert:
        return Light.RED
    return Light.AMBER if on >= alert - AHEAD else Light.GREEN


def deadlines_of(lease: Lease) -> list[Deadline]:
    """Every deadline of a lease by its kind and its house, in order, the same on whatever day it is asked."""
    found = list(
        deadlines(
            lease.regime,
            lease.days,
            landlord_may_break=lease.landlord_may_break,
            renewals_used=lease.renewals_used,
        )
    )
    if lease.site.longest_stay is not None:
        found.append(stay_limit(lease.starts_on, lease.site.longest_stay))
    if lease.ends_on is not None:
        # Once a notice ends it sooner, what would have come later is of no matter.
        found = [deadline for deadline in found if deadline.effective_on <= lease.ends_on]
    return sorted(found, key=lambda deadline: (deadline.latest, deadline.kind))


def due(leases: Iterable[Lease], *, on: date) -> list[Due]:
    """The deadlines of these leases that are not past, the nearest first; each lease must have its `site` at hand."""
    found = [
        Due(lease, deadline, act_on(deadline), light(deadline, on=on))
        for lease in leases
        for deadline in deadlines_of(lease)
        if deadline.latest >= on
    ]
    return sorted(found, key=lambda due: (due.deadline.latest, due.lease.number))
