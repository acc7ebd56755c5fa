"""Half-open stretches of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open stretch of time in UTC: `start` is in, `end` is out.

    Raises `ValueError` when an end is naive or does not come after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("both ends need a time zone")
        # Two datetimes of one ZoneInfo subtract and compare by wall clock: normalise before anything is computed.
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end <= self.start:
            raise ValueError("the end must come after the start")

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def overlaps(self, other: Interval) -> bool:
        """Whether some instant lies in both; touching is not overlapping."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Interval) -> bool:
        """Whether every instant of `other` lies in this one."""
        return self.start <= other.start and other.end <= self.end

    def widened(self, *, before: timedelta = timedelta(), after: timedelta = timedelta()) -> Interval:
        """The interval with `before` added in front and `after` added behind."""
        return Interval(self.start - before, self.end + after)

    @property
    def duration(self) -> timedelta:
        """Elapsed time."""
        return self.end - self.start

    @property
    def minutes(self) -> int:
        """Elapsed whole minutes."""
        return int(self.duration.total_seconds() // 60)


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same stretches in order, those that touch or overlap joined."""
    result: list[Interval] = []
    for interval in sorted(intervals):
        if result and interval.start <= result[-1].end:
            result[-1] = Interval(result[-1].start, max(result[-1].end, interval.end))
        else:
            result.append(interval)
    return result


def gaps(taken: Iterable[Interval], within: Interval) -> list[Interval]:
    """What is left of `within` once `taken` is cut out of it."""
    free: list[Interval] = []
    at = within.start
    for interval in merged(taken):
        if interval.start > at:
            free.append(Interval(at, min(interval.start, within.end)))
        at = max(at, interval.end)
        if at >= within.end:
            return free
    free.append(Interval(at, within.end))
    return free
