"""Charges: what sources say, and cutting and joining to the cent."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilities.charges import charges_of
from facilities.kernel.days import Days, whole_month
from facilities.leasing.charges import Charge, unbilled
from facilities.leasing.rents import total
from facilities.models import Organisation
from facilities.services.leases import set_rate, sign_lease
from tests.factories import a_building, a_lease, a_site, an_office

JANUARY = whole_month(date(2026, 1, 1))
CENTS = st.decimals(min_value="0.01", max_value="99999.99", places=2)
FIRST = date(2026, 1, 1)


def a_charge(amount: str | Decimal = "1000.00", days: Days = JANUARY, **more) -> Charge:
    facts = {"source": "test", "key": "1", "tenant": 1, "landlord": 2, "text": "Rent", "treatment": "letting"}
    return Charge(
        days=days, price=abs(Decimal(amount)), quantity=Decimal(1 if Decimal(amount) > 0 else -1), **facts | more
    )


class Coffee:
    """A second source, as bookings and parking will be."""

    def charges(self, *, site, landlord, over):
        yield a_charge("12.50", over, source="coffee", key=f"{site.pk}", landlord=landlord.pk, treatment="services")
        yield a_charge("0.00", over, source="coffee", key="nothing", landlord=landlord.pk)


@given(amount=CENTS, sign=st.sampled_from([1, -1]), length=st.integers(1, 400), cuts=st.sets(st.integers(1, 399)))
def test_cutting_a_period_never_makes_or_loses_a_cent(amount, sign, length, cuts) -> None:
    charge = a_charge(sign * amount, Days(FIRST, FIRST + timedelta(days=length)))
    edges = [0, *sorted(cut for cut in cuts if cut < length), length]
    parts = [
        charge.part(Days(FIRST + timedelta(days=start), FIRST + timedelta(days=end))) for start, end in pairwise(edges)
    ]

    assert total(part.amount for part in parts) == charge.amount
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.joined(part)
    assert (joined.days, joined.amount) == (charge.days, charge.amount)


@given(amount=CENTS, billed=st.sets(st.integers(0, 30)))
def test_what_is_billed_and_what_is_not_make_the_whole(amount, billed) -> None:
    charge = a_charge(amount)
    days = [Days(FIRST + timedelta(days=day), FIRST + timedelta(days=day + 1)) for day in sorted(billed)]

    rest = list(unbilled(charge, days))

    assert total(each.amount for each in rest) + total(charge.part(day).amount for day in days) == charge.amount
    assert sum(len(each.days) for each in rest) == 31 - len(billed)
    assert not any(each.days.overlaps(day) for each in rest for day in days)


def test_only_charges_that_follow_on_each_other_are_joined() -> None:
    february = whole_month(date(2026, 2, 1))

    with pytest.raises(ValueError, match="follow"):
        a_charge().joined(a_charge(days=whole_month(date(2026, 3, 1))))
    with pytest.raises(ValueError, match="follow"):
        a_charge().joined(a_charge(days=february, key="2"))


def test_a_price_below_zero_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="below zero"):
        Charge("test", "1", 1, 2, JANUARY, "Discount", Decimal(-5), "letting")


@pytest.fixture
def leased(db):
    site = a_site()
    lease = a_lease(site=site, spaces=[an_office(building=a_building(site=site))], starts_on="2026-01-10")
    line = lease.lines.get()
    set_rate(by=None, line=line, kind="rent", amount=Decimal("850.00"), per="month", vat="letting")
    set_rate(by=None, line=line, kind="discount", amount=Decimal("-50.00"), per="month", vat="letting")
    return site, lease


def months(site, landlord, first: date, end: date) -> list[Charge]:
    return charges_of(site=site, landlord=landlord, over=Days(first, end))


def test_a_signed_lease_owes_its_rates_month_by_month(leased) -> None:
    site, lease = leased
    sign_lease(by=None, lease=lease, signed_on=date(2025, 12, 1))

    found = months(site, lease.landlord, date(2026, 1, 1), date(2026, 3, 1))

    assert [(each.key.split(":")[1], each.days.start.isoformat(), each.amount, each.unit) for each in found] == [
        ("discount", "2026-01-10", Decimal("-35.48"), "C62"),
        ("discount", "2026-02-01", Decimal("-50.00"), "MON"),
        ("rent", "2026-01-10", Decimal("603.23"), "C62"),
        ("rent", "2026-02-01", Decimal("850.00"), "MON"),
    ]
    assert {each.reference for each in found} == {lease.number}


def test_a_draft_owes_nothing_and_another_landlord_is_owed_nothing(leased) -> None:
    site, lease = leased
    other = Organisation.objects.create(name="Other landlord", kind="operator")

    assert months(site, lease.landlord, date(2026, 1, 1), date(2026, 3, 1)) == []
    sign_lease(by=None, lease=lease, signed_on=date(2025, 12, 1))
    assert months(site, other, date(2026, 1, 1), date(2026, 3, 1)) == []


def test_twelve_months_make_a_year_of_rent_to_the_cent(leased) -> None:
    site, lease = leased
    line = lease.lines.get()
    set_rate(by=None, line=line, kind="service", amount=Decimal("1000.03"), per="year", vat="services")
    sign_lease(by=None, lease=lease, signed_on=date(2025, 12, 1))

    year = [
        each
        for month in range(1, 13)
        for each in months(site, lease.landlord, *_month(2027, month))
        if "service" in each.key
    ]

    assert len(year) == 12
    assert total(each.amount for each in year) == Decimal("1000.03")


def _month(year: int, month: int) -> tuple[date, date]:
    days = whole_month(date(year, month, 1))
    return days.start, days.end


def test_a_second_source_joins_by_a_setting_and_what_comes_to_nothing_is_left_out(leased, settings) -> None:
    site, lease = leased
    settings.RUIMTE_CHARGES = (*settings.RUIMTE_CHARGES, "tests.leasing.test_charges.Coffee")
    sign_lease(by=None, lease=lease, signed_on=date(2025, 12, 1))

    found = months(site, lease.landlord, date(2026, 2, 1), date(2026, 3, 1))

    assert {each.source for each in found} == {"lease", "coffee"}
    assert "nothing" not in {each.key for each in found}


def test_charges_cost_one_query_however_many_leases(leased, django_assert_num_queries) -> None:
    site, lease = leased
    sign_lease(by=None, lease=lease, signed_on=date(2025, 12, 1))
    building = a_building(site=site)
    for _ in range(3):
        other = a_lease(site=site, spaces=[an_office(building=building)])
        set_rate(by=None, line=other.lines.get(), kind="rent", amount=Decimal(1), per="month", vat="letting")
        sign_lease(by=None, lease=other, signed_on=date(2025, 12, 1))

    with django_assert_num_queries(1):
        found = months(site, lease.landlord, date(2026, 2, 1), date(2026, 3, 1))

    assert len(found) == 5
