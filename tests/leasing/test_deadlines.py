"""Deadlines of leases: what they say, when to act, and how near they are."""

from datetime import date

import pytest

from facilities.deadlines import Light, act_on, deadlines_of, due, light, working_days_before
from facilities.leasing.regimes import Kind, stay_limit
from facilities.models import Lease
from tests.factories import a_lease, a_site

pytestmark = pytest.mark.django_db


def test_working_days_leave_out_weekends_and_public_holidays() -> None:
    # Friday 15 May 2026 follows Ascension Day on the 14th.
    assert working_days_before(date(2026, 5, 15), 1) == date(2026, 5, 13)
    assert working_days_before(date(2026, 5, 18), 10) == date(2026, 4, 30)


def commercial(**site_facts) -> Lease:
    site = a_site(**site_facts)
    return a_lease(site=site, regime="commercial", starts_on="2021-04-01", ends_on="2030-04-01")


def test_a_deadline_is_acted_on_ten_working_days_before() -> None:
    first = next(d for d in deadlines_of(commercial()) if d.kind == Kind.TENANT_BREAK)

    assert (first.latest, act_on(first)) == (date(2023, 9, 30), date(2023, 9, 18))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 7, 1), Light.GREEN),
        (date(2023, 7, 20), Light.AMBER),
        (date(2023, 9, 18), Light.RED),
        (date(2023, 9, 30), Light.RED),
        (date(2023, 10, 1), Light.PAST),
    ],
)
def test_a_light_says_how_near_a_deadline_is(on: date, expected: Light) -> None:
    first = next(d for d in deadlines_of(commercial()) if d.kind == Kind.TENANT_BREAK)

    assert light(first, on=on) == expected


def test_a_house_with_a_longest_stay_says_so_half_a_year_before() -> None:
    lease = commercial(longest_stay=36)
    stay = next(d for d in deadlines_of(lease) if d.kind == Kind.STAY_LIMIT)

    assert stay == stay_limit(date(2021, 4, 1), 36)
    assert act_on(stay) == date(2023, 10, 1)


def test_deadlines_past_are_not_due() -> None:
    lease = commercial()

    found = due([lease], on=date(2026, 9, 1))

    assert [(d.deadline.kind, d.deadline.latest) for d in found[:2]] == [
        (Kind.TENANT_BREAK, date(2026, 9, 30)),
        (Kind.RENT_REVIEW, date(2027, 3, 31)),
    ]


def test_deadlines_of_many_leases_take_no_query_of_their_own(django_assert_num_queries) -> None:
    commercial()
    leases = list(Lease.objects.select_related("site"))

    with django_assert_num_queries(0):
        assert due(leases, on=date(2026, 9, 1))


def test_what_would_come_after_the_end_of_a_lease_is_no_deadline() -> None:
    lease = commercial(longest_stay=36)
    lease.ends_on = date(2024, 4, 1)

    assert {deadline.effective_on for deadline in deadlines_of(lease)} == {date(2024, 4, 1)}
