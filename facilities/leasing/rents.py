"""What a rate comes to over a stretch of days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ..kernel.days import Days, whole_month
from ..kernel.money import to_cents


class Per(StrEnum):
    """What an amount is for."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    AREA_YEAR = "area_year"


MONTHS_OF = {Per.MONTH: 1, Per.QUARTER: 3, Per.YEAR: 12, Per.AREA_YEAR: 12}


@dataclass(frozen=True, slots=True)
class Rate:
    """An amount of euro per month, quarter, year, or m² and year; `area` in m²."""

    amount: Decimal
    per: str
    area: Decimal | None = None

    @property
    def whole(self) -> Decimal:
        """What is due for one whole month, quarter or year, in cents."""
        if self.per != Per.AREA_YEAR:
            return to_cents(self.amount)
        if self.area is None:
            raise ValueError("a rate per m² needs an area")
        return to_cents(self.amount * self.area)

    def of_month(self, month: date) -> Decimal:
        """What is due for the whole calendar month of that day.

        Months of a quarter or year may differ by a cent, so that any three or twelve in a row make the whole exactly.
        """
        months = MONTHS_OF[Per(self.per)]
        before = (month.month - 1) % months
        return to_cents(self.whole * (before + 1) / months) - to_cents(self.whole * before / months)


@dataclass(frozen=True, slots=True)
class Share:
    """What is due for the part of one calendar month that a stretch takes up; `of` is that month's days."""

    days: Days
    of: int
    amount: Decimal

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole month."""
        return len(self.days) == self.of


def shares(rate: Rate, over: Days, *, within: Days) -> list[Share]:
    """Each calendar month of `over` by itself: whole months in full, parts by the days that month really has.

    `within` is all the days of the rate. A share is what is due from the first of these in that month up to its end,
    less what is due up to its start, each rounded half up to the cent: so the shares of a month make the same sum
    however it is cut.
    """
    result = []
    for part in over.months():
        month = whole_month(part.start)
        run = within.shared(month)
        if run is None or not run.covers(part):
            raise ValueError("these days lie outside the rate's")
        of, amount, first = len(month), rate.of_month(month.start), run.start
        before = (part.start - first).days
        until = before + len(part)
        result.append(Share(part, of, to_cents(amount * until / of) - to_cents(amount * before / of)))
    return result


def due(rate: Rate, over: Days, *, within: Days) -> Decimal:
    """The sum of the `shares`."""
    return total(share.amount for share in shares(rate, over, within=within))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """A sum of cents, never an int."""
    return sum(amounts, Decimal("0.00"))
