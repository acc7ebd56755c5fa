"""Until when an operator's word stands: for a while, or until a day and an hour of the house."""

from datetime import timedelta

import pytest

from facilities.kernel.clock import BRUSSELS
from parking.forms.overrides import OverrideForm

from .world import z

AT = z("08:00:00")


def asked(lasts="until", day="", minute="", chosen=""):
    values = {"state": "closed", "reason": "Works", "lasts": lasts}
    form = OverrideForm(
        values | {"until_day": day, "until_time": minute, "until_pass": chosen}, zone=BRUSSELS, initial={}
    )
    form.is_valid()
    return form


def test_a_fixed_time_counts_from_now():
    assert asked("120").ends_at(AT) == AT + timedelta(hours=2)


@pytest.mark.parametrize(
    ("day", "minute", "ends_at"),
    [("2026-11-24", 17 * 60 + 30, "16:30:00"), ("2026-11-24", 24 * 60, "23:00:00")],
)
def test_an_end_is_chosen_in_hours_of_the_house(day, minute, ends_at):
    assert asked(day=day, minute=str(minute)).ends_at(AT) == z(ends_at)


@pytest.mark.parametrize(
    ("day", "minute", "field"), [("", "600", "until_day"), ("2026-11-24", "", "until_time"), ("", "", "until_day")]
)
def test_until_needs_both_a_day_and_an_hour(day, minute, field):
    assert list(asked(day=day, minute=minute).errors) == [field]


def test_a_day_left_over_from_another_choice_is_not_read():
    form = asked("30", day="2020-01-01", minute="600")

    assert form.ends_at(AT) == AT + timedelta(minutes=30)


def test_an_hour_the_clock_shows_twice_asks_which():
    form = asked(day="2027-10-31", minute="150")

    assert list(form.errors) == ["until_pass"]
    assert form.asks_pass
    passes = [asked(day="2027-10-31", minute="150", chosen=chosen).ends_at(AT) for chosen in ("0", "1")]
    assert passes[1] - passes[0] == timedelta(hours=1)


def test_an_hour_the_clock_skips_is_refused():
    assert list(asked(day="2027-03-28", minute="150").errors) == ["until_time"]
