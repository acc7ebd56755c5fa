"""Credit notes: giving back what was invoiced, a line whole or in part, never more than remains of it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from ..deeds import Actor, deed
from ..kernel.clock import BRUSSELS
from ..leasing.amounts import Group, credited
from ..leasing.charges import ONE
from ..leasing.refusals import CreditBeyondInvoice, CreditOfCredit, NothingToCredit
from ..models.invoices import BilledPeriod, Invoice, InvoiceLine
from ..rules import may_manage_invoices, require
from .invoicing import Content, issue, locked_journal


def remaining(invoice: Invoice) -> dict[int, Decimal]:
    """What of each line, by its position, was not credited yet; in the sign of the line."""
    lines = invoice.lines.annotate(gone=Sum("credit_lines__net")).order_by("position")
    return {line.position: line.net - (line.gone or 0) for line in lines}


@deed
def credit_invoice(
    *, by: Actor, invoice: Invoice, reason: str, at: datetime, amounts: Mapping[int, Decimal] | None = None
) -> Invoice:
    """A credit note for `amounts` without VAT by position of line, or for all that remains.

    What a line has lost whole may be billed again. Raises `CreditBeyondInvoice`, `CreditOfCredit`, `NothingToCredit`.
    """
    require(may_manage_invoices(by, invoice.site))
    if invoice.kind == Invoice.Kind.CREDIT_NOTE:
        raise CreditOfCredit
    # Held before looking, so that two who credit one line never see the same remainder.
    journal = locked_journal(invoice.seller)
    left = remaining(invoice)
    taken = {place: amount for place, amount in (left if amounts is None else amounts).items() if amount}
    if not taken:
        raise NothingToCredit
    for place, amount in taken.items():
        rest = left.get(place, Decimal(0))
        if amount * rest <= 0 or abs(amount) > abs(rest):
            raise CreditBeyondInvoice(left=str(rest), position=place)
    originals = [line for line in invoice.lines.all() if line.position in taken]
    lines = [_line(line, taken[line.position]) for line in originals]
    sums = credited(
        [((line.category, line.rate), line.net) for line in lines],
        original=_bases(invoice.lines.all()),
        before=_bases(InvoiceLine.objects.filter(invoice__credits=invoice)),
    )
    if sums.total <= 0:
        raise NothingToCredit
    content = Content(
        buyer=invoice.buyer,
        starts_on=invoice.starts_on,
        ends_on=invoice.ends_on,
        reference=invoice.reference,
        totals=sums,
        lines=lines,
        kind=Invoice.Kind.CREDIT_NOTE,
        credits=invoice,
        reason=reason,
    )
    on = at.astimezone(BRUSSELS).date()
    (note,) = issue([content], by=by, journal=journal, site_id=invoice.site_id, on=on, at=at)
    whole = [line.pk for line in originals if taken[line.position] == left[line.position]]
    BilledPeriod.objects.filter(line__in=whole).delete()
    return note


def _line(of: InvoiceLine, amount: Decimal) -> InvoiceLine:
    is_whole = amount == of.net
    return InvoiceLine(
        source=of.source,
        key=of.key,
        starts_on=of.starts_on,
        ends_on=of.ends_on,
        text=of.text,
        reference=of.reference,
        quantity=of.quantity if is_whole else Decimal(-1 if amount < 0 else 1),
        unit=of.unit if is_whole else ONE,
        price=of.price if is_whole else abs(amount),
        net=amount,
        treatment=of.treatment,
        category=of.category,
        rate=of.rate,
        ground=of.ground,
        credits=of,
    )


def _bases(lines: object) -> dict[Group, Decimal]:
    bases: dict[Group, Decimal] = {}
    for line in lines:  # type: ignore[attr-defined]
        group = (line.category, line.rate)
        bases[group] = bases.get(group, Decimal(0)) + line.net
    return bases
