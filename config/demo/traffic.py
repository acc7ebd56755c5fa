"""The invented traffic of the car park in Geel: how full it is at a moment, and what passes each lane meanwhile."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from facilities.kernel.clock import BRUSSELS
from facilities.opening import holiday_name

SLOT = timedelta(minutes=5)
PLACES = 80
PERMIT_PLACES = 24
# In the order in which a driver comes by them.
LEVELS = ("niveau-0", "niveau-1", "niveau-2", "niveau-3")
PERMITS = "vergunninghouders"


@dataclass(frozen=True, slots=True)
class Passages:
    """So many vehicles over one lane within the slot that ends at `at`."""

    lane: str
    count: int
    at: datetime


def levels(at: datetime) -> dict[str, int]:
    """How many vehicles stand in each area at `at`; the same moment always gives the same."""
    cars = round(_share(at) * PLACES * len(LEVELS))
    # Somebody always drives on although a place is free; the fuller the house, the fewer do.
    taken_first = 0.5 + 0.45 * min(1.0, cars / (3.4 * PLACES)) ** 3
    found = {}
    for number, slug in enumerate(LEVELS):
        here = min(PLACES, cars, round(cars * taken_first)) if number < len(LEVELS) - 1 else min(PLACES, cars)
        found[slug] = here
        cars -= here
    found[PERMITS] = round(_share(at) * 1.05 * PERMIT_PLACES) if _works(at) else 1
    return found


def passages(start: datetime, end: datetime) -> Iterator[Passages]:
    """What passes after `start` up to and including `end`, in stretches of at most `SLOT`, in the order of time."""
    moment = start
    while moment < end:
        following = min(floor(moment) + SLOT, end)
        yield from _stretch(moment, following)
        moment = following


def floor(at: datetime) -> datetime:
    """The slot that `at` lies in, by its start."""
    return at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)


def _stretch(start: datetime, end: datetime) -> Iterator[Passages]:
    before, after = levels(start), levels(end)
    draw = random.Random(f"geel {end.isoformat()}")  # noqa: S311 - a show, no secret
    # Those who come and those who go at once: about two in five minutes while people work.
    busy = min(1.0, _share(end) * 2) * (end - start) / SLOT
    moves = {slug: after[slug] - before[slug] for slug in before}
    # Whoever goes to a level passes the ramps of all levels below it.
    for number in range(len(LEVELS)):
        net = sum(moves[slug] for slug in LEVELS[number:])
        passing = sum(draw.random() < busy / (1 + number / 2) for _ in range(2))
        up, down = ("geel-in", "geel-uit") if number == 0 else (f"geel-op-{number}", f"geel-af-{number}")
        yield from _both(up, down, net, passing, end)
    yield from _both("geel-vh-in", "geel-vh-uit", moves[PERMITS], 0, end)


def _both(up: str, down: str, net: int, passing: int, at: datetime) -> Iterator[Passages]:
    if entered := max(net, 0) + passing:
        yield Passages(up, entered, at)
    if left := max(-net, 0) + passing:
        yield Passages(down, left, at)


def _works(at: datetime) -> bool:
    day = at.astimezone(BRUSSELS).date()
    return day.weekday() < 5 and not holiday_name(day)


def _share(at: datetime) -> float:
    """How much of all places is taken: a hill from eight to six on working days, a low wave otherwise."""
    local = at.astimezone(BRUSSELS)
    hour = local.hour + local.minute / 60 + local.second / 3600
    # No two days alike, and never a jump at midnight: the night is always the same.
    mood = random.Random(local.date().isoformat()).uniform(-1, 1)  # noqa: S311
    if not _works(at):
        return 0.05 + max(0.0, 0.10 + 0.03 * mood) * _hill(hour, rises=10.5, falls=17.5, slope=1.2)
    hill = _hill(hour, rises=8.3 + 0.15 * mood, falls=16.8 + 0.3 * mood, slope=0.45)
    lunch = 0.06 * math.exp(-(((hour - 12.6) / 0.5) ** 2))
    return 0.05 + (0.86 + 0.05 * mood) * hill - lunch * hill


def _hill(hour: float, *, rises: float, falls: float, slope: float) -> float:
    up = 1 / (1 + math.exp(-(hour - rises) / slope))
    down = 1 / (1 + math.exp((hour - falls) / slope))
    hill = up * down
    # Cut off where the night is: nobody drives then.
    return 0.0 if hill < 0.01 else hill
