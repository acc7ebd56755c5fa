"""How much of the houses is let: weight-days occupied over weight-days in service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..kernel.days import Days


@dataclass(frozen=True, slots=True)
class Stock:
    """One space as far as letting goes: when it can be let, when it is, and how much it weighs."""

    area: Decimal
    in_service: Days
    let: Sequence[Days] = ()


@dataclass(frozen=True, slots=True)
class Occupancy:
    """Occupied and available weight-days of a period."""

    occupied: Decimal
    available: Decimal

    @property
    def percentage(self) -> Decimal | None:
        """To two places; None where nothing was in service."""
        if not self.available:
            return None
        return (100 * self.occupied / self.available).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def occupied_days(stock: Stock, over: Days) -> int:
    """Days of `over` on which the space is in service and let."""
    within = stock.in_service.shared(over)
    if within is None:
        return 0
    return sum(len(part) for let in stock.let if (part := let.shared(within)))


def available_days(stock: Stock, over: Days) -> int:
    """Days of `over` on which the space is in service."""
    within = stock.in_service.shared(over)
    return len(within) if within else 0


def unit_days(stocks: Iterable[Stock], over: Days) -> Occupancy:
    """Every space weighs the same."""
    return _weighed([(Decimal(1), stock) for stock in stocks], over)


def area_days(stocks: Iterable[Stock], over: Days) -> Occupancy:
    """Every space weighs its m²."""
    return _weighed([(stock.area, stock) for stock in stocks], over)


def _weighed(weighed: Sequence[tuple[Decimal, Stock]], over: Days) -> Occupancy:
    return Occupancy(
        sum((weight * occupied_days(stock, over) for weight, stock in weighed), Decimal(0)),
        sum((weight * available_days(stock, over) for weight, stock in weighed), Decimal(0)),
    )
