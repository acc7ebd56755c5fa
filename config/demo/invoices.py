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
    begin_journal(by=None, landlord=landlord, code="HD", prefix=201, iban=IBAN)
    this_month = at.astimezone(BRUSSELS).date().replace(day=1)
    sent = [
        (invoice, position, back)
        for back in range(MONTHS, 0, -1)
        for house in HOUSES
        for position, invoice in enumerate(_sent(sites[house], landlord, plus_months(this_month, -back)))
    ]
    # Afterwards: a credit note of today is numbered behind what was sent before.
    for invoice, position, back in sent:
        _settle(invoice, position, back, at)


def _sent(site: Site, landlord: Organisation, month: date) -> list[Invoice]:
    first_day = datetime.combine(month, time(9), BRUSSELS)
    try:
        return issue_month(by=None, site=site, landlord=landlord, month=month, at=first_day)
    except NothingToInvoice:
        return []


def _settle(invoice: Invoice, position: int, back: int, at: datetime) -> None:
    """The oldest are paid, but for one that was given back; of the newest one in three is, and one in part."""
    paid_on = invoice.starts_on.replace(day=20)
    if back == MONTHS and position == 0:
        credit_invoice(by=None, invoice=invoice, reason="Verkeerd bedrag (demonstratie)", at=at)
    elif back > 1 or position % 3 == 0:
        enter_payment(by=None, invoice=invoice, amount=invoice.total, received_on=paid_on, at=at)
    elif position % 3 == 1:
        enter_payment(by=None, invoice=invoice, amount=to_cents(invoice.total / 2), received_on=paid_on, at=at)
