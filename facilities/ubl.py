"""Invoices and credit notes as Peppol BIS Billing 3.0 (UBL 2.1), from the issued rows and nothing else."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from .identifiers import shown_reference
from .kernel.days import DAY
from .models.invoices import Invoice, InvoiceLine, InvoiceTax

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
UBL = "urn:oasis:names:specification:ubl:schema:xsd"
CAC, CBC = f"{UBL}:CommonAggregateComponents-2", f"{UBL}:CommonBasicComponents-2"
EURO = {"currencyID": "EUR"}
ENTERPRISE = {"schemeID": "0208"}
TRANSFER = "30"

register_namespace("cac", CAC)
register_namespace("cbc", CBC)


def ubl_of(invoice: Invoice, *, pdf: bytes | None = None) -> bytes:
    """The document, with its picture for people inside where given."""
    is_credit = invoice.kind == Invoice.Kind.CREDIT_NOTE
    root = Element(f"{{{UBL}:{'CreditNote' if is_credit else 'Invoice'}-2}}{'CreditNote' if is_credit else 'Invoice'}")
    _head(root, invoice, is_credit)
    if pdf is not None:
        _picture(root, invoice, pdf)
    _party(root, "AccountingSupplierParty", invoice.seller_facts)
    _party(root, "AccountingCustomerParty", invoice.buyer_facts)
    if is_credit:
        _text(_part(root, "PaymentTerms"), "Note", invoice.reason or str(invoice.credits))
    else:
        means = _part(root, "PaymentMeans")
        _text(means, "PaymentMeansCode", TRANSFER)
        _text(means, "PaymentID", shown_reference(invoice.payment_reference))
        _text(_part(means, "PayeeFinancialAccount"), "ID", invoice.seller_facts["iban"])
    _sums(root, invoice)
    for line in invoice.lines.all():
        _line(root, line, is_credit)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _head(root: Element, invoice: Invoice, is_credit: bool) -> None:
    _text(root, "CustomizationID", CUSTOMIZATION)
    _text(root, "ProfileID", PROFILE)
    _text(root, "ID", str(invoice))
    _text(root, "IssueDate", invoice.issued_on.isoformat())
    if not is_credit:
        _text(root, "DueDate", invoice.due_on.isoformat())
    _text(root, "CreditNoteTypeCode" if is_credit else "InvoiceTypeCode", invoice.kind)
    if invoice.reason:
        _text(root, "Note", invoice.reason)
    _text(root, "DocumentCurrencyCode", "EUR")
    _text(root, "BuyerReference", invoice.reference)
    _period(root, invoice.starts_on, invoice.ends_on)
    if invoice.credits is not None:
        original = _part(_part(root, "BillingReference"), "InvoiceDocumentReference")
        _text(original, "ID", str(invoice.credits))
        _text(original, "IssueDate", invoice.credits.issued_on.isoformat())


def _picture(root: Element, invoice: Invoice, pdf: bytes) -> None:
    reference = _part(root, "AdditionalDocumentReference")
    _text(reference, "ID", str(invoice))
    name = f"{invoice.slug}.pdf"
    _text(
        _part(reference, "Attachment"),
        "EmbeddedDocumentBinaryObject",
        b64encode(pdf).decode(),
        mimeCode="application/pdf",
        filename=name,
    )


def _party(root: Element, role: str, facts: dict[str, str]) -> None:
    party, number = _part(_part(root, role), "Party"), facts["enterprise_number"]
    _text(party, "EndpointID", number, **ENTERPRISE)
    address = _part(party, "PostalAddress")
    _text(address, "StreetName", facts["street"])
    _text(address, "CityName", facts["city"])
    _text(address, "PostalZone", facts["postcode"])
    _text(_part(address, "Country"), "IdentificationCode", facts["country"])
    if facts["is_vat_liable"]:
        tax = _part(party, "PartyTaxScheme")
        _text(tax, "CompanyID", f"BE{number}")
        _scheme(tax)
    entity = _part(party, "PartyLegalEntity")
    _text(entity, "RegistrationName", facts["name"])
    _text(entity, "CompanyID", number, **ENTERPRISE)


def _sums(root: Element, invoice: Invoice) -> None:
    total = _part(root, "TaxTotal")
    _amount(total, "TaxAmount", invoice.vat)
    for tax in invoice.taxes.all():
        _subtotal(total, tax)
    sums = _part(root, "LegalMonetaryTotal")
    _amount(sums, "LineExtensionAmount", invoice.net)
    _amount(sums, "TaxExclusiveAmount", invoice.net)
    _amount(sums, "TaxInclusiveAmount", invoice.total)
    _amount(sums, "PayableAmount", invoice.total)


def _subtotal(total: Element, tax: InvoiceTax) -> None:
    part = _part(total, "TaxSubtotal")
    _amount(part, "TaxableAmount", tax.base)
    _amount(part, "TaxAmount", tax.amount)
    category = _part(part, "TaxCategory")
    _text(category, "ID", tax.category)
    _text(category, "Percent", _plain(tax.rate))
    if not tax.rate:
        _text(category, "TaxExemptionReason", tax.ground)
    _scheme(category)


def _line(root: Element, line: InvoiceLine, is_credit: bool) -> None:
    part = _part(root, "CreditNoteLine" if is_credit else "InvoiceLine")
    _text(part, "ID", str(line.position))
    quantity = "CreditedQuantity" if is_credit else "InvoicedQuantity"
    _text(part, quantity, _plain(line.quantity), unitCode=line.unit)
    _amount(part, "LineExtensionAmount", line.net)
    _period(part, line.starts_on, line.ends_on)
    item = _part(part, "Item")
    _text(item, "Description", line.ground)
    _text(item, "Name", line.text)
    category = _part(item, "ClassifiedTaxCategory")
    _text(category, "ID", line.category)
    _text(category, "Percent", _plain(line.rate))
    _scheme(category)
    _text(_part(part, "Price"), "PriceAmount", _plain(line.price), **EURO)


def _period(parent: Element, starts_on: date, ends_on: date) -> None:
    period = _part(parent, "InvoicePeriod")
    _text(period, "StartDate", starts_on.isoformat())
    _text(period, "EndDate", (ends_on - DAY).isoformat())


def _scheme(parent: Element) -> None:
    _text(_part(parent, "TaxScheme"), "ID", "VAT")


def _part(parent: Element, name: str) -> Element:
    return SubElement(parent, f"{{{CAC}}}{name}")


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, f"{{{CBC}}}{name}", attributes).text = text


def _amount(parent: Element, name: str, amount: Decimal) -> None:
    _text(parent, name, f"{amount:.2f}", **EURO)


def _plain(number: Decimal) -> str:
    # 3.5000 as 3.5 and 100.00 as 100, never 1E+2.
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
