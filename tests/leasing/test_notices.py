"""Notices: by when, and what they end."""

from datetime import date

import pytest

from facilities.kernel.days import Days
from facilities.leasing.errors import LeaseOver, NoBreak, NoticeTooLate, SpaceLet, UnderNotice
from facilities.leasing.notices import ends_open_to
from facilities.models import Lease, Letting
from facilities.services.leases import set_rate, sign_lease
from facilities.services.notices import give_notice, withdraw_notice
from tests.factories import a_building, a_lease, a_site, an_office, at

pytestmark = pytest.mark.django_db
NOW = at("2026-05-02 10:00")


@pytest.mark.parametrize(
    ("regime", "party", "term", "received_on", "end"),
    [
        ("commercial", "tenant", Days(date(2021, 4, 1), date(2030, 4, 1)), date(2023, 9, 30), date(2024, 4, 1)),
        ("commercial", "tenant", Days(date(2021, 4, 1), date(2030, 4, 1)), date(2023, 10, 1), date(2027, 4, 1)),
        ("services", "landlord", Days(date(2026, 1, 1)), date(2026, 5, 2), date(2026, 8, 2)),
        ("common", "tenant", Days(date(2026, 1, 1)), date(2026, 5, 2), date(2026, 8, 2)),
        ("short", "tenant", Days(date(2026, 1, 1), date(2026, 12, 1)), date(2026, 5, 2), date(2026, 8, 2)),
        ("common", "both", Days(date(2026, 1, 1), date(2029, 1, 1)), date(2026, 5, 2), date(2026, 5, 3)),
    ],
)
def test_a_notice_works_on_the_first_day_the_law_allows(
    regime: str, party: str, term: Days, received_on: date, end: date
) -> None:
    assert ends_open_to(party, regime=regime, term=term, received_on=received_on, notice_months=3) == end


@pytest.mark.parametrize(
    ("regime", "party", "term"),
    [
        ("common", "tenant", Days(date(2026, 1, 1), date(2029, 1, 1))),
        ("short", "landlord", Days(date(2026, 1, 1), date(2026, 12, 1))),
        ("commercial", "landlord", Days(date(2021, 4, 1), date(2030, 4, 1))),
        ("services", "tenant", Days(date(2026, 1, 1), date(2026, 6, 1))),
    ],
)
def test_a_party_without_a_way_out_stays_until_the_term(regime: str, party: str, term: Days) -> None:
    with pytest.raises(NoBreak):
        ends_open_to(party, regime=regime, term=term, received_on=date(2026, 5, 2), notice_months=3)


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def lease(site) -> Lease:
    office = an_office(building=a_building(site=site))
    draft = a_lease(site=site, regime="services", notice_months=3, spaces=[office])
    set_rate(by=None, line=draft.lines.get(), kind="rent", amount=850, per="month", vat="services")
    return sign_lease(by=None, lease=draft, signed_on=date(2025, 12, 1))


def given(lease: Lease, **more):
    facts = {"party": "tenant", "method": "registered", "received_on": date(2026, 5, 2), "at": NOW}
    return give_notice(by=None, lease=lease, **facts | more)


def test_a_notice_ends_the_lease_with_all_that_hangs_on_it(lease) -> None:
    notice = given(lease)

    lease.refresh_from_db()
    line = lease.lines.get()
    assert notice.effective_on == date(2026, 8, 2)
    assert {lease.ends_on, line.ends_on, line.letting.ends_on, line.rates.get().ends_on} == {date(2026, 8, 2)}
    assert Lease.objects.with_notice().get().is_noticed


def test_the_space_is_free_from_the_day_the_notice_works(lease, site) -> None:
    given(lease)

    a_lease(site=site, spaces=[lease.lines.get().space], starts_on="2026-08-02", signed_on="2026-06-01")

    assert Letting.objects.count() == 2


def test_a_notice_that_comes_too_late_says_when_it_could_work(lease) -> None:
    with pytest.raises(NoticeTooLate) as refused:
        given(lease, ends_on=date(2026, 7, 1))

    assert refused.value.details == {"earliest": "2026-08-02"}


def test_a_late_notice_can_be_accepted_and_stays_marked(lease) -> None:
    assert given(lease, ends_on=date(2026, 7, 1), accepts_late=True).is_late


def test_a_lease_is_under_one_notice_at_a_time(lease) -> None:
    given(lease)

    with pytest.raises(UnderNotice):
        given(lease)


def test_a_draft_cannot_be_ended(site) -> None:
    with pytest.raises(LeaseOver):
        given(a_lease(site=site, regime="services"))


def test_a_notice_withdrawn_lets_the_lease_go_on(lease) -> None:
    withdraw_notice(by=None, notice=given(lease), at=NOW)

    lease.refresh_from_db()
    line = lease.lines.get()
    assert {lease.ends_on, line.ends_on, line.letting.ends_on, line.rates.get().ends_on} == {date(2029, 1, 1)}


def test_a_notice_cannot_be_withdrawn_once_the_space_is_promised(lease, site) -> None:
    notice = given(lease)
    a_lease(site=site, spaces=[lease.lines.get().space], starts_on="2026-08-02", signed_on="2026-06-01")

    with pytest.raises(SpaceLet):
        withdraw_notice(by=None, notice=notice, at=NOW)
