"""Article 1728bis (worked cases A1-A13; F1)."""

from datetime import date
from decimal import Decimal

import pytest

from facilities.leasing.errors import IndexBasesDiffer, IndexedThisYear, TooEarlyToIndex
from facilities.leasing.indexation import Index, check_moment, indexed, initial_month, lease_year, new_month

ANY = date(2026, 1, 1)


def index(value: str, base: int = 2013) -> Index:
    return Index(ANY, base, Decimal(value))


@pytest.mark.parametrize(
    ("base_rent", "initial", "new", "expected"),
    [
        ("1000.00", "118.74", "126.86", "1068.38"),
        ("850.00", "102.23", "136.69", "1136.52"),
        ("192.00", "128.00", "130.19", "195.29"),
        ("733.33", "109.72", "135.52", "905.77"),
        ("612.40", "109.87", "135.79", "756.87"),
    ],
)
def test_a_rent_follows_the_index_and_is_rounded_half_up_once(
    base_rent: str, initial: str, new: str, expected: str
) -> None:
    assert indexed(Decimal(base_rent), initial=index(initial), new=index(new)).amount == Decimal(expected)


def test_indices_of_different_bases_are_refused() -> None:
    with pytest.raises(IndexBasesDiffer):
        indexed(Decimal("850.00"), initial=index("125.56", 2004), new=index("105.85", 2013))


@pytest.mark.parametrize(
    ("base", "initial", "new", "expected"),
    [(2004, "125.56", "127.84", "865.43"), (2013, "103.97", "105.85", "865.37")],
)
def test_indices_of_one_base_are_fine_whichever_it_is(base: int, initial: str, new: str, expected: str) -> None:
    assert indexed(Decimal("850.00"), initial=index(initial, base), new=index(new, base)).amount == Decimal(expected)


def test_an_index_is_rebased_by_the_coefficient_given() -> None:
    assert index("139.08").rebased(to=2025, coefficient=Decimal("0.7375")) == Index(ANY, 2025, Decimal("102.57"))


def test_the_initial_index_is_of_the_month_before_signing() -> None:
    assert initial_month(date(2022, 3, 10)) == date(2022, 2, 1)
    assert initial_month(date(2022, 1, 3)) == date(2021, 12, 1)


def test_the_new_index_is_of_the_month_before_the_anniversary() -> None:
    assert new_month(date(2023, 3, 15)) == date(2023, 2, 1)


def test_a_lease_is_a_year_old_on_its_anniversary_and_not_a_day_before() -> None:
    assert lease_year(date(2025, 5, 11), date(2026, 5, 10)) == 0
    assert lease_year(date(2025, 5, 11), date(2026, 5, 11)) == 1


START = date(2025, 5, 11)


def test_a_rent_is_not_indexed_a_day_early() -> None:
    with pytest.raises(TooEarlyToIndex) as refused:
        check_moment(start=START, asked_on=date(2026, 5, 10), effective_on=date(2026, 5, 11), last_effective_on=None)

    assert refused.value.details == {"earliest": "2026-05-11"}


def test_a_rent_is_indexed_on_the_anniversary() -> None:
    assert (
        check_moment(start=START, asked_on=date(2026, 5, 11), effective_on=date(2026, 5, 11), last_effective_on=None)
        is None
    )


def test_a_rent_is_indexed_once_a_lease_year() -> None:
    with pytest.raises(IndexedThisYear) as refused:
        check_moment(
            start=START,
            asked_on=date(2027, 5, 10),
            effective_on=date(2027, 5, 10),
            last_effective_on=date(2026, 5, 11),
        )

    assert refused.value.details == {"next_on": "2027-05-11"}
