"""The API of leases: what each person reads of which, and the days in all three forms."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from facilities.models import Lease
from facilities.services.leases import offer_lease, set_rate, sign_lease
from facilities.services.notices import give_notice
from tests.factories import a_building, a_lease, a_site, a_tenant, a_user, an_office, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(at("2026-11-24 12:00"), tick=False):
        yield


@pytest.fixture
def site():
    return a_site()


def a_priced(site, **more) -> Lease:
    lease = a_lease(site=site, spaces=[an_office(building=a_building(site=site, slug="annex"))], **more)
    set_rate(by=None, line=lease.lines.get(), kind="rent", amount=Decimal("1234.56"), per="month", vat="letting")
    return lease


def a_signed(site, **more) -> Lease:
    return sign_lease(by=None, lease=a_priced(site, **more), signed_on=date(2025, 12, 1))


def read(client, user, lease=None, **query):
    client.force_login(user)
    return client.get("/api/v1/leases/" if lease is None else f"/api/v1/leases/{lease.pk}/", query)


def test_the_days_of_a_lease_stand_half_open_and_with_their_last_day(client, site):
    lease = a_signed(site)

    told = read(client, a_user("site_manager", site=site), lease).json()

    assert (told["start"], told["end_exclusive"], told["last_day"]) == ("2026-01-01", "2029-01-01", "2028-12-31")
    line = told["lines"][0]
    assert (line["start"], line["end_exclusive"], line["last_day"]) == ("2026-01-01", "2029-01-01", "2028-12-31")


def test_a_lease_without_a_term_has_no_last_day(client, site):
    lease = a_signed(site, ends_on=None, regime="services")

    told = read(client, a_user("site_manager", site=site), lease).json()

    assert (told["end_exclusive"], told["last_day"], told["lines"][0]["last_day"]) == (None, None, None)


@pytest.mark.parametrize(("role", "sees"), [("site_manager", True), ("receptionist", False), ("auditor", True)])
def test_the_desk_reads_spaces_and_days_and_no_price(client, site, role, sees):
    lease = a_signed(site)

    told = read(client, a_user(role, site=None if role == "auditor" else site), lease).json()

    assert told["lines"][0]["space"]["building"] == "annex"
    assert (told["lines"][0]["rates"] is not None) is sees
    assert ("1234.5600" in str(told)) is sees


def test_a_tenant_s_admin_reads_what_was_offered_and_no_draft(client, site):
    firm, admin = a_tenant(site=site, role="tenant_admin")
    lease = a_priced(site, tenant=firm)
    assert read(client, admin, lease).status_code == 404

    offer_lease(by=None, lease=lease)

    told = read(client, admin, lease).json()
    assert (told["state"], told["lines"][0]["rates"][0]["amount"]) == ("offered", "1234.5600")


def test_another_firm_s_lease_is_not_there(client, site):
    lease = a_signed(site)
    _, stranger = a_tenant(site=site, role="tenant_admin")

    assert read(client, stranger, lease).status_code == 404
    assert read(client, stranger).json()["results"] == []


def test_the_deadlines_to_come_stand_with_their_rule_the_nearest_first(client, site):
    lease = a_signed(site)

    deadlines = read(client, a_user("site_manager", site=site), lease).json()["deadlines"]

    assert [each["latest"] for each in deadlines] == sorted(each["latest"] for each in deadlines)
    assert deadlines[-1]["kind"] == "end"
    assert all(each["rule"] for each in deadlines)


def test_a_lease_under_notice_says_so(client, site):
    lease = a_signed(site, regime="services", ends_on=None)
    give_notice(
        by=None,
        lease=lease,
        party="tenant",
        method="registered",
        received_on=date(2026, 11, 20),
        at=at("2026-11-24 12:00"),
    )

    assert read(client, a_user("site_manager", site=site), lease).json()["state"] == "noticed"


def test_the_list_knows_a_site_and_a_day(client, site):
    here = a_signed(site)
    mol = a_site(slug="mol")
    there = a_lease(site=mol, spaces=[an_office(building=a_building(site=mol))], signed_on="2025-12-01")
    auditor = a_user("auditor")

    def numbers(**query):
        return [each["number"] for each in read(client, auditor, **query).json()["results"]]

    assert numbers() == [here.number, there.number]
    assert numbers(site="mol") == [there.number]
    assert numbers(running_on="2028-12-31", site="darwin") == [here.number]
    assert numbers(running_on="2029-01-01") == []


def test_a_day_that_is_none_is_refused_in_words(client, site):
    answer = read(client, a_user("site_manager", site=site), running_on="2026-02-30")

    assert answer.status_code == 400
    assert "running_on" in str(answer.json())
