"""What the tenants of the demonstration were asked for the last months, and what they paid of it."""

from datetime import date, datetime, time

from facilities.kernel.clock import BRUSSELS
from facilities.kernel.days import plus_months
from facilities.kernel.money import to_cents
from facilities.leasing.refusals import NothingToInvoice
from facilities.models.invoices import Invoice
from facilities.models.journals import Journal
from facilities.models.people import Organisation
from facilities.models.places import Site
from facilities.services.credits import credit_invoice
from facilities.services.invoices import issue_month
from facilities.services.journals import begin_journal
from facilities.services.payments import enter_payment

from .leases import LANDLORD

# No bank gave this number out.
IBAN = "BE71096123456769"
MONTHS = 3
HOUSES = ("darwin", "mth", "voorbeeldkaai")


def fill(sites: dict[str, Site], firms: dict[str, Organisation], *, at: datetime) -> None:
    """Last months, each sent on its first day, unless the landlord numbers already; this month waits for somebody."""
    landlord = firms[LANDLORD]
    if Journal.objects.filter(landlord=landlord).exists():
        return
    begin_journal(by=None, landlord=landlord, code="HD", prefix=101, iban=IBAN)
    this_month = at.astimezone(BRUSSELS).date().replace(day=1)
    for back in range(MONTHS, 0, -1):
        month = plus_months(this_month, -back)
        sent_at = datetime.combine(month, time(9), BRUSSELS)
        for house in HOUSES:
            try:
                invoices = issue_month(by=None, site=sites[house], landlord=landlord, month=month, at=sent_at)
            except NothingToInvoice:
                continue
            for position, invoice in enumerate(invoices):
                _settle(invoice, position, back, month, at)


def _settle(invoice: Invoice, position: int, back: int, month: date, at: datetime) -> None:
    """The oldest are paid, but for one that was given back; of the newest one in three is, and one in part."""
    paid_on = month.replace(day=20)
    if back == MONTHS and position == 0:
        credit_invoice(by=None, invoice=invoice, reason="Verkeerd bedrag (demonstratie)", at=at)
    elif back > 1 or position % 3 == 0:
        enter_payment(by=None, invoice=invoice, amount=invoice.total, received_on=paid_on, at=at)
    elif position % 3 == 1:
        enter_payment(by=None, invoice=invoice, amount=to_cents(invoice.total / 2), received_on=paid_on, at=at)
