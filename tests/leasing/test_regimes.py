"""Terms, breaks and windows (worked cases G1-G7)."""

from datetime import date

import pytest

from facilities.kernel.days import Days
from facilities.leasing.errors import LeapDayStart
from facilities.leasing.regimes import Kind, Regime, commercial_term, deadlines, short_term, stay_limit


def found(start: date, kind: Kind, **facts: bool) -> list[tuple[date | None, date, date]]:
    return [
        (deadline.earliest, deadline.latest, deadline.effective_on)
        for deadline in deadlines(Regime.COMMERCIAL, commercial_term(start), **facts)  # type: ignore[arg-type]
        if deadline.kind == kind
    ]


G1, G3 = date(2021, 4, 1), date(2022, 8, 15)


def test_a_commercial_lease_is_let_for_nine_years() -> None:
    assert commercial_term(G1).last == date(2030, 3, 31)


def test_the_tenant_may_break_at_the_end_of_each_three_years_six_months_before() -> None:
    assert found(G1, Kind.TENANT_BREAK) == [
        (None, date(2023, 9, 30), date(2024, 4, 1)),
        (None, date(2026, 9, 30), date(2027, 4, 1)),
    ]


def test_the_landlord_may_break_only_where_the_lease_says_so_and_a_year_before() -> None:
    assert found(G1, Kind.LANDLORD_BREAK) == []
    assert [latest for _, latest, _ in found(G1, Kind.LANDLORD_BREAK, landlord_may_break=True)] == [
        date(2023, 3, 31),
        date(2026, 3, 31),
    ]


def test_a_lease_that_starts_in_the_middle_of_a_month_keeps_that_day() -> None:
    assert found(G3, Kind.TENANT_BREAK)[0] == (None, date(2025, 2, 14), date(2025, 8, 15))
    assert found(G3, Kind.RENEWAL) == [(date(2030, 2, 15), date(2030, 5, 14), date(2031, 8, 15))]


def test_a_rent_review_is_claimed_in_the_last_three_months_of_three_years() -> None:
    assert found(G1, Kind.RENT_REVIEW)[1] == (date(2027, 1, 1), date(2027, 3, 31), date(2027, 4, 1))


def test_after_three_renewals_there_is_none_to_ask() -> None:
    kinds = [d.kind for d in deadlines(Regime.COMMERCIAL, commercial_term(G1), renewals_used=3)]

    assert Kind.RENEWAL not in kinds


def test_deadlines_come_in_order() -> None:
    latest = [d.latest for d in deadlines(Regime.COMMERCIAL, commercial_term(G1), landlord_may_break=True)]

    assert latest == sorted(latest)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (date(2027, 3, 1), (Regime.SHORT, date(2027, 3, 1), None)),
        (date(2027, 9, 1), (Regime.SHORT, date(2027, 9, 1), "reaches_a_year")),
        (date(2027, 10, 1), (Regime.COMMERCIAL, date(2035, 9, 1), "became_commercial")),
    ],
)
def test_a_short_lease_past_its_year_counts_as_one_of_nine(end: date, expected: tuple[Regime, date, str]) -> None:
    result = short_term(date(2026, 9, 1), end)

    assert (result.regime, result.end, result.warning) == expected


def test_a_term_from_a_leap_day_is_not_guessed() -> None:
    with pytest.raises(LeapDayStart):
        commercial_term(date(2024, 2, 29))


def test_another_lease_has_its_end_as_its_only_deadline() -> None:
    found = list(deadlines(Regime.COMMON, Days(date(2026, 1, 1), date(2029, 1, 1))))

    assert [(d.kind, d.latest) for d in found] == [(Kind.END, date(2028, 12, 31))]


def test_a_lease_without_end_has_none() -> None:
    assert list(deadlines(Regime.SERVICES, Days(date(2026, 1, 1)))) == []


def test_the_longest_stay_ends_after_its_months() -> None:
    assert stay_limit(date(2024, 3, 1), 36).latest == date(2027, 2, 28)
