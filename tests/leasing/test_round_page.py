"""The screen of a round: what each person sees, and approval."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities.kernel import clock
from facilities.kernel.days import plus_months
from facilities.models import Indexation
from facilities.services.indexations import approve_round
from facilities.services.leases import set_rate, sign_lease
from tests.factories import a_building, a_lease, a_site, a_tenant, a_user, an_index, an_office

pytestmark = pytest.mark.django_db
ROUND = "facilities:indexation-round"


@pytest.fixture
def site():
    return a_site()


def a_year_old(site, **more):
    """A lease whose first anniversary was the first of this month, with both indices published."""
    begun = plus_months(clock.today().replace(day=1), -12)
    signed = plus_months(begun, -1)
    lease = a_lease(
        site=site,
        spaces=[an_office(building=a_building(site=site))],
        starts_on=begun.isoformat(),
        ends_on=plus_months(begun, 48).isoformat(),
        **more,
    )
    rent = {"kind": "rent", "amount": Decimal("1000.00"), "per": "month", "vat": "letting", "is_indexable": True}
    set_rate(by=None, line=lease.lines.get(), **rent)
    an_index(month=f"{plus_months(signed, -1):%Y-%m}", value="118.74")
    an_index(month=f"{plus_months(begun, 11):%Y-%m}", value="126.86")
    return sign_lease(by=None, lease=lease, signed_on=signed)


def test_the_round_shows_the_formula_and_both_numbers(client, site) -> None:
    lease = a_year_old(site)
    client.force_login(a_user("site_manager", site=site))

    shown = client.get(reverse(ROUND)).content.decode()

    for part in (lease.number, "118,74", "126,86", "1.068,38", "1068,38471"):
        assert part in shown


def test_a_manager_approves_and_the_round_says_so(client, site) -> None:
    lease = a_year_old(site)
    client.force_login(a_user("site_manager", site=site))

    answer = client.post(reverse(ROUND), {"leases": [lease.pk]}, follow=True)

    assert Indexation.objects.get().lease == lease
    assert answer.context["approved"] == 1


def test_another_site_is_out_of_sight_and_out_of_reach(client, site) -> None:
    lease = a_year_old(site)
    client.force_login(a_user("site_manager", site=a_site(slug="mol")))

    assert lease.number not in client.get(reverse(ROUND)).content.decode()
    client.post(reverse(ROUND), {"leases": [lease.pk]})

    assert not Indexation.objects.exists()


def test_an_auditor_reads_the_round_and_cannot_approve(client, site) -> None:
    lease = a_year_old(site)
    client.force_login(a_user("auditor"))

    shown = client.get(reverse(ROUND))

    assert lease.number in shown.content.decode()
    assert not shown.context["approvable"]
    assert client.post(reverse(ROUND), {"leases": [lease.pk]}).status_code == 403


def test_nothing_chosen_is_said_in_words(client, site) -> None:
    a_year_old(site)
    client.force_login(a_user("site_manager", site=site))

    answer = client.post(reverse(ROUND), {}, follow=True)

    assert not Indexation.objects.exists()
    assert [str(message.level_tag) for message in answer.context["messages"]] == ["error"]


def test_the_tenant_reads_the_own_letter_and_nobody_else_s(client, site) -> None:
    organisation, admin = a_tenant(site=site, role="tenant_admin")
    own, other = a_year_old(site, tenant=organisation), a_year_old(site)
    month, leases = clock.today().replace(day=1), [own, other]
    letters = {row.lease_id: row for row in approve_round(by=None, leases=leases, month=month, at=clock.now())}
    client.force_login(admin)

    mine = client.get(reverse("facilities:indexation-letter", args=[letters[own.pk].pk]))
    theirs = client.get(reverse("facilities:indexation-letter", args=[letters[other.pk].pk]))

    assert (mine.status_code, mine.content[:5], theirs.status_code) == (200, b"%PDF-", 404)
    assert str(letters[own.pk].pk) in client.get(reverse("facilities:lease-detail", args=[own.pk])).content.decode()


def test_a_month_that_does_not_exist_shows_this_month(client, site) -> None:
    client.force_login(a_user("site_manager", site=site))

    answer = client.get(reverse(ROUND), {"month": "2026-99"})

    assert answer.context["month"] == date(clock.today().year, clock.today().month, 1)
