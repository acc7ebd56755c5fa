"""The invoices of a month: what would be sent, and sending it, once however often it is asked."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.utils import translation

from ..charges import charges_of
from ..deeds import Actor, deed
from ..kernel.clock import BRUSSELS
from ..kernel.days import Days, first_of_month, plus_months, whole_month
from ..leasing.amounts import Totals, totals
from ..leasing.charges import Charge, unbilled
from ..leasing.refusals import NothingToInvoice
from ..leasing.vat import rule_of
from ..models.invoices import BilledPeriod, Invoice, InvoiceLine
from ..models.people import Organisation
from ..models.places import Site
from ..rules import may_manage_invoices, require
from .invoicing import Content, issue, locked_journal, party_of

FACTS_MISSING, NOT_ABOVE_ZERO = "facts_missing", "not_above_zero"


@dataclass(frozen=True, slots=True)
class Draft:
    """The invoice a firm would get; with a `problem` it gets none until that is solved."""

    buyer: Organisation
    charges: list[Charge]
    totals: Totals
    problem: str | None


def drafts(*, by: Actor, site: Site, landlord: Organisation, month: date) -> list[Draft]:
    """What `landlord` has to invoice at `site` for the month of that day and has not yet, firm by firm.

    Five queries or fewer, however many leases.
    """
    require(may_manage_invoices(by, site))
    days = whole_month(month)
    # An invoice is in the language of the house, whoever sends it.
    with translation.override(settings.LANGUAGE_CODE):
        charges = charges_of(site=site, landlord=landlord, over=days)
    billed: dict[tuple[str, str], list[Days]] = {}
    for row in BilledPeriod.objects.filter(starts_on__lt=days.end, ends_on__gt=days.start, line__invoice__site=site):
        billed.setdefault((row.source, row.key), []).append(Days(row.starts_on, row.ends_on))
    left = [part for each in charges for part in unbilled(each, billed.get((each.source, each.key), ()))]
    firms = Organisation.objects.in_bulk({charge.tenant for charge in left})
    seller_is_whole = party_of(landlord).is_whole
    return [
        _draft(firms[tenant], [*group], seller_is_whole) for tenant, group in groupby(left, key=attrgetter("tenant"))
    ]


@deed
def issue_month(*, by: Actor, site: Site, landlord: Organisation, month: date, at: datetime) -> list[Invoice]:
    """Send every draft without a problem; a second time, and for the loser of a race, `NothingToInvoice`."""
    require(may_manage_invoices(by, site))
    # Held before looking: of two who approve one month the second finds it billed.
    journal = locked_journal(landlord)
    ready = [each for each in drafts(by=by, site=site, landlord=landlord, month=month) if each.problem is None]
    if not ready:
        raise NothingToInvoice
    starts_on = first_of_month(month)
    with translation.override(settings.LANGUAGE_CODE):
        contents = [
            Content(
                buyer=draft.buyer,
                starts_on=starts_on,
                ends_on=plus_months(starts_on, 1),
                reference=_reference(draft),
                totals=draft.totals,
                lines=[_line(charge) for charge in draft.charges],
            )
            for draft in ready
        ]
    on = at.astimezone(BRUSSELS).date()
    invoices = issue(contents, by=by, journal=journal, site_id=site.pk, on=on, at=at)
    BilledPeriod.objects.bulk_create(
        BilledPeriod(line=line, source=line.source, key=line.key, starts_on=line.starts_on, ends_on=line.ends_on)
        for content in contents
        for line in content.lines
    )
    return invoices


def _draft(buyer: Organisation, charges: list[Charge], seller_is_whole: bool) -> Draft:
    rules = [rule_of(charge.treatment) for charge in charges]
    nets = [((rule.category, rule.rate), charge.amount) for rule, charge in zip(rules, charges, strict=True)]
    sums = totals(nets)
    problem = None
    if not (seller_is_whole and party_of(buyer).is_whole):
        problem = FACTS_MISSING
    elif sums.total <= 0:
        problem = NOT_ABOVE_ZERO
    return Draft(buyer, charges, sums, problem)


def _reference(draft: Draft) -> str:
    # Peppol asks for a reference of the buyer (R003): the numbers of its leases, or its name.
    numbers = dict.fromkeys(charge.reference for charge in draft.charges if charge.reference)
    return ", ".join(numbers)[:200] or draft.buyer.name


def _line(charge: Charge) -> InvoiceLine:
    rule = rule_of(charge.treatment)
    return InvoiceLine(
        source=charge.source,
        key=charge.key,
        starts_on=charge.days.start,
        ends_on=charge.ends_on,
        text=charge.text[:200],
        reference=charge.reference,
        quantity=charge.quantity,
        unit=charge.unit,
        price=charge.price,
        net=charge.amount,
        treatment=charge.treatment,
        category=rule.category,
        rate=Decimal(rule.rate),
        ground=str(rule.ground),
    )
