"""The invoice as PDF: accessible, in Dutch, inside the UBL document too."""

from datetime import date
from decimal import Decimal

import pytest

from facilities.invoice_pdf import invoice_pdf, words_of
from facilities.services.credits import credit_invoice
from facilities.services.invoices import issue_month
from tests.factories import a_site, an_invoicing, at

pytestmark = pytest.mark.django_db
THEN = at("2026-11-24 10:00")


@pytest.fixture
def invoice():
    site = a_site()
    leases = an_invoicing(site=site, rents=("1136.52",))
    line = leases[0].lines.get()
    line.rates.create(kind="service", amount=Decimal("308.65"), per="month", vat="services", starts_on=line.starts_on)
    (invoice,) = issue_month(by=None, site=site, landlord=leases[0].landlord, month=date(2026, 11, 1), at=THEN)
    return invoice


def test_an_invoice_is_an_accessible_pdf_and_stays_the_same(invoice) -> None:
    pdf = invoice_pdf(invoice)

    assert pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf
    assert b"pdfuaid:part" in pdf
    assert words_of(invoice) == words_of(type(invoice).objects.get(pk=invoice.pk))


def test_a_credit_note_asks_for_no_payment(invoice) -> None:
    note = credit_invoice(by=None, invoice=invoice, reason="Vergissing", at=THEN)

    assert invoice_pdf(note).startswith(b"%PDF-")
    assert words_of(note)["pay"] == ""
    assert [fact[1] for fact in words_of(note)["facts"]][-1] == "Vergissing"


def test_an_invoice_says_what_to_pay_and_how(invoice) -> None:
    words = words_of(invoice)

    assert [sum[1] for sum in words["sums"]] == ["€ 1.445,17", "€ 64,82", "€ 1.509,99"]
    assert "+++101/2600/00126+++" in words["pay"]
    assert [line["figures"][2] for line in words["lines"]] == ["0 %", "21 %"]
