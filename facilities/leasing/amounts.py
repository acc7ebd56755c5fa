"""What an invoice comes to: lines rounded one by one, VAT once for each category and rate (EN 16931, BR-CO-17)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..kernel.money import vat
from .rents import total

Group = tuple[str, Decimal]  # category and rate


@dataclass(frozen=True, slots=True)
class Tax:
    """The VAT of all lines of one category and rate."""

    category: str
    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """An invoice's sums; the total is that of the lines and the VAT and is not rounded again."""

    taxes: tuple[Tax, ...]

    @property
    def net(self) -> Decimal:
        """Without VAT."""
        return total(tax.base for tax in self.taxes)

    @property
    def vat(self) -> Decimal:
        """All VAT."""
        return total(tax.amount for tax in self.taxes)

    @property
    def total(self) -> Decimal:
        """With VAT."""
        return self.net + self.vat


def totals(nets: Iterable[tuple[Group, Decimal]]) -> Totals:
    """The sums of lines, each with its category and rate."""
    bases = _bases(nets)
    return Totals(tuple(Tax(*group, base, vat(base, group[1])) for group, base in sorted(bases.items())))


def credited(
    nets: Iterable[tuple[Group, Decimal]], *, original: Mapping[Group, Decimal], before: Mapping[Group, Decimal]
) -> Totals:
    """The sums of a credit note: the VAT of what remained less the VAT of what remains.

    `original` and `before` are the bases of the invoice and of what was credited of it earlier. So an invoice less its
    credit notes is to the cent the invoice of what remains, and nothing at all once everything is credited.
    """
    taxes = []
    for group, base in sorted(_bases(nets).items()):
        left = original[group] - before.get(group, Decimal(0))
        taxes.append(Tax(*group, base, vat(left, group[1]) - vat(left - base, group[1])))
    return Totals(tuple(taxes))


def _bases(nets: Iterable[tuple[Group, Decimal]]) -> dict[Group, Decimal]:
    bases: dict[Group, Decimal] = {}
    for group, net in nets:
        bases[group] = bases.get(group, Decimal("0.00")) + net
    return bases
