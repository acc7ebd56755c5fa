"""The invoices of a month, from preview to number, and what the database holds of them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from facilities.kernel.constraints import violated
from facilities.kernel.errors import NotAllowed
from facilities.leasing.refusals import NoJournal, NothingToInvoice
from facilities.models import AuditEntry, BilledPeriod, Invoice, InvoiceLine, InvoiceTax, Journal, Organisation
from facilities.services.invoices import FACTS_MISSING, NOT_ABOVE_ZERO, drafts, issue_month
from facilities.services.leases import set_rate, sign_lease
from tests.factories import a_building, a_lease, a_site, a_user, an_invoicing, an_office, at

pytestmark = pytest.mark.django_db
MONTH = date(2026, 11, 1)
THEN = at("2026-11-24 10:00")


@pytest.fixture
def site():
    return a_site()


def issued(site, leases, *, by=None, month=MONTH, when=THEN) -> list[Invoice]:
    return issue_month(by=by, site=site, landlord=leases[0].landlord, month=month, at=when)


def test_each_firm_gets_one_invoice_with_the_next_number(site) -> None:
    leases = an_invoicing(site=site, rents=("850.00", "1136.52"))

    invoices = issued(site, leases)

    assert [str(invoice) for invoice in invoices] == ["VF 2026/00001", "VF 2026/00002"]
    assert [invoice.buyer for invoice in invoices] == [lease.tenant for lease in leases]
    assert [invoice.total for invoice in invoices] == [Decimal("850.00"), Decimal("1136.52")]
    first = Invoice.objects.get(pk=invoices[0].pk)
    assert (first.issued_on, first.due_on) == (date(2026, 11, 24), date(2026, 12, 24))
    assert (first.starts_on, first.ends_on, first.reference) == (MONTH, date(2026, 12, 1), leases[0].number)
    assert first.payment_reference == "101260000126"
    assert AuditEntry.objects.filter(verb="invoice.billed").count() == 2


def test_a_line_keeps_its_vat_and_the_ground_of_it(site) -> None:
    leases = an_invoicing(site=site)

    (invoice,) = issued(site, leases)

    line = invoice.lines.get()
    assert (line.category, line.rate, line.net) == ("E", Decimal("0.00"), Decimal("850.00"))
    assert "44" in line.ground
    assert invoice.taxes.get().ground == line.ground


def test_the_parties_stand_as_they_were(site) -> None:
    leases = an_invoicing(site=site)

    (invoice,) = issued(site, leases)
    Organisation.objects.filter(pk=leases[0].tenant_id).update(name="Renamed", street="Elsewhere 2")

    invoice.refresh_from_db()
    assert invoice.buyer_facts["name"] == leases[0].tenant.name
    assert invoice.buyer_facts["street"] == "Voorbeeldstraat 1"
    assert invoice.seller_facts["iban"] == "BE68539007547034"


def test_a_lease_without_end_is_invoiced_too(site) -> None:
    leases = an_invoicing(site=site, regime="services", ends_on=None)

    (invoice,) = issued(site, leases)

    assert invoice.total == Decimal("850.00")


def test_a_month_is_billed_once(site) -> None:
    leases = an_invoicing(site=site)
    issued(site, leases)

    with pytest.raises(NothingToInvoice):
        issued(site, leases)

    assert Invoice.objects.count() == BilledPeriod.objects.count() == 1
    assert drafts(by=None, site=site, landlord=leases[0].landlord, month=MONTH) == []


def test_what_came_later_is_billed_by_itself(site) -> None:
    leases = an_invoicing(site=site)
    issued(site, leases)
    late = a_lease(
        site=site,
        tenant=leases[0].tenant,
        spaces=[an_office(building=a_building(site=site))],
        starts_on="2026-11-16",
    )
    set_rate(by=None, line=late.lines.get(), kind="rent", amount=Decimal("300.00"), per="month", vat="services")
    sign_lease(by=None, lease=late, signed_on=date(2026, 11, 1))

    (invoice,) = issued(site, leases)

    assert (invoice.number, invoice.net, invoice.vat) == (2, Decimal("150.00"), Decimal("31.50"))


def test_numbers_start_anew_each_year_and_leave_no_gap(site) -> None:
    leases = an_invoicing(site=site, rents=("850.00", "20.00"))
    issued(site, leases)
    issued(site, leases, month=date(2026, 12, 1))
    issued(site, leases, month=date(2027, 1, 1), when=at("2027-01-02 10:00"))

    assert list(Invoice.objects.order_by("year", "number").values_list("year", "number")) == [
        (2026, 1),
        (2026, 2),
        (2026, 3),
        (2026, 4),
        (2027, 1),
        (2027, 2),
    ]


def test_a_number_that_failed_is_given_again(site, monkeypatch) -> None:
    leases = an_invoicing(site=site)

    with monkeypatch.context() as patch:
        patch.setattr(BilledPeriod.objects, "bulk_create", lambda rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            issued(site, leases)

    assert not Invoice.objects.exists()
    assert issued(site, leases)[0].number == 1


def test_a_firm_whose_address_is_missing_waits_and_the_others_do_not(site) -> None:
    leases = an_invoicing(site=site, rents=("850.00", "20.00"))
    Organisation.objects.filter(pk=leases[0].tenant_id).update(street="")

    (invoice,) = issued(site, leases)

    (waiting,) = drafts(by=None, site=site, landlord=leases[0].landlord, month=MONTH)
    assert (waiting.buyer, waiting.problem) == (leases[0].tenant, FACTS_MISSING)
    assert (invoice.number, invoice.buyer) == (1, leases[1].tenant)


def test_a_discount_beyond_the_rent_is_no_invoice(site) -> None:
    leases = an_invoicing(site=site)
    line = leases[0].lines.get()
    line.rates.create(kind="discount", amount=Decimal(-900), per="month", vat="letting", starts_on=line.starts_on)

    (draft,) = drafts(by=None, site=site, landlord=leases[0].landlord, month=MONTH)

    assert draft.problem == NOT_ABOVE_ZERO
    with pytest.raises(NothingToInvoice):
        issued(site, leases)


def test_a_discount_stands_as_a_quantity_below_zero(site) -> None:
    leases = an_invoicing(site=site)
    line = leases[0].lines.get()
    line.rates.create(kind="discount", amount=Decimal(-50), per="month", vat="letting", starts_on=line.starts_on)

    (invoice,) = issued(site, leases)

    discount = invoice.lines.get(key__endswith="discount")
    assert (discount.quantity, discount.price, discount.net) == (-1, 50, -50)
    assert invoice.total == Decimal("800.00")


def test_a_landlord_without_a_journal_sends_nothing(site) -> None:
    leases = an_invoicing(site=site)
    Journal.objects.all().delete()

    with pytest.raises(NoJournal):
        issued(site, leases)


def test_only_who_manages_the_site_sends_invoices(site) -> None:
    leases = an_invoicing(site=site)

    for role, scope in [("receptionist", {"site": site}), ("tenant_admin", {"organisation": leases[0].tenant})]:
        with pytest.raises(NotAllowed):
            issued(site, leases, by=a_user(role, **scope))
    assert len(issued(site, leases, by=a_user("site_manager", site=site))) == 1


def test_who_sees_an_invoice(site) -> None:
    leases = an_invoicing(site=site, rents=("850.00", "20.00"))
    issued(site, leases)

    def seen(role, **scope) -> int:
        return Invoice.objects.visible_to(a_user(role, **scope)).count()

    assert seen("site_manager", site=site) == seen("auditor") == 2
    assert seen("tenant_admin", organisation=leases[0].tenant) == 1
    assert seen("tenant_member", organisation=leases[0].tenant) == seen("receptionist", site=site) == 0
    assert seen("site_manager", site=a_site(slug="elsewhere")) == 0


@pytest.mark.parametrize("model", [Invoice, InvoiceLine, InvoiceTax])
def test_the_database_lets_nobody_change_what_was_issued(site, model) -> None:
    issued(site, an_invoicing(site=site))

    for change in (lambda: model.objects.update(id=5000), lambda: model.objects.all()._raw_delete("default")):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            change()
        assert "never_changed" in violated(caught.value)


def test_the_database_gives_a_number_once(site) -> None:
    (invoice,) = issued(site, an_invoicing(site=site))

    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice.objects.bulk_create([_copy(invoice, payment_reference="1")])
    Invoice.objects.bulk_create([_copy(invoice, payment_reference="1", number=2)])


def _copy(invoice: Invoice, **more) -> Invoice:
    fields = {f.attname: getattr(invoice, f.attname) for f in Invoice._meta.concrete_fields if not f.primary_key}
    return Invoice(**fields | more)


def test_the_database_bills_no_day_twice(site) -> None:
    (invoice,) = issued(site, an_invoicing(site=site, rents=("850.00",)))
    period, line = BilledPeriod.objects.get(), invoice.lines.get()
    line.pk, line.position = None, 2
    line.save()

    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BilledPeriod.objects.create(
            line=line, source=period.source, key=period.key, starts_on=date(2026, 11, 30), ends_on=date(2026, 12, 2)
        )
    assert "billed_once" in violated(caught.value)


def test_a_month_costs_the_same_queries_for_any_number_of_leases(site, django_assert_max_num_queries) -> None:
    leases = an_invoicing(site=site, rents=("10.00",) * 5)

    with django_assert_max_num_queries(20):
        assert len(issued(site, leases)) == 5


def test_twelve_invoices_make_the_rent_of_a_year(site) -> None:
    leases = an_invoicing(site=site)
    line = leases[0].lines.get()
    line.rates.create(kind="service", amount=Decimal("1000.03"), per="year", vat="services", starts_on=line.starts_on)

    for month in range(1, 13):
        issued(site, leases, month=date(2027, month, 1))

    lines = InvoiceLine.objects.filter(key__endswith="service")
    assert sum(line.net for line in lines) == Decimal("1000.03")
    assert len(lines) == 12
