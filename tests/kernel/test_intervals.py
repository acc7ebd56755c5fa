"""Half-open stretches of time: the laws they keep, drawn by hypothesis."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilities.kernel.intervals import Interval, gaps, merged

ZERO = datetime(2026, 10, 1, tzinfo=UTC)


def stretch(start: int, end: int) -> Interval:
    return Interval(ZERO + timedelta(minutes=start), ZERO + timedelta(minutes=end))


stretches = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: stretch(pair[0], pair[0] + pair[1]))


def minutes_of(*intervals: Interval) -> set[int]:
    """The brute force: every minute some interval holds."""
    return {n for n in range(100) if any(ZERO + timedelta(minutes=n) in interval for interval in intervals)}


@given(stretches, stretches)
def test_two_stretches_overlap_exactly_when_they_share_a_minute(one, other):
    assert one.overlaps(other) == bool(minutes_of(one) & minutes_of(other))
    assert one.overlaps(other) == other.overlaps(one)


@given(stretches, stretches)
def test_one_covers_the_other_exactly_when_it_holds_all_its_minutes(one, other):
    assert one.covers(other) == (minutes_of(other) <= minutes_of(one))


@given(st.lists(stretches))
def test_merging_keeps_every_minute_and_leaves_gaps_between(intervals):
    result = merged(intervals)

    assert minutes_of(*result) == minutes_of(*intervals)
    assert all(before.end < after.start for before, after in itertools.pairwise(result))


@given(st.lists(stretches), stretches)
def test_gaps_are_what_is_left_of_the_whole(intervals, within):
    result = gaps(intervals, within)

    assert minutes_of(*result) == minutes_of(within) - minutes_of(*intervals)
    assert merged(result) == result


def test_touching_is_not_overlapping():
    assert not stretch(0, 10).overlaps(stretch(10, 20))


@pytest.mark.parametrize(("start", "end"), [(10, 10), (10, 5)])
def test_an_interval_ends_after_it_starts(start, end):
    with pytest.raises(ValueError, match="end must come after"):
        stretch(start, end)


def test_naive_ends_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        Interval(datetime(2026, 10, 1), datetime(2026, 10, 2))


def test_a_night_of_the_clock_change_lasts_its_elapsed_time():
    brussels = ZoneInfo("Europe/Brussels")

    night = Interval(datetime(2026, 10, 25, 0, tzinfo=brussels), datetime(2026, 10, 25, 6, tzinfo=brussels))

    assert night.minutes == 7 * 60
