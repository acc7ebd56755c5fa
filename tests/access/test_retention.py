"""What is forgotten of a visit and when, with a report that stays."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from access.errors import KeptTooLong
from access.models import BlockedVisitor, PurgeLine, PurgeReport, Visit, VisitGroup, VisitorTerm
from access.services.arriving import check_in
from access.services.blocking import lift_visitor_block
from access.services.leaving import sign_out
from access.services.retention import purge
from access.services.terms import days_of, set_visitor_days
from access.services.visits import Person, invite_group
from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry
from tests.bookings.asking import logged_in
from tests.factories import NOON, a_blocked_visitor, a_site, a_tenant, a_user, a_visit, at, between

pytestmark = pytest.mark.django_db

LEFT = at("2026-11-24 09:50")


def gone(**more):
    made = a_visit(site=a_site(), plate="1-ABC-123", **more)
    check_in(by=None, token=made.token, at=at("2026-11-24 09:00"), nonce=uuid4())
    sign_out(by=None, visit=made.visit, at=LEFT, nonce=uuid4())
    return made


def test_a_plate_is_forgotten_a_day_after_the_visitor_left():
    gone()

    purge(at=LEFT + timedelta(hours=24))
    assert Visit.objects.get().plate == "1ABC123"

    report = purge(at=LEFT + timedelta(hours=24, seconds=1)).report
    assert (Visit.objects.get().plate, report.plates, report.names) == ("", 1, 0)


def test_a_visitor_is_forgotten_after_thirty_days_and_the_visit_still_counts():
    made = gone()
    when = LEFT + timedelta(days=30, seconds=1)

    report = purge(at=when).report

    visit = Visit.objects.get()
    assert (visit.visitor_name, visit.visitor_email, visit.host, visit.anonymised_at) == ("", "", None, when)
    assert (visit.status, visit.left_at, visit.organisation) == ("out", LEFT, made.visit.organisation)
    assert not Visit.objects.with_pass(made.token).exists()
    assert report.names == 1


def test_the_house_may_forget_sooner(settings):
    settings.VISITOR_DAYS = 5
    gone()

    assert purge(at=LEFT + timedelta(days=6)).report.names == 1


def test_who_is_still_expected_or_inside_is_known():
    a_visit(site=a_site())

    assert purge(at=at("2027-11-24 09:00")).report.names == 0


def test_a_group_is_forgotten_with_its_last_visitor():
    site = a_site()
    organisation, host = a_tenant(site=site)
    people = [Person(name="An Maes"), Person(name="Bo Wils")]
    invite_group(
        by=None,
        host=host,
        organisation=organisation,
        site=site,
        title="Raad van bestuur",
        people=people,
        interval=between("2026-11-24 09:00", "10:00"),
        at=NOON,
    )
    Visit.objects.update(status="no_show", closed_how="no_show", closed_at=LEFT)

    purge(at=LEFT + timedelta(days=31))

    assert not VisitGroup.objects.exists()


def test_a_block_is_forgotten_a_year_after_it_ended():
    blocked = a_blocked_visitor(site=a_site())
    lift_visitor_block(by=None, blocked=blocked, at=NOON)

    assert purge(at=NOON + timedelta(days=364)).report.blocks == 0
    assert purge(at=NOON + timedelta(days=366)).report.blocks == 1
    assert not BlockedVisitor.objects.exists()


def test_a_report_is_never_changed():
    report = purge(at=NOON).report

    with pytest.raises(IntegrityError), transaction.atomic():
        PurgeReport.objects.filter(pk=report.pk).update(names=0)


def test_an_auditor_reads_what_was_forgotten_and_a_manager_does_not():
    purge(at=NOON)
    address = reverse("access:purge-reports")

    assert "01/10/2026" in logged_in(a_user("auditor")).get(address).content.decode()
    assert logged_in(a_user("site_manager", site=a_site())).get(address).status_code == 403


def test_the_command_looks_or_forgets():
    gone()
    looked, done = StringIO(), StringIO()

    Visit.objects.update(closed_at=NOON - timedelta(days=400), left_at=LEFT)
    call_command("purge_visits", "--dry-run", stdout=looked)
    assert Visit.objects.get().visitor_name
    call_command("purge_visits", stdout=done)

    assert "Nothing was changed." in looked.getvalue()
    assert ": 1\n" in done.getvalue()
    assert Visit.objects.get().visitor_name == ""


# A house may forget sooner


def days_left(house, days):
    return set_visitor_days(by=a_user("site_manager", site=house), site=house, days=days)


def test_a_house_that_forgets_sooner_does_so_and_no_other():
    made, other = gone(), a_visit(site=a_site(slug="mol"))
    Visit.objects.filter(pk=other.visit.pk).update(status="no_show", closed_how="no_show", closed_at=LEFT)
    days_left(made.visit.site, 5)

    found = purge(at=LEFT + timedelta(days=6))

    assert [(line.site.slug, line.days, line.names) for line in found.lines] == [("darwin", 5, 1), ("mol", 30, 0)]
    assert found.report.names == 1
    assert Visit.objects.get(pk=other.visit.pk).visitor_name
    assert list(PurgeLine.objects.values_list("site__slug", "names")) == [("darwin", 1), ("mol", 0)]


def test_a_day_before_its_time_nothing_is_forgotten():
    days_left(gone().visit.site, 5)

    assert purge(at=LEFT + timedelta(days=5)).report.names == 0


def test_a_house_never_forgets_later_than_the_platform(settings):
    site = gone().visit.site
    for days in (31, 0):
        with pytest.raises(KeptTooLong):
            set_visitor_days(by=None, site=site, days=days)

    days_left(site, 20)
    settings.VISITOR_DAYS = 10
    assert days_of(site) == 10
    assert purge(at=LEFT + timedelta(days=11)).report.names == 1


def test_the_platforms_days_count_again(settings):
    site = a_site()
    days_left(site, 5)

    assert days_left(site, None) == 30
    assert not VisitorTerm.objects.exists()


@pytest.mark.parametrize("days", [0, 91])
def test_the_database_knows_no_other_term(days):
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitorTerm.objects.create(site=a_site(), days=days)


def test_a_line_is_never_changed():
    gone()
    purge(at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        PurgeLine.objects.update(names=9)


def test_only_its_managers_say_how_long():
    site = a_site()
    for person in (a_user("receptionist", site=site), a_user("site_manager", site=a_site(slug="mol"))):
        with pytest.raises(NotAllowed):
            set_visitor_days(by=person, site=site, days=5)


def test_the_page_sets_it_and_says_why_not():
    site = a_site()
    client = logged_in(a_user("site_manager", site=site))
    address = reverse("access:visitor-days", args=[site.slug])

    refused = client.post(address, {"days": "31"})
    assert "tussen 1 en 30 dagen" in refused.content.decode()
    said = client.post(address, {"days": "7"}, follow=True).content.decode()

    assert "na 7 dagen" in said
    assert days_of(site) == 7
    assert AuditEntry.objects.get(verb="site.visitor_days_set").facts == {"days": 7}


def test_the_desk_reads_it_and_changes_nothing():
    site = a_site()
    client = logged_in(a_user("receptionist", site=site))
    address = reverse("access:visitor-days", args=[site.slug])

    assert client.get(address).status_code == 200
    assert client.post(address, {"days": "7"}).status_code == 403


def test_the_api_sets_it(client):
    site = a_site()
    client.force_login(a_user("site_manager", site=site))
    address = f"/api/v1/sites/{site.slug}/visitor-days/"

    assert client.put(address, {"days": 7}, content_type="application/json").json() == {"days": 7, "most": 30}
    assert client.put(address, {"days": 31}, content_type="application/json").json()["code"] == "kept_too_long"
    assert client.put(address, {"days": None}, content_type="application/json").json()["days"] == 30
    assert client.get(address).json()["days"] == 30


def test_the_reports_tell_of_each_house():
    days_left(gone().visit.site, 5)
    purge(at=LEFT + timedelta(days=6))

    shown = logged_in(a_user("auditor")).get(reverse("access:purge-reports")).content.decode()

    assert "Site darwin: 1 van voor 25/11/2026" in shown
