"""Credit notes and payments: never more than remains."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from facilities.errors import ValueRefused
from facilities.kernel.constraints import violated
from facilities.kernel.errors import NotAllowed
from facilities.leasing.refusals import CreditBeyondInvoice, CreditOfCredit, NothingToCredit, PaidBeyondOpen
from facilities.models import BilledPeriod, Invoice, InvoiceLine
from facilities.services.credits import credit_invoice, remaining
from facilities.services.invoices import drafts, issue_month
from facilities.services.payments import enter_payment
from tests.factories import a_site, a_user, an_invoicing, at

pytestmark = pytest.mark.django_db
THEN = at("2026-11-24 10:00")
DAY = date(2026, 11, 24)


@pytest.fixture
def invoice() -> Invoice:
    """Worked case D10: 450.00 and 45.00, both at 21 %."""
    site = a_site()
    leases = an_invoicing(site=site, rents=("450.00",), vat="services")
    line = leases[0].lines.get()
    line.rates.create(kind="service", amount=Decimal(45), per="month", vat="services", starts_on=line.starts_on)
    (invoice,) = issue_month(by=None, site=site, landlord=leases[0].landlord, month=date(2026, 11, 1), at=THEN)
    return invoice


def credit(invoice, amounts=None, by=None) -> Invoice:
    chosen = amounts and {place: Decimal(amount) for place, amount in amounts.items()}
    return credit_invoice(by=by, invoice=invoice, reason="Mistake", at=THEN, amounts=chosen)


def settled(invoice) -> Invoice:
    return Invoice.objects.with_settlement().get(pk=invoice.pk)


def pay(invoice, amount, by=None, **more):
    return enter_payment(by=by, invoice=invoice, amount=Decimal(amount), received_on=DAY, at=THEN, **more)


def test_a_whole_credit_gives_all_back_and_not_a_cent_more(invoice) -> None:
    note = credit(invoice)

    assert (note.kind, note.number, note.credits) == ("381", 2, invoice)
    assert (note.net, note.vat, note.total) == (Decimal("495.00"), Decimal("103.95"), Decimal("598.95"))
    assert settled(invoice).open == 0
    with pytest.raises(NothingToCredit):
        credit(invoice)
    with pytest.raises(CreditBeyondInvoice):
        credit(invoice, {1: "0.01"})


def test_what_was_credited_whole_may_be_billed_again(invoice) -> None:
    credit(invoice)

    (draft,) = drafts(by=None, site=invoice.site, landlord=invoice.seller, month=date(2026, 11, 1))

    assert draft.totals.total == Decimal("598.95")
    assert not BilledPeriod.objects.exists()


def test_what_was_credited_in_part_stays_billed(invoice) -> None:
    credit(invoice, {1: "100.00"})

    assert drafts(by=None, site=invoice.site, landlord=invoice.seller, month=date(2026, 11, 1)) == []
    assert remaining(invoice)[1] == InvoiceLine.objects.get(invoice=invoice, position=1).net - 100


def test_credits_in_parts_make_the_whole(invoice) -> None:
    first = credit(invoice, {1: "0.02", 2: "0.03"})
    second = credit(invoice)

    assert first.total + second.total == invoice.total
    assert first.vat + second.vat == invoice.vat


def test_a_line_is_not_credited_beyond_itself_nor_against_its_sign(invoice) -> None:
    for wrong in ({1: "450.01"}, {2: "450.01"}, {1: "-1.00"}, {3: "1.00"}):
        with pytest.raises(CreditBeyondInvoice):
            credit(invoice, wrong)
    credit(invoice, {1: "40.00"})
    assert Invoice.objects.count() == 2


def test_a_credit_note_is_not_credited(invoice) -> None:
    with pytest.raises(CreditOfCredit):
        credit(credit(invoice))


def test_the_database_holds_what_remains(invoice) -> None:
    note = credit(invoice, {1: "20.00"})
    line = note.lines.get()
    original = line.credits

    def another(net) -> None:
        line.pk, line.position, line.net = None, line.position + 1, Decimal(net)
        InvoiceLine.objects.bulk_create([line])

    rest = original.net - 20
    for wrong in (rest + Decimal("0.01"), "-0.01", "0.00"):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            another(wrong)
        assert "credited_at_most_whole" in violated(caught.value)
    another(rest)


def test_only_who_manages_the_site_credits_and_enters_payments(invoice) -> None:
    desk = a_user("receptionist", site=invoice.site)

    with pytest.raises(NotAllowed):
        credit(invoice, by=desk)
    with pytest.raises(NotAllowed):
        pay(invoice, "1.00", by=desk)


def test_an_invoice_is_open_then_paid_in_part_then_paid(invoice) -> None:
    assert (settled(invoice).open, settled(invoice).status) == (Decimal("598.95"), "open")
    pay(invoice, "500.00")
    assert (settled(invoice).open, settled(invoice).status) == (Decimal("98.95"), "part_paid")
    pay(invoice, "98.95")
    assert (settled(invoice).open, settled(invoice).status) == (Decimal("0.00"), "paid")


def test_an_invoice_credited_whole_is_called_so(invoice) -> None:
    credit(invoice)

    assert settled(invoice).status == "credited"


def test_a_payment_is_at_most_what_is_open(invoice) -> None:
    credit(invoice, {1: "20.00"})

    with pytest.raises(PaidBeyondOpen):
        pay(invoice, "598.95")
    with pytest.raises(ValueRefused):
        pay(invoice, "0.00")
    assert settled(invoice).paid == 0


def test_a_line_of_a_statement_is_entered_once(invoice) -> None:
    pay(invoice, "10.00", bank_reference="2026-33-7")

    with pytest.raises(ValueRefused):
        pay(invoice, "10.00", bank_reference="2026-33-7")
    assert settled(invoice).paid == 10
