"""When a car park or level reads free, almost full or full: thresholds with hysteresis, and how long full stays."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Protocol

from .models.ledger import Fullness

COUNTED = (Fullness.SPACES, Fullness.ALMOST, Fullness.FULL)


def free_places(in_service: int, raw: int, held: int) -> int:
    """Places for whoever comes, whatever the ledger holds: never below none, never more than there are."""
    return min(max(in_service - max(raw, 0) - held, 0), in_service)


class Limited(Protocol):
    """Whatever says at how many free places it reads otherwise: an area."""

    @property
    def full_on(self) -> int:
        """Full from so many free."""

    @property
    def full_off(self) -> int | None:
        """No longer full from so many."""

    @property
    def almost_on(self) -> int | None:
        """Almost full from so many."""

    @property
    def almost_off(self) -> int | None:
        """No longer almost full from so many."""

    @property
    def min_dwell(self) -> int:
        """Seconds that full lasts at least."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Free places at which a state is entered (`_on`, at or below) and left (`_off`, at or above)."""

    full_on: int
    full_off: int
    almost_on: int
    almost_off: int
    dwell: timedelta


@dataclass(frozen=True, slots=True)
class Memory:
    """What was read last, and since when."""

    fullness: str
    since: datetime | None


NOTHING = Memory(Fullness.UNKNOWN, None)


def thresholds(area: Limited | None, places: int, *, dwell: int = 0) -> Thresholds:
    """Those of `area`, what it leaves open by its `places`: off full at 3 or 1 %, almost at 10 %, off that at 15 %."""
    full_on = area.full_on if area else 0
    full_off = area.full_off if area and area.full_off is not None else full_on + max(3, ceil(places / 100))
    almost_on = area.almost_on if area and area.almost_on is not None else max(full_on + 1, round(places * 0.10))
    almost_off = area.almost_off if area and area.almost_off is not None else round(places * 0.15)
    # With few places a limit above all there are would hold for ever.
    return Thresholds(
        full_on,
        max(min(full_off, places), full_on + 1),
        almost_on,
        max(min(almost_off, places), almost_on + 1),
        timedelta(seconds=area.min_dwell if area else dwell),
    )


def follow(memory: Memory, free: int, limits: Thresholds, *, at: datetime) -> Memory:
    """What is read at `at` with so many free places, having read `memory` before."""
    now = _next(memory, free, limits, at)
    return memory if now == memory.fullness else Memory(now, at)


def leaves_full_at(memory: Memory, free: int, limits: Thresholds) -> datetime | None:
    """When a full area that has places again may say so, if nothing else happens; None when no such moment is due."""
    if memory.fullness != Fullness.FULL or memory.since is None or free < limits.full_off:
        return None
    return memory.since + limits.dwell


def _next(memory: Memory, free: int, limits: Thresholds, at: datetime) -> str:
    if memory.fullness == Fullness.FULL:
        stays = free < limits.full_off or (memory.since is not None and at < memory.since + limits.dwell)
        if stays:
            return Fullness.FULL
    elif free <= limits.full_on:
        return Fullness.FULL
    if memory.fullness in (Fullness.FULL, Fullness.ALMOST):
        return Fullness.ALMOST if free < limits.almost_off else Fullness.SPACES
    return Fullness.ALMOST if free <= limits.almost_on else Fullness.SPACES
