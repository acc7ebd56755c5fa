"""Two who send the invoices of one month, or credit one line, at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from facilities.kernel.errors import DomainError
from facilities.models import BilledPeriod, Invoice, InvoiceLine, JournalYear
from facilities.services.credits import credit_invoice
from facilities.services.invoices import issue_month
from facilities.services.payments import enter_payment
from tests.factories import a_site, an_invoicing, at
from tests.race.conftest import rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]
THEN = at("2026-11-24 10:00")


def rivals(deed, count: int = 2) -> list[str]:
    """Run `deed` on so many connections at the same instant; what each got, a refusal by its code."""
    gate = threading.Barrier(count)

    def go(_):
        gate.wait()
        try:
            deed()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(count) as pool:
        return sorted(pool.map(go, range(count)))


def test_of_two_who_send_a_month_one_wins_and_nothing_is_half_written(counted) -> None:
    site = a_site()
    leases = an_invoicing(site=site, rents=("850.00", "20.00", "1.00"))
    landlord, outcomes = leases[0].landlord, []

    for month in range(1, rounds(3, 12) + 1):
        found = rivals(
            lambda m=month: issue_month(by=None, site=site, landlord=landlord, month=date(2026, m, 1), at=THEN)
        )
        assert found == ["done", "nothing_to_invoice"]
        outcomes += found

    counted("two who send a month", outcomes)
    numbers = list(Invoice.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 3 * rounds(3, 12) + 1))
    assert InvoiceLine.objects.count() == BilledPeriod.objects.count() == len(numbers)
    assert JournalYear.objects.get().last_number == len(numbers)


def test_two_sites_of_one_landlord_share_the_numbers_without_a_gap() -> None:
    one, other = a_site(), a_site(slug="mth")
    landlord = an_invoicing(site=one)[0].landlord
    an_invoicing(site=other)
    sites = iter([one, other])

    found = rivals(lambda: issue_month(by=None, site=next(sites), landlord=landlord, month=date(2026, 11, 1), at=THEN))

    assert found == ["done", "done"]
    assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2]


def test_of_two_who_credit_a_line_whole_one_wins(counted) -> None:
    site = a_site()
    leases = an_invoicing(site=site, rents=("850.00",) * 3)
    outcomes = []

    for invoice in issue_month(by=None, site=site, landlord=leases[0].landlord, month=date(2026, 11, 1), at=THEN):
        found = rivals(lambda i=invoice: credit_invoice(by=None, invoice=i, reason="Twice", at=THEN))
        assert found == ["done", "nothing_to_credit"]
        outcomes += found

    counted("two who credit a line", outcomes)
    assert Invoice.objects.filter(kind="381").count() == 3


def test_of_two_payments_of_the_whole_one_is_entered() -> None:
    site = a_site()
    leases = an_invoicing(site=site)
    (invoice,) = issue_month(by=None, site=site, landlord=leases[0].landlord, month=date(2026, 11, 1), at=THEN)

    found = rivals(
        lambda: enter_payment(
            by=None, invoice=invoice, amount=Decimal("850.00"), received_on=date(2026, 11, 25), at=THEN
        )
    )

    assert found == ["done", "paid_beyond_open"]
    assert Invoice.objects.with_settlement().get().status == "paid"
