"""Payments: entered by hand, one by one."""

from datetime import date, datetime
from decimal import Decimal

from ..deeds import Actor, deed
from ..leasing.refusals import PaidBeyondOpen
from ..models.invoices import Invoice, Payment
from ..models.people import User
from ..rules import may_manage_invoices, require
from .upkeep import locked, written


@deed
def enter_payment(
    *, by: Actor, invoice: Invoice, amount: Decimal, received_on: date, at: datetime, bank_reference: str = ""
) -> Payment:
    """Money received for `invoice`; raises `PaidBeyondOpen` where it is more than is open."""
    require(may_manage_invoices(by, invoice.site))
    locked(invoice)
    left = Invoice.objects.with_settlement().get(pk=invoice.pk).open
    if amount > left:
        raise PaidBeyondOpen(open=str(left))
    payment = written(
        Payment(
            invoice=invoice,
            amount=amount,
            received_on=received_on,
            bank_reference=bank_reference,
            recorded_at=at,
            recorded_by=by if isinstance(by, User) else None,
        )
    )
    deed.record("invoice.paid", payment, by=by, site=invoice.site_id, organisation=invoice.buyer_id, amount=str(amount))
    return payment
