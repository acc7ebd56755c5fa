"""Euro amounts: `Decimal`, two places, rounded half up once."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """Round to whole cents, half away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def vat(net: Decimal, rate: Decimal) -> Decimal:
    """The VAT on `net` at `rate` per cent, in whole cents."""
    return to_cents(net * rate / 100)


def split(amount: Decimal, parts: int) -> list[Decimal]:
    """Cut `amount` (whole cents) into `parts` that differ by a cent at most and add up to it exactly."""
    cents = int(amount / CENT)
    share, rest = divmod(abs(cents), parts)
    sign = 1 if cents >= 0 else -1
    return [sign * CENT * (share + (1 if index < rest else 0)) for index in range(parts)]
