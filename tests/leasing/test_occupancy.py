"""How much is let (worked cases B6, E1; F4)."""

from datetime import date
from decimal import Decimal

from facilities.kernel.days import Days
from facilities.leasing.occupancy import Stock, area_days, occupied_days, unit_days

QUARTER = Days(date(2026, 1, 1), date(2026, 4, 1))
ALWAYS = Days(date(2020, 1, 1))


def stock(area: int, let_from: date | None, in_service: Days = ALWAYS) -> Stock:
    return Stock(Decimal(area), in_service, [Days(let_from)] if let_from else [])


HOUSE = [
    stock(40, date(2025, 6, 1)),
    stock(60, date(2026, 2, 15)),
    stock(25, None),
    stock(75, date(2026, 3, 1), Days(date(2026, 2, 1))),
]


def test_units_count_by_their_days() -> None:
    occupancy = unit_days(HOUSE, QUARTER)

    assert (occupancy.occupied, occupancy.available) == (166, 329)
    assert occupancy.percentage == Decimal("50.46")


def test_square_metres_count_by_their_days() -> None:
    occupancy = area_days(HOUSE, QUARTER)

    assert (occupancy.occupied, occupancy.available) == (8625, 15675)
    assert occupancy.percentage == Decimal("55.02")


def test_leases_back_to_back_leave_no_empty_day() -> None:
    space = Stock(Decimal(10), ALWAYS, [Days(date(2025, 1, 1), date(2026, 2, 1)), Days(date(2026, 2, 1))])

    assert occupied_days(space, QUARTER) == len(QUARTER)


def test_nothing_in_service_has_no_percentage() -> None:
    assert unit_days([], QUARTER).percentage is None
