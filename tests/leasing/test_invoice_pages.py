"""Pages of invoices: a month from preview to paid or given back, and what each person reads."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from facilities.models import Invoice, Journal, Membership, Payment
from facilities.services.invoices import issue_month
from tests.factories import a_site, a_tenant, a_user, an_invoicing, an_organisation, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(at("2026-11-24 12:00"), tick=False):
        yield


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def leases(site):
    return an_invoicing(site=site, rents=("850.00", "1136.52"))


@pytest.fixture
def manager(site, client):
    user = a_user("site_manager", site=site)
    client.force_login(user)
    return user


def run(site) -> str:
    return reverse("facilities:invoice-run", args=[site.slug]) + "?month=2026-11"


def issued(site, leases) -> list[Invoice]:
    return issue_month(
        by=None, site=site, landlord=leases[0].landlord, month=date(2026, 11, 1), at=at("2026-11-24 12:00")
    )


def owner(lease):
    user = a_user()
    Membership.objects.create(user=user, role="tenant_admin", organisation=lease.tenant)
    return user


def test_the_preview_shows_each_firm_and_numbers_nothing(client, site, leases, manager):
    shown = client.get(run(site)).content.decode()

    for lease in leases:
        assert lease.tenant.name in shown
    assert "1.136,52" in shown
    assert not Invoice.objects.exists()


def test_a_manager_issues_the_month_once(client, site, leases, manager):
    form = {"landlord": leases[0].landlord.pk}

    first = client.post(run(site), form, follow=True).content.decode()
    second = client.post(run(site), form, follow=True).content.decode()

    assert "2 facturen zijn uitgereikt." in first
    assert "Alles van deze maand is gefactureerd" in second
    assert Invoice.objects.count() == 2
    assert set(Invoice.objects.values_list("issued_by", flat=True)) == {manager.pk}


def test_a_landlord_of_another_house_is_refused(client, site, leases, manager):
    elsewhere = an_organisation(kind="operator")

    shown = client.post(run(site), {"landlord": elsewhere.pk}, follow=True).content.decode()

    assert "Kies de maand en de verhuurder" in shown
    assert not Invoice.objects.exists()


def test_a_landlord_without_a_journal_is_told_and_gets_no_button(client, site, leases, manager):
    Journal.objects.all().delete()

    shown = client.get(run(site)).content.decode()

    assert "nog geen dagboek" in shown
    assert "facturen uitreiken" not in shown


def test_the_platform_begins_a_journal(client, site, leases):
    Journal.objects.all().delete()
    client.force_login(a_user("platform_admin"))
    form = {"landlord": leases[0].landlord.pk, "code": "HB", "digits": 7, "iban": "BE71 0961 2345 6769"}

    answer = client.post(reverse("facilities:journal-add"), form)

    assert answer.status_code == 302
    journal = Journal.objects.get()
    assert (journal.code, journal.prefix, journal.iban) == ("HB", 7, "BE71096123456769")


def test_an_account_number_that_is_none_is_refused_and_nothing_typed_is_lost(client, leases):
    Journal.objects.all().delete()
    client.force_login(a_user("platform_admin"))
    form = {"landlord": leases[0].landlord.pk, "code": "HB", "digits": 7, "iban": "BE71 0961 2345 6760"}

    answer = client.post(reverse("facilities:journal-add"), form)

    assert answer.status_code == 400
    assert "BE71 0961 2345 6760" in answer.content.decode()
    assert not Journal.objects.exists()


def test_a_payment_closes_what_is_owed(client, site, leases, manager):
    invoice = issued(site, leases)[0]
    page = reverse("facilities:payment-add", args=[invoice.pk])
    assert client.get(page).context["form"]["amount"].value() == Decimal("850.00")

    client.post(page, {"amount": "850.00", "received_on": "24/11/2026", "bank_reference": "A1"})

    shown = client.get(reverse("facilities:invoice-detail", args=[invoice.pk])).content.decode()
    assert "Betaald" in shown
    assert Payment.objects.get().bank_reference == "A1"


def test_more_than_is_owed_is_refused_in_words(client, site, leases, manager):
    invoice = issued(site, leases)[0]

    answer = client.post(
        reverse("facilities:payment-add", args=[invoice.pk]), {"amount": "850.01", "received_on": "24/11/2026"}
    )

    assert answer.status_code == 409
    assert "850" in str(answer.context["form"].errors)
    assert not Payment.objects.exists()


def test_what_remains_is_credited_with_its_reason(client, site, leases, manager):
    invoice = issued(site, leases)[0]

    answer = client.post(reverse("facilities:credit-add", args=[invoice.pk]), {"reason": "Wrong tenant"}, follow=True)

    note = Invoice.objects.get(credits=invoice)
    assert answer.redirect_chain[-1][0] == reverse("facilities:invoice-detail", args=[note.pk])
    assert "Wrong tenant" in answer.content.decode()
    assert note.total == invoice.total


def test_a_tenant_s_admin_reads_the_own_invoices_and_files_and_no_others(client, site, leases):
    own, other = issued(site, leases)
    client.force_login(owner(leases[0]))

    listed = client.get(reverse("facilities:invoice-list")).content.decode()

    assert str(own) in listed
    assert str(other) not in listed
    assert client.get(reverse("facilities:invoice-detail", args=[other.pk])).status_code == 404
    assert client.get(reverse("facilities:invoice-file", args=[other.pk, "xml"])).status_code == 404
    assert client.get(reverse("facilities:payment-add", args=[own.pk])).status_code == 403


def test_the_files_are_the_document_for_people_and_for_machines(client, site, leases):
    own = issued(site, leases)[0]
    client.force_login(owner(leases[0]))

    pdf = client.get(reverse("facilities:invoice-file", args=[own.pk, "pdf"]))
    xml = client.get(reverse("facilities:invoice-file", args=[own.pk, "xml"]))

    assert pdf.content.startswith(b"%PDF")
    assert own.payment_reference[:3].encode() in xml.content
    assert xml["Content-Disposition"] == f'attachment; filename="{own.slug}.xml"'
    assert client.get(reverse("facilities:invoice-file", args=[own.pk, "doc"])).status_code == 404


def test_the_list_knows_what_is_still_owed(client, site, leases, manager):
    paid, owed = issued(site, leases)
    form = {"amount": paid.total, "received_on": "24/11/2026"}
    client.post(reverse("facilities:payment-add", args=[paid.pk]), form)

    listed = client.get(reverse("facilities:invoice-list"), {"show": "open"}).content.decode()

    assert str(owed) in listed
    assert str(paid) not in listed


def test_what_is_overdue_says_so(client, site, leases, manager):
    invoice = issued(site, leases)[0]

    with time_machine.travel(at("2027-01-04 12:00"), tick=False):
        client.force_login(manager)
        shown = client.get(reverse("facilities:invoice-list")).content.decode()

    assert str(invoice) in shown
    assert "vervallen" in shown


def test_the_desk_sees_no_invoices(client, site, leases):
    client.force_login(a_user("receptionist", site=site))

    assert client.get(reverse("facilities:invoice-list")).status_code == 403


def test_a_stranger_s_house_is_not_there(client, site, leases):
    _, admin = a_tenant(site=a_site(slug="mol"), role="tenant_admin")
    client.force_login(admin)

    assert client.get(run(site)).status_code == 403
