"""Opening hours: the week, holidays, exceptions, clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilities.kernel.intervals import Interval
from facilities.models import OpeningException, OpeningHours, Site
from facilities.opening import day_note, holidays_between, hours_between, is_open, open_intervals
from tests.factories import a_site, between

pytestmark = pytest.mark.django_db

OFFICE = {"opens": 8 * 60, "closes": 18 * 60}


def test_a_weekday_has_the_hours_of_the_week():
    site = a_site(**OFFICE)

    assert open_intervals(site, date(2026, 11, 24)) == [between("2026-11-24 08:00", "18:00")]


def test_a_weekday_without_hours_is_closed():
    site = a_site(**OFFICE)
    site.opening_hours.filter(weekday=6).delete()

    assert open_intervals(site, date(2026, 11, 22)) == []


def test_two_stretches_of_a_day_that_touch_are_one():
    site = a_site(opens=480, closes=720)
    OpeningHours.objects.create(site=site, weekday=1, opens=720, closes=1080)

    assert open_intervals(site, date(2026, 11, 24)) == [between("2026-11-24 08:00", "18:00")]


def test_a_lunch_break_stays_a_gap():
    site = a_site(opens=480, closes=720)
    OpeningHours.objects.create(site=site, weekday=1, opens=780, closes=1080)

    assert not is_open(site, between("2026-11-24 11:30", "13:30"))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 3, 29), "Paasmaandag"),
        (date(2026, 11, 11), "Wapenstilstand"),
        (date(2027, 5, 6), "O. L. H. Hemelvaart"),
        (date(2027, 5, 17), "Pinkstermaandag"),
    ],
)
def test_a_house_closes_on_a_belgian_holiday_and_says_which(day, name):
    site = a_site(closes_on_holidays=True, **OFFICE)

    with translation.override("nl"):
        assert (open_intervals(site, day), day_note(site, day)) == ([], name)


def test_a_holiday_is_named_in_english_to_who_reads_english():
    site = a_site(closes_on_holidays=True)

    with translation.override("en-gb"):
        assert day_note(site, date(2027, 3, 29)) == "Easter Monday"


def test_a_house_that_stays_open_on_holidays_has_an_ordinary_day():
    site = a_site(closes_on_holidays=False, **OFFICE)

    assert open_intervals(site, date(2026, 11, 11)) == [between("2026-11-11 08:00", "18:00")]
    assert day_note(site, date(2026, 11, 11)) is None


def test_an_exception_with_hours_opens_a_holiday():
    site = a_site(closes_on_holidays=True, **OFFICE)
    OpeningException.objects.create(site=site, day=date(2026, 11, 11), opens=600, closes=720, reason="Fair")

    assert open_intervals(site, date(2026, 11, 11)) == [between("2026-11-11 10:00", "12:00")]
    assert day_note(site, date(2026, 11, 11)) == "Fair"


def test_an_exception_without_hours_closes_an_ordinary_day():
    site = a_site(**OFFICE)
    OpeningException.objects.create(site=site, day=date(2026, 11, 24), reason="Works on the power line")

    assert open_intervals(site, date(2026, 11, 24)) == []
    assert not is_open(site, between("2026-11-24 10:00", "11:00"))


def test_an_exception_without_a_reason_still_says_something():
    site = a_site(**OFFICE)
    OpeningException.objects.create(site=site, day=date(2026, 11, 24))

    with translation.override("en-gb"):
        assert day_note(site, date(2026, 11, 24)) == "Closed"


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2027, 6, 1), 24)])
def test_a_day_open_around_the_clock_lasts_from_midnight_to_midnight(day, hours):
    site = a_site()

    assert [stretch.duration for stretch in open_intervals(site, day)] == [timedelta(hours=hours)]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_hours_are_wall_clock_on_the_day_the_clock_changes(day):
    site = a_site(**OFFICE)

    assert open_intervals(site, day) == [between(f"{day} 08:00", "18:00")]


def test_hours_that_lie_in_the_skipped_hour_do_not_exist():
    site = a_site(opens=120, closes=180)

    assert open_intervals(site, date(2027, 3, 28)) == []


def test_hours_beginning_in_the_skipped_hour_never_end_before_they_begin():
    site = a_site(opens=150, closes=180)

    assert open_intervals(site, date(2027, 3, 28)) == []


def test_a_house_open_around_the_clock_is_open_overnight():
    site = a_site()

    assert is_open(site, between("2026-11-24 20:00", "2026-11-26 07:00"))


def test_a_house_that_closes_at_night_is_not_open_overnight():
    site = a_site(**OFFICE)

    assert not is_open(site, between("2026-11-24 17:00", "2026-11-25 09:00"))


def test_a_booking_may_fill_the_hours_to_the_minute():
    site = a_site(**OFFICE)

    assert is_open(site, between("2026-11-24 08:00", "18:00"))
    assert not is_open(site, between("2026-11-24 08:00", "18:01"))


def test_a_booking_up_to_midnight_asks_nothing_of_the_next_day():
    site = a_site(opens=0, closes=1440)
    OpeningException.objects.create(site=site, day=date(2026, 11, 25))

    assert is_open(site, between("2026-11-24 20:00", "2026-11-25 00:00"))


def test_a_range_of_days_takes_two_queries(django_assert_num_queries):
    site = a_site(**OFFICE)

    with django_assert_num_queries(2):
        hours = hours_between(site, date(2026, 11, 1), date(2026, 12, 31))

    assert len(hours) == 61


def test_the_holidays_of_a_spring_are_listed_in_order():
    with translation.override("nl"):
        found = holidays_between(date(2027, 5, 1), date(2027, 5, 31))

    assert [day.day for day, name in found] == [1, 6, 16, 17]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    opens=st.integers(0, 1439),
    length=st.integers(1, 1440),
    start=st.integers(0, 60 * 24 * 365),
    minutes=st.integers(1, 60 * 30),
)
def test_an_interval_is_open_exactly_when_each_of_its_minutes_is(opens, length, start, minutes):
    site = Site.objects.filter(slug="fuzzed").first() or a_site(slug="fuzzed")
    site.opening_hours.update(opens=opens, closes=min(1440, opens + length))
    begin = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=start)
    interval = Interval(begin, begin + timedelta(minutes=minutes))

    days = hours_between(site, date(2026, 12, 30), date(2028, 1, 4)).values()
    parts = [stretch for day in days for stretch in day if stretch.overlaps(interval)]
    open_minutes = sum(Interval(max(p.start, begin), min(p.end, interval.end)).minutes for p in parts)

    assert is_open(site, interval) is (open_minutes == minutes)
