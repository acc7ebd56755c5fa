"""Wall clocks and instants, on ordinary days and on the two nights that are not."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from facilities.kernel.clock import at_minute, instant, local_day, wall_text
from facilities.kernel.errors import AmbiguousLocalTime, NonexistentLocalTime
from tests.factories import at

SPRING, AUTUMN, ORDINARY = date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 1)


@pytest.mark.parametrize(("day", "hours"), [(ORDINARY, 24), (SPRING, 23), (AUTUMN, 25)])
def test_a_local_day_lasts_as_long_as_it_lasts(day, hours):
    assert local_day(day).duration == timedelta(hours=hours)


def test_the_days_of_a_year_touch_without_a_gap():
    days = [local_day(date(2026, 1, 1) + timedelta(days=n)) for n in range(365)]

    assert all(before.end == after.start for before, after in itertools.pairwise(days))
    assert days[-1].end - days[0].start == timedelta(days=365)


@pytest.mark.parametrize("minute", [0, 1, 30, 59])
def test_the_hour_the_clock_skips_is_refused(minute):
    with pytest.raises(NonexistentLocalTime):
        instant(datetime(2026, 3, 29, 2, minute))


@pytest.mark.parametrize("minute", [0, 1, 30, 59])
def test_the_hour_the_clock_shows_twice_is_refused_until_one_is_chosen(minute):
    twice = datetime(2026, 10, 25, 2, minute)

    with pytest.raises(AmbiguousLocalTime):
        instant(twice)
    assert instant(twice, fold=0) == datetime(2026, 10, 25, 0, minute, tzinfo=UTC)
    assert instant(twice, fold=1) == datetime(2026, 10, 25, 1, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2026, 3, 29, 1, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (datetime(2026, 3, 29, 3, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 59), datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (datetime(2026, 10, 25, 3, 0), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        (datetime(2026, 6, 1, 12, 0), datetime(2026, 6, 1, 10, 0, tzinfo=UTC)),
    ],
)
def test_times_beside_the_change_are_plain(local, utc):
    assert instant(local) == utc


def test_choosing_a_pass_of_an_ordinary_hour_changes_nothing():
    local = datetime(2026, 6, 1, 12, 0)

    assert instant(local, fold=1) == instant(local)


@pytest.mark.parametrize(
    ("day", "minute", "utc"),
    [
        (ORDINARY, 0, datetime(2026, 5, 31, 22, 0, tzinfo=UTC)),
        (ORDINARY, 1440, datetime(2026, 6, 1, 22, 0, tzinfo=UTC)),
        (SPRING, 150, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (SPRING, 1440, datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        (AUTUMN, 150, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (AUTUMN, 1440, datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_minute_of_the_wall_clock_is_one_instant(day, minute, utc):
    assert at_minute(day, minute) == utc


@pytest.mark.parametrize(
    ("moment", "dutch", "english"),
    [
        ("2026-11-24 17:00", "17:00", "17:00"),
        ("2026-11-25 08:00", "wo 08:00", "Wed 08:00"),
        ("2026-11-30 08:00", "ma 08:00", "Mon 08:00"),
        ("2026-12-01 08:00", "01/12 08:00", "01/12 08:00"),
    ],
)
def test_a_time_on_another_day_names_that_day(moment, dutch, english):
    with translation.override("nl"):
        assert wall_text(at(moment), at=at("2026-11-24 23:30")) == dutch
    with translation.override("en-gb"):
        assert wall_text(at(moment), at=at("2026-11-24 23:30")) == english
