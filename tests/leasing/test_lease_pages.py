"""Pages of leases: what each person reads, and a lease from draft to notice by its manager."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities.models import Lease, Letting
from facilities.services.leases import set_rate, sign_lease
from tests.factories import a_building, a_lease, a_site, a_tenant, a_user, an_office, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def building(site):
    return a_building(site=site)


@pytest.fixture
def manager(site, client):
    user = a_user("site_manager", site=site)
    client.force_login(user)
    return user


def priced(site, building, **more) -> Lease:
    lease = a_lease(site=site, spaces=[an_office(building=building)], **more)
    set_rate(by=None, line=lease.lines.get(), kind="rent", amount=Decimal("1234.56"), per="month", vat="letting")
    return sign_lease(by=None, lease=lease, signed_on=date(2025, 12, 1))


def page(client, route: str, *args) -> str:
    return client.get(reverse(f"facilities:{route}", args=args)).content.decode()


def test_the_list_shows_the_leases_of_one_s_sites(client, site, building, manager) -> None:
    mine = priced(site, building, number="H-MINE")
    elsewhere = a_site(slug="mol")
    priced(elsewhere, a_building(site=elsewhere), number="H-OTHER")

    shown = page(client, "lease-list")

    assert mine.number in shown
    assert "H-OTHER" not in shown


@pytest.mark.parametrize(("state", "number"), [("draft", "H-D"), ("active", "H-A"), ("ended", "H-E")])
def test_the_list_is_filtered_by_state(client, site, building, manager, state: str, number: str) -> None:
    a_lease(site=site, number="H-D", starts_on="2026-01-01")
    priced(site, building, number="H-A", starts_on="2020-01-01", ends_on="2090-01-01")
    priced(site, building, number="H-E", starts_on="2018-01-01", ends_on="2019-01-01")

    shown = client.get(reverse("facilities:lease-list"), {"state": state}).context["rows"]

    assert [row.lease.number for row in shown] == [number]


def test_a_manager_reads_what_a_lease_costs(client, site, building, manager) -> None:
    assert "1.234,56" in page(client, "lease-detail", priced(site, building).pk)


def test_the_desk_reads_no_price(client, site, building) -> None:
    client.force_login(a_user("receptionist", site=site))

    shown = page(client, "lease-detail", priced(site, building, number="H-1").pk)

    assert "H-1" in shown
    assert "1.234,56" not in shown


def test_a_tenant_admin_reads_the_own_lease_and_no_other(client, site, building) -> None:
    organisation, admin = a_tenant(site=site, role="tenant_admin")
    own, other = priced(site, building, tenant=organisation), priced(site, building)
    client.force_login(admin)

    assert "1.234,56" in page(client, "lease-detail", own.pk)
    assert client.get(reverse("facilities:lease-detail", args=[other.pk])).status_code == 404


def test_a_lease_goes_from_draft_to_notice_by_its_manager(client, site, building, manager) -> None:
    tenant, house = an_organisation(sites=[site]), an_organisation(kind="operator")
    office = an_office(building=building)
    draft = {
        "number": "H-9",
        "tenant": tenant.pk,
        "landlord": house.pk,
        "regime": "services",
        "starts_on": "01/01/2026",
        "last_day": "",
        "notice_months": "3",
    }
    client.post(reverse("facilities:lease-add", args=[site.slug]), draft)
    lease = Lease.objects.get(number="H-9")
    client.post(reverse("facilities:lease-line-add", args=[lease.pk]), {"space": office.pk})
    rate = {"kind": "rent", "amount": "740", "per": "month", "vat": "services"}
    client.post(reverse("facilities:rate-add", args=[lease.lines.get().pk]), rate)
    client.post(reverse("facilities:lease-offer", args=[lease.pk]))
    client.post(reverse("facilities:lease-sign", args=[lease.pk]), {"signed_on": "15/12/2025"})
    notice = {"party": "tenant", "method": "registered", "received_on": "02/05/2026"}
    client.post(reverse("facilities:notice-add", args=[lease.pk]), notice)

    lease.refresh_from_db()
    assert (lease.stage, lease.ends_on) == ("signed", date(2026, 8, 2))
    assert Letting.objects.get(space=office).ends_on == date(2026, 8, 2)


def test_a_refusal_stands_on_the_form_with_what_was_typed(client, site, building, manager) -> None:
    taken = priced(site, building, number="H-1")
    rival = a_lease(site=site, spaces=[taken.lines.get().space])

    answer = client.post(reverse("facilities:lease-sign", args=[rival.pk]), {"signed_on": "15/12/2025"})

    assert answer.status_code == 409
    assert "H-1" in answer.content.decode()


def test_a_button_that_is_refused_says_why_on_the_page_of_the_lease(client, site, building, manager) -> None:
    lease = priced(site, building)

    answer = client.post(reverse("facilities:lease-withdraw", args=[lease.pk]), follow=True)

    assert "geen ontwerp meer" in answer.content.decode()


def test_the_last_day_on_the_page_is_the_day_before_the_end(client, site, building, manager) -> None:
    lease = priced(site, building)

    assert "31 december 2028" in page(client, "lease-detail", lease.pk)
