"""A lease as its pages and the API tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..kernel.days import DAY, whole_month
from ..leasing.rents import total
from ..leasing.vat import Rule, rule_of
from ..models.leases import Lease, LeaseLine
from ..models.rates import RateComponent


@dataclass(frozen=True, slots=True)
class Facts:
    """What a lease is on a day; it must carry `is_noticed` and have its lines and their spaces at hand."""

    lease: Lease
    state: Lease.State
    area: Decimal
    spaces: str

    @property
    def is_signed(self) -> bool:
        """Whether it binds."""
        return self.lease.stage == Lease.Stage.SIGNED


@dataclass(frozen=True, slots=True)
class PricedRate:
    """A rate with its VAT rule and what it comes to in a whole month; `is_current` says that it counts today."""

    rate: RateComponent
    rule: Rule
    monthly: Decimal
    is_current: bool

    @property
    def last_day(self) -> date | None:
        """The last day it counts."""
        return self.rate.ends_on and self.rate.ends_on - DAY


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its rates, none where the reader may not know them."""

    line: LeaseLine
    rates: Sequence[PricedRate]
    monthly: Decimal

    @property
    def last_day(self) -> date | None:
        """The last day it lets."""
        return self.line.ends_on and self.line.ends_on - DAY


def facts_of(lease: Lease, *, on: date) -> Facts:
    """The facts of `lease` on that day."""
    lines = list(lease.lines.all())
    return Facts(
        lease,
        lease.state_on(on, is_noticed=lease.is_noticed),  # type: ignore[attr-defined]  # annotated by `with_notice`
        sum((line.area for line in lines if line.quantity is None), Decimal(0)),
        ", ".join(_named(line) for line in lines),
    )


def lines_of(lease: Lease, *, on: date, shows_prices: bool) -> list[PricedLine]:
    """The lines of `lease` with what they cost a month, without VAT, on that day."""
    result = []
    for line in lease.lines.all():
        rates = [_priced(line, rate, on) for rate in line.rates.all()] if shows_prices else []
        result.append(PricedLine(line, rates, total(rate.monthly for rate in rates if rate.is_current)))
    return result


def _priced(line: LeaseLine, rate: RateComponent, on: date) -> PricedRate:
    # The reverse relation knows its line by key alone.
    rate.line = line
    counted = max(on, rate.starts_on)
    return PricedRate(rate, rule_of(rate.vat), rate.rate.of_month(whole_month(counted).start), counted in rate.days)


def _named(line: LeaseLine) -> str:
    return f"{line.space} ({line.quantity})" if line.quantity else str(line.space)
