"""What a firm owes for days on which something was supplied to it, and how that is cut and joined to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ..kernel.days import Days
from ..kernel.money import to_cents

# Units of UN/ECE recommendation 20 that an invoice line counts in.
ONE, MONTH = "C62", "MON"


@dataclass(frozen=True, slots=True)
class Charge:
    """One thing owed for the service period `days`; `source` and `key` name what no other charge ever stands for.

    `tenant` and `landlord` are keys of organisations, `reference` is what the tenant knows it by. A reduction has a
    quantity below zero, never a price (EN 16931, BR-27).
    """

    source: str
    key: str
    tenant: int
    landlord: int
    days: Days
    text: str
    price: Decimal
    treatment: str
    quantity: Decimal = Decimal(1)
    unit: str = ONE
    reference: str = ""

    def __post_init__(self) -> None:
        if self.days.end is None:
            raise ValueError("a charge needs an end")
        if self.price < 0:
            raise ValueError("a price is never below zero; the quantity is")

    @property
    def amount(self) -> Decimal:
        """Without VAT, in whole cents."""
        return to_cents(self.quantity * self.price)

    @property
    def ends_on(self) -> date:
        """The first day after its period."""
        return self.days.start + timedelta(days=len(self.days))

    def part(self, days: Days) -> Charge:
        """What of it falls on those of its days: the amount up to their end less the amount up to their start.

        Each is rounded to the cent, so that parts that fill the period always make the whole.
        """
        if days == self.days:
            return self
        if days.end is None or not self.days.covers(days):
            raise ValueError("these days lie outside the charge's")
        before = (days.start - self.days.start).days
        until, of = before + len(days), len(self.days)
        amount = to_cents(self.amount * until / of) - to_cents(self.amount * before / of)
        sign = Decimal(-1 if amount < 0 else 1)
        return replace(self, days=days, quantity=sign, price=abs(amount), unit=ONE)

    def joined(self, other: Charge) -> Charge:
        """This one and the one that follows on it as one; `ValueError` unless they are of one kind and touch."""
        mine, theirs = ((each.source, each.key, each.tenant, each.landlord, each.treatment) for each in (self, other))
        if mine != theirs or self.days.end != other.days.start:
            raise ValueError("these charges do not follow on each other")
        amount = self.amount + other.amount
        sign = Decimal(-1 if amount < 0 else 1)
        return replace(self, days=Days(self.days.start, other.days.end), quantity=sign, price=abs(amount), unit=ONE)


def unbilled(charge: Charge, billed: Iterable[Days]) -> Iterator[Charge]:
    """The parts of `charge` on days that are not in `billed`, in order."""
    start, end = charge.days.start, charge.days.end
    for days in sorted((days for days in billed if days.overlaps(charge.days)), key=lambda days: days.start):
        if days.start > start:
            yield charge.part(Days(start, days.start))
        if days.end is None:
            return
        start = max(start, days.end)
    if end is not None and start < end:
        yield charge.part(Days(start, end))
