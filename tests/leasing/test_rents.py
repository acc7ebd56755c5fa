"""Part months and rates (worked cases B2, B4; F2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilities.kernel.days import Days
from facilities.leasing.rents import Per, Rate, due, shares

CENTS = st.decimals(min_value="0.01", max_value="99999.99", places=2)
STARTS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))


def rent(amount: str, first: str, last: str, per: str = Per.MONTH, area: str | None = None) -> Decimal:
    days = Days(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
    return due(Rate(Decimal(amount), per, Decimal(area) if area else None), days, within=days)


@pytest.mark.parametrize(
    ("amount", "first", "last", "expected"),
    [
        ("850.00", "2024-02-10", "2024-02-29", "586.21"),
        ("850.00", "2026-02-10", "2026-02-28", "576.79"),
        ("1437.50", "2026-06-01", "2026-06-17", "814.58"),
        ("850.00", "2026-02-01", "2026-02-28", "850.00"),
    ],
)
def test_a_part_month_is_due_by_its_own_days(amount: str, first: str, last: str, expected: str) -> None:
    assert rent(amount, first, last) == Decimal(expected)


def test_each_month_of_a_stretch_is_rounded_by_itself() -> None:
    days = Days(date(2026, 1, 20), date(2026, 3, 11))
    parts = shares(Rate(Decimal("1000.00"), Per.MONTH), days, within=days)

    assert [share.amount for share in parts] == [Decimal("387.10"), Decimal("1000.00"), Decimal("322.58")]
    assert [share.is_whole for share in parts] == [False, True, False]


def test_a_rate_per_square_metre_counts_the_area() -> None:
    assert rent("96.00", "2026-01-01", "2026-12-31", Per.AREA_YEAR, "37.25") == Decimal("3576.00")


def test_a_rate_per_square_metre_without_an_area_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="area"):
        rent("96.00", "2026-01-01", "2026-12-31", Per.AREA_YEAR)


def test_days_outside_the_rate_have_no_price() -> None:
    with pytest.raises(ValueError, match="outside"):
        shares(
            Rate(Decimal(1), Per.MONTH),
            Days(date(2026, 1, 1), date(2026, 2, 1)),
            within=Days(date(2026, 1, 15), date(2026, 2, 1)),
        )


@given(amount=CENTS, start=STARTS, days=st.integers(2, 800), cut=st.floats(0.01, 0.99))
def test_cutting_a_stretch_in_two_never_makes_or_loses_a_cent(
    amount: Decimal, start: date, days: int, cut: float
) -> None:
    whole = Days(start, start + timedelta(days=days))
    middle = start + timedelta(days=max(1, min(days - 1, round(days * cut))))
    rate = Rate(amount, Per.MONTH)

    parts = [due(rate, part, within=whole) for part in (Days(start, middle), Days(middle, whole.end))]

    assert sum(parts) == due(rate, whole, within=whole)


@given(amount=CENTS, start=STARTS)
def test_twelve_months_in_a_row_make_the_year_s_rent(amount: Decimal, start: date) -> None:
    first = start.replace(day=1)
    year = Days(first, first.replace(year=first.year + 1))

    assert due(Rate(amount, Per.YEAR), year, within=year) == amount


@given(amount=CENTS, year=st.integers(2020, 2030), quarter=st.integers(0, 3))
def test_three_months_make_the_quarter_s_rent(amount: Decimal, year: int, quarter: int) -> None:
    first = date(year, 3 * quarter + 1, 1)
    end = date(year + (quarter == 3), (3 * quarter + 3) % 12 + 1, 1)

    assert due(Rate(amount, Per.QUARTER), Days(first, end), within=Days(first, end)) == amount
