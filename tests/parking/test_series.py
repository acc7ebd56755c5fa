"""Time-weighted statistics: what a minute, a quarter and a day held."""

from datetime import datetime, timedelta

from facilities.kernel.intervals import Interval
from parking.series import Change, Stat, fresh, minutes, together

from .world import z

HOUR = Interval(z("08:00:00"), z("09:00:00"))


def test_a_value_is_weighted_by_the_time_it_was_held():
    stats = minutes(10, [Change(z("08:00:15"), entered=4)], [HOUR], Interval(z("08:00:00"), z("08:01:00")))
    minute = stats[z("08:00:00")]
    assert (minute.mean, minute.least, minute.most, minute.last) == ((10 * 15 + 14 * 45) / 60, 10, 14, 14)
    assert (minute.entered, minute.left, minute.covered) == (4, 0, 60)


def test_nothing_is_filled_in_beyond_the_stale_limit():
    covered = fresh([z("08:00:00")], timedelta(seconds=90))
    stats = minutes(10, [], covered, Interval(z("08:00:00"), z("08:15:00")))
    assert {start: stat.covered for start, stat in stats.items()} == {z("08:00:00"): 60, z("08:01:00"): 30}
    assert stats[z("08:01:00")].quality == "stale"


def test_a_count_has_the_last_word_over_what_passed_in_its_instant():
    stats = minutes(10, [Change(z("08:00:30"), entered=3, counted=7)], [HOUR], Interval(z("08:00:00"), z("08:01:00")))
    assert stats[z("08:00:00")].last == 7


def test_before_the_first_count_nothing_is_known_but_what_passed():
    stats = minutes(None, [Change(z("08:00:30"), entered=3)], [HOUR], Interval(z("08:00:00"), z("08:01:00")))
    minute = stats[z("08:00:00")]
    assert (minute.mean, minute.entered, minute.covered) == (None, 3, 0)


def test_a_longer_stretch_weighs_its_parts_by_what_is_covered():
    first, second = Stat(z("08:00:00")), Stat(z("08:01:00"))
    first.hold(10, 60)
    second.hold(40, 30)
    whole = together([second, first], z("08:00:00"), seconds=120)
    assert (whole.mean, whole.covered, whole.least, whole.most, whole.last) == (20, 90, 10, 40, 40)
    assert whole.quality == "stale"


def test_a_stretch_that_is_covered_whole_is_good():
    stats = minutes(1, [], [HOUR], Interval(z("08:00:00"), z("08:15:00")))
    assert together(stats.values(), z("08:00:00"), seconds=900).quality == "good"
    assert len(stats) == 15


def test_the_first_instant_belongs_to_a_minute_and_the_last_does_not():
    stats = minutes(1, [Change(z("08:01:00"), entered=1)], [HOUR], Interval(z("08:00:00"), z("08:01:00")))
    assert stats[z("08:00:00")].entered == 0
    assert isinstance(min(stats), datetime)
