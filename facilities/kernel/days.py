"""Half-open stretches of local calendar days, and arithmetic with months."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


def plus_months(day: date, months: int) -> date:
    """The same day of the month `months` later (earlier when negative), or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_of_month(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `start`, included, to `end`, excluded; no `end` means without end.

    Raises `ValueError` when it would hold no day.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError("the end must come after the start")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def __len__(self) -> int:
        """How many days; `ValueError` without an end."""
        if self.end is None:
            raise ValueError("days without end cannot be counted")
        return (self.end - self.start).days

    @property
    def last(self) -> date | None:
        """The last day that is in ("t.e.m.")."""
        return None if self.end is None else self.end - DAY

    def overlaps(self, other: Days) -> bool:
        """Whether some day is in both; touching is not overlapping."""
        return self.shared(other) is not None

    def covers(self, other: Days) -> bool:
        """Whether every day of `other` is in this one."""
        return self.shared(other) == other

    def shared(self, other: Days) -> Days | None:
        """The days that are in both."""
        start = max(self.start, other.start)
        ends = [end for end in (self.end, other.end) if end is not None]
        end = min(ends) if ends else None
        return None if end is not None and end <= start else Days(start, end)

    def months(self) -> Iterator[Days]:
        """Cut at each first of a month; `ValueError` without an end."""
        if self.end is None:
            raise ValueError("days without end cannot be cut into months")
        start = self.start
        while start < self.end:
            end = min(plus_months(first_of_month(start), 1), self.end)
            yield Days(start, end)
            start = end


def whole_month(day: date) -> Days:
    """The month that holds `day`."""
    start = first_of_month(day)
    return Days(start, plus_months(start, 1))


def one_day(day: date) -> Days:
    """That day alone."""
    return Days(day, day + DAY)
