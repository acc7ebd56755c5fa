"""The invoice as PDF, set by Typst in this process in the language of the house."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .identifiers import shown_reference
from .kernel.days import DAY
from .models.invoices import Invoice, InvoiceLine
from .typesetting import inputs

SOURCE = Path(__file__).parent / "typst" / "invoice.typ"


def invoice_pdf(invoice: Invoice) -> bytes:
    """`invoice` or credit note, accessible (PDF/UA-1); the same as long as the rows are, and they never change."""
    with translation.override(settings.LANGUAGE_CODE):
        words = words_of(invoice)
    return typst.compile(SOURCE, format="pdf", pdf_standards=["ua-1"], **inputs("invoice", words))


def words_of(invoice: Invoice) -> dict[str, Any]:
    """All that the sheet says, in the language of this moment."""
    is_credit = invoice.kind == Invoice.Kind.CREDIT_NOTE
    title = _("Credit note %(number)s") if is_credit else _("Invoice %(number)s")
    return {
        "language": settings.LANGUAGE_CODE,
        "title": title % {"number": invoice},
        "footer": str(invoice),
        "to": _("To"),
        "seller": _party(invoice.seller_facts),
        "buyer": _party(invoice.buyer_facts),
        "facts": _facts(invoice),
        "columns": [_("What for"), _("Quantity"), _("Price"), capfirst(_("VAT")), _("Without VAT")],
        "lines": [_line(line) for line in invoice.lines.all()],
        "tax_columns": [capfirst(_("VAT rate")), _("Without VAT"), capfirst(_("VAT"))],
        "taxes": [[_rate(tax.rate), _euro(tax.base), _euro(tax.amount)] for tax in invoice.taxes.all()],
        "sums": [
            [_("Without VAT"), _euro(invoice.net)],
            [capfirst(_("VAT")), _euro(invoice.vat)],
            [_("Total credited") if is_credit else _("To be paid"), _euro(invoice.total)],
        ],
        "pay": "" if is_credit else _how_to_pay(invoice),
    }


def _facts(invoice: Invoice) -> list[list[str]]:
    facts = [
        [_("Date"), _day(invoice.issued_on)],
        [_("Period"), _days(invoice.starts_on, invoice.ends_on)],
        [_("Your reference"), invoice.reference],
    ]
    if invoice.credits is None:
        return [*facts, [_("To be paid by"), _day(invoice.due_on)]]
    facts.append([_("Credits invoice"), f"{invoice.credits} ({_day(invoice.credits.issued_on)})"])
    return [*facts, [_("Reason"), invoice.reason]] if invoice.reason else facts


def _how_to_pay(invoice: Invoice) -> str:
    return _("Please pay %(amount)s by %(day)s to %(iban)s with the message %(reference)s.") % {
        "amount": _euro(invoice.total),
        "day": _day(invoice.due_on),
        "iban": invoice.seller_facts["iban"],
        "reference": shown_reference(invoice.payment_reference),
    }


def _party(facts: dict[str, str]) -> list[str]:
    number = facts["enterprise_number"]
    shown = f"{number[:4]}.{number[4:7]}.{number[7:]}"
    place = f"{facts['postcode']} {facts['city']}"
    return [facts["name"], facts["street"], place, f"BE {shown}" if facts["is_vat_liable"] else shown]


def _line(line: InvoiceLine) -> dict[str, Any]:
    return {
        "text": line.text,
        "days": _days(line.starts_on, line.ends_on),
        "ground": line.ground,
        "figures": [
            number_format(line.quantity.normalize(), use_l10n=True),
            _euro(line.price),
            _rate(line.rate),
            _euro(line.net),
        ],
    }


def _days(starts_on: date, ends_on: date) -> str:
    return f"{_day(starts_on)} – {_day(ends_on - DAY)}"


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _rate(rate: Decimal) -> str:
    return f"{number_format(rate.normalize(), use_l10n=True)} %"


def _euro(amount: Decimal) -> str:
    return f"€ {number_format(amount, 2, use_l10n=True, force_grouping=True)}"
