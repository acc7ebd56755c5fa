"""What is forgotten of a visit and when, with a report that stays."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from access.models import BlockedVisitor, PurgeReport, Visit, VisitGroup
from access.services.arriving import check_in
from access.services.blocking import lift_visitor_block
from access.services.leaving import sign_out
from access.services.retention import purge
from access.services.visits import Person, invite_group
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

    report = purge(at=LEFT + timedelta(hours=24, seconds=1))
    assert (Visit.objects.get().plate, report.plates, report.names) == ("", 1, 0)


def test_a_visitor_is_forgotten_after_thirty_days_and_the_visit_still_counts():
    made = gone()
    when = LEFT + timedelta(days=30, seconds=1)

    report = purge(at=when)

    visit = Visit.objects.get()
    assert (visit.visitor_name, visit.visitor_email, visit.host, visit.anonymised_at) == ("", "", None, when)
    assert (visit.status, visit.left_at, visit.organisation) == ("out", LEFT, made.visit.organisation)
    assert not Visit.objects.with_pass(made.token).exists()
    assert report.names == 1


def test_the_house_may_forget_sooner(settings):
    settings.VISITOR_DAYS = 5
    gone()

    assert purge(at=LEFT + timedelta(days=6)).names == 1


def test_who_is_still_expected_or_inside_is_known():
    a_visit(site=a_site())

    assert purge(at=at("2027-11-24 09:00")).names == 0


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

    assert purge(at=NOON + timedelta(days=364)).blocks == 0
    assert purge(at=NOON + timedelta(days=366)).blocks == 1
    assert not BlockedVisitor.objects.exists()


def test_a_report_is_never_changed():
    report = purge(at=NOON)

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
