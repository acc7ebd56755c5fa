"""What the law says of each kind of lease: terms, breaks, windows.

Every date is a date of *receipt*. E is the excluded end of the period a rule speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from ..kernel.days import DAY, Days, plus_months
from .errors import LeapDayStart


class Regime(StrEnum):
    """The kind of agreement, which decides its rules."""

    COMMERCIAL = "commercial"  # handelshuur, Act of 30 April 1951
    SHORT = "short"  # handelshuur van korte duur, Flemish Decree of 17 June 2016
    COMMON = "common"  # gemeen recht
    SERVICES = "services"  # dienstverleningsovereenkomst
    PRECARIOUS = "precarious"  # bezetting ter bede
    PARKING = "parking"


class Kind(StrEnum):
    """What a deadline is about."""

    TENANT_BREAK = "tenant_break"
    LANDLORD_BREAK = "landlord_break"
    RENT_REVIEW = "rent_review"
    RENEWAL = "renewal"
    END = "end"
    STAY_LIMIT = "stay_limit"
    VAT_LIMIT = "vat_limit"
    GUARANTEE_EXPIRY = "guarantee_expiry"
    DOCUMENT_EXPIRY = "document_expiry"


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when (`latest`, included) something must be received, from when it may (`earliest`), and when it works."""

    kind: Kind
    earliest: date | None
    latest: date
    effective_on: date
    rule: str


COMMERCIAL_MONTHS, TRIENNIUM_MONTHS = 108, 36
COMMERCIAL_ACT, SHORT_DECREE = "handelshuurwet", "decreet 2016-06-17"


def commercial_term(start: date) -> Days:
    """Nine years (art. 3 §1 of the Commercial Leases Act); raises `LeapDayStart`."""
    return Days(start, _term(start, COMMERCIAL_MONTHS))


def trienniums(start: date) -> list[Days]:
    """The three periods of three years of a commercial lease; raises `LeapDayStart`."""
    cuts = [_term(start, months) for months in (0, TRIENNIUM_MONTHS, 2 * TRIENNIUM_MONTHS, COMMERCIAL_MONTHS)]
    return [Days(first, last) for first, last in pairwise(cuts)]


def deadlines(
    regime: str, term: Days, *, landlord_may_break: bool = False, renewals_used: int = 0
) -> Iterator[Deadline]:
    """What the regime asks of a lease with this term, in order; the same on whatever day it is computed."""
    found = [*_commercial(term, landlord_may_break, renewals_used)] if regime == Regime.COMMERCIAL else []
    if term.end is not None:
        found.append(Deadline(Kind.END, None, term.end - DAY, term.end, "term"))
    yield from sorted(found, key=lambda deadline: (deadline.latest, deadline.kind))


def _commercial(term: Days, landlord_may_break: bool, renewals_used: int) -> Iterator[Deadline]:
    periods = trienniums(term.start)
    for period in periods[:-1]:
        end = _end(period)
        yield Deadline(Kind.TENANT_BREAK, None, plus_months(end, -6) - DAY, end, f"{COMMERCIAL_ACT} art. 3")
        if landlord_may_break:
            yield Deadline(Kind.LANDLORD_BREAK, None, plus_months(end, -12) - DAY, end, f"{COMMERCIAL_ACT} art. 3")
        yield Deadline(Kind.RENT_REVIEW, plus_months(end, -3), end - DAY, end, f"{COMMERCIAL_ACT} art. 6")
    if renewals_used < 3:
        end = _end(periods[-1])
        yield Deadline(
            Kind.RENEWAL, plus_months(end, -18), plus_months(end, -15) - DAY, end, f"{COMMERCIAL_ACT} art. 13-14"
        )


@dataclass(frozen=True, slots=True)
class ShortTerm:
    """What becomes of a short commercial lease of that length: its regime, its excluded end, and a warning's code."""

    regime: Regime
    end: date
    warning: str | None


def short_term(start: date, end: date) -> ShortTerm:
    """A short commercial lease from `start` to `end` (excluded), all extensions counted.

    The decree says that it may not *reach* a year (art. 3): exactly a year is let stand with a warning. Beyond a year
    it counts as a commercial lease of nine years from its first day.
    """
    year = plus_months(start, 12)
    if end > year:
        return ShortTerm(Regime.COMMERCIAL, _end(commercial_term(start)), "became_commercial")
    return ShortTerm(Regime.SHORT, end, "reaches_a_year" if end == year else None)


def stay_limit(start: date, months: int) -> Deadline:
    """The end of the longest stay a house allows; `months` is the house's own rule."""
    end = plus_months(start, months)
    return Deadline(Kind.STAY_LIMIT, None, end - DAY, end, "house")


def _term(start: date, months: int) -> date:
    if (start.month, start.day) == (2, 29):
        raise LeapDayStart
    return plus_months(start, months)


def _end(days: Days) -> date:
    if days.end is None:
        raise ValueError("this period needs an end")
    return days.end
