"""Half-open stretches of days."""

from datetime import date

import pytest

from facilities.kernel.days import Days, plus_months, whole_month

JANUARY = Days(date(2026, 1, 1), date(2026, 2, 1))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 15), -3, date(2025, 12, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_are_added_with_the_month_s_last_day_as_the_limit(day: date, months: int, later: date) -> None:
    assert plus_months(day, months) == later


def test_days_hold_their_first_day_and_not_their_end() -> None:
    assert date(2026, 1, 1) in JANUARY
    assert date(2026, 2, 1) not in JANUARY
    assert JANUARY.last == date(2026, 1, 31)
    assert len(JANUARY) == 31


def test_days_that_touch_share_none() -> None:
    assert not JANUARY.overlaps(Days(date(2026, 2, 1)))
    assert Days(date(2026, 1, 31)).shared(JANUARY) == Days(date(2026, 1, 31), date(2026, 2, 1))


def test_days_without_end_cover_all_that_follow() -> None:
    assert Days(date(2026, 1, 1)).covers(JANUARY)
    assert not JANUARY.covers(Days(date(2026, 1, 1)))


def test_days_are_cut_at_each_first_of_a_month() -> None:
    cut = list(Days(date(2026, 1, 20), date(2026, 3, 3)).months())

    assert [len(part) for part in cut] == [12, 28, 2]
    assert cut[1] == whole_month(date(2026, 2, 14))


def test_days_must_hold_a_day() -> None:
    with pytest.raises(ValueError, match="after the start"):
        Days(date(2026, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize("question", [len, lambda days: list(days.months())])
def test_days_without_end_cannot_be_counted(question: object) -> None:
    with pytest.raises(ValueError, match="without end"):
        question(Days(date(2026, 1, 1)))  # type: ignore[operator]
