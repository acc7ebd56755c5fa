"""How a document gets its number and is written whole: shared by invoices and credit notes, always inside a deed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings

from ..deeds import Actor, deed
from ..identifiers import structured_reference
from ..leasing.amounts import Totals
from ..leasing.refusals import NoJournal
from ..models.invoices import Invoice, InvoiceLine, InvoiceTax
from ..models.journals import Journal, JournalYear
from ..models.people import Organisation, User


@dataclass(frozen=True, slots=True)
class Party:
    """A firm as it stands on an invoice."""

    name: str
    enterprise_number: str
    is_vat_liable: bool
    street: str
    postcode: str
    city: str
    country: str = "BE"

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing that an invoice must say."""
        return all((self.name, self.enterprise_number, self.street, self.postcode, self.city))


def party_of(firm: Organisation) -> Party:
    """`firm` as it is now."""
    return Party(firm.name, firm.enterprise_number or "", firm.is_vat_liable, firm.street, firm.postcode, firm.city)


@dataclass(frozen=True, slots=True)
class Content:
    """All of a document but its number."""

    buyer: Organisation
    starts_on: date
    ends_on: date
    reference: str
    totals: Totals
    lines: Sequence[InvoiceLine]
    kind: str = Invoice.Kind.INVOICE
    credits: Invoice | None = None
    reason: str = ""


def locked_journal(landlord: Organisation) -> Journal:
    """The journal of `landlord`, held until the deed ends: nobody else numbers meanwhile. Raises `NoJournal`."""
    journal = Journal.objects.select_for_update().filter(landlord=landlord).first()
    if journal is None:
        raise NoJournal(landlord=landlord.name)
    return journal


def issue(
    contents: Sequence[Content], *, by: Actor, journal: Journal, site_id: int, on: date, at: datetime
) -> list[Invoice]:
    """Number and write documents in the order given; `journal` is locked."""
    year, _ = JournalYear.objects.get_or_create(journal=journal, year=on.year)
    seller = asdict(party_of(journal.landlord)) | {"iban": journal.iban}
    invoices = []
    for number, content in enumerate(contents, start=year.last_number + 1):
        invoices.append(
            Invoice(
                journal=journal,
                year=on.year,
                number=number,
                kind=content.kind,
                site_id=site_id,
                seller=journal.landlord,
                buyer=content.buyer,
                seller_facts=seller,
                buyer_facts=asdict(party_of(content.buyer)),
                issued_on=on,
                due_on=on + timedelta(days=settings.INVOICE_DAYS),
                starts_on=content.starts_on,
                ends_on=content.ends_on,
                reference=content.reference,
                payment_reference=structured_reference(_reference_number(journal, on.year, number)),
                net=content.totals.net,
                vat=content.totals.vat,
                total=content.totals.total,
                credits=content.credits,
                reason=content.reason,
                issued_at=at,
                issued_by=by if isinstance(by, User) else None,
            )
        )
    JournalYear.objects.filter(pk=year.pk).update(last_number=year.last_number + len(contents))
    Invoice.objects.bulk_create(invoices)
    _write_parts(invoices, contents)
    for invoice in invoices:
        verb = "invoice.billed" if invoice.credits is None else "invoice.credited"
        deed.record(verb, invoice, by=by, site=site_id, organisation=invoice.buyer_id, total=str(invoice.total))
    return invoices


def _write_parts(invoices: Sequence[Invoice], contents: Sequence[Content]) -> None:
    lines, taxes = [], []
    for invoice, content in zip(invoices, contents, strict=True):
        grounds: dict[tuple[str, Decimal], list[str]] = {}
        for position, line in enumerate(content.lines, start=1):
            line.invoice, line.position = invoice, position
            lines.append(line)
            named = grounds.setdefault((line.category, line.rate), [])
            if line.ground not in named:
                named.append(line.ground)
        taxes += [
            InvoiceTax(
                invoice=invoice,
                category=tax.category,
                rate=tax.rate,
                base=tax.base,
                amount=tax.amount,
                ground="; ".join(grounds[tax.category, tax.rate]),
            )
            for tax in content.totals.taxes
        ]
    InvoiceLine.objects.bulk_create(lines)
    InvoiceTax.objects.bulk_create(taxes)


def _reference_number(journal: Journal, year: int, number: int) -> int:
    # Ten digits: the journal's own three, two of the year, five of the number.
    return journal.prefix * 10**7 + year % 100 * 10**5 + number
