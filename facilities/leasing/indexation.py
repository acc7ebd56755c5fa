"""Indexation of rents by article 1728bis of the old Civil Code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..kernel.days import first_of_month, plus_months
from ..kernel.money import to_cents
from .errors import IndexBasesDiffer, IndexedThisYear, TooEarlyToIndex


@dataclass(frozen=True, slots=True)
class Index:
    """A published index number; `base` is the year that counts as 100, `month` its first day."""

    month: date
    base: int
    value: Decimal

    def rebased(self, *, to: int, coefficient: Decimal) -> Index:
        """The same index in another base, by the official coefficient and never by one of our own."""
        return Index(self.month, to, (self.value * coefficient).quantize(Decimal("0.01")))


@dataclass(frozen=True, slots=True)
class Indexed:
    """A rent after indexation, with everything that explains it."""

    base_rent: Decimal
    initial: Index
    new: Index
    exact: Decimal
    amount: Decimal


def initial_month(signed_on: date) -> date:
    """The month whose index is the initial one: the month before the agreement was concluded (§3)."""
    return plus_months(first_of_month(signed_on), -1)


def new_month(anniversary: date) -> date:
    """The month whose index is the new one: the month before the anniversary of entry into force (§3)."""
    return plus_months(first_of_month(anniversary), -1)


def anniversary(start: date, years: int) -> date:
    """The day on which a lease that entered into force on `start` is `years` old; 29 February falls on the 28th."""
    return plus_months(start, 12 * years)


def lease_year(start: date, on: date) -> int:
    """How many whole years old the lease is on that day; 0 in its first year."""
    years = on.year - start.year
    return years if anniversary(start, years) <= on else years - 1


def indexed(base_rent: Decimal, *, initial: Index, new: Index) -> Indexed:
    """The base rent times the new index over the initial one, rounded half up to the cent, once.

    Always from the base rent of the agreement, so that roundings never pile up. Raises `IndexBasesDiffer` where the two
    indices do not count from the same year.
    """
    if initial.base != new.base:
        raise IndexBasesDiffer(initial=initial.base, new=new.base)
    exact = base_rent * new.value / initial.value
    return Indexed(base_rent, initial, new, exact, to_cents(exact))


def check_moment(*, start: date, asked_on: date, effective_on: date, last_effective_on: date | None) -> None:
    """Once a lease year and not before the anniversary (§1).

    Raises `TooEarlyToIndex` and `IndexedThisYear`.
    """
    first = anniversary(start, 1)
    if effective_on < first or asked_on < effective_on:
        raise TooEarlyToIndex(earliest=max(first, effective_on))
    if last_effective_on is not None and lease_year(start, last_effective_on) >= lease_year(start, effective_on):
        raise IndexedThisYear(next_on=anniversary(start, lease_year(start, last_effective_on) + 1))
