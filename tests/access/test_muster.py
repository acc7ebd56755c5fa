"""The roll call of an evacuation: AC-29, ticks of several wardens, and a report that nobody changes."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from access.errors import NobodyMustered, NonceReused
from access.models import Muster, MusterEntry, MusterMark, MusterReport, Visit
from access.services.arriving import check_in
from access.services.closing import close_day
from access.services.leaving import sign_out
from access.services.muster import add_entry, mark_entry, with_marks
from access.services.presence import come_in, leave
from access.services.retention import purge
from facilities.kernel.errors import NotAllowed
from facilities.models import LiveTopic
from facilities.services.modes import end_evacuation, start_evacuation
from tests.bookings.asking import logged_in
from tests.factories import a_site, a_tenant, a_user, a_visit, an_organisation, at, between

pytestmark = pytest.mark.django_db
YESTERDAY, NINE, ALARM = at("2026-11-23 09:00"), at("2026-11-24 09:00"), at("2026-11-24 09:40")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def rita(site):
    return a_user("receptionist", site=site, name="Rita Onthaal")


@pytest.fixture
def sam(site):
    return a_user("site_manager", site=site, name="Sam Beheerder")


@pytest.fixture
def bea(site):
    return a_user("tenant_member", organisation=an_organisation(sites=[site]), name="Bea Maes")


def inside(site, host, name, moment=NINE, **more):
    visit = a_visit(site=site, host=host, visitor_name=name, **more).visit
    check_in(by=None, visit=visit, at=moment, nonce=uuid4())
    return visit


def tick(site, key, by, **more):
    return mark_entry(**{"by": by, "site": site, "key": key, "kind": "safe", "at": ALARM, "nonce": uuid4()} | more)


@pytest.mark.parametrize("is_drill", [False, True])
def test_ac_29_a_roll_call_of_seven_staff_and_five_visitors(site, rita, sam, bea, is_drill):
    firm = bea.memberships.get().organisation
    for person in [bea, *(a_user("tenant_member", organisation=firm) for _ in range(6))]:
        come_in(by=None, person=person, site=site, at=NINE, basis="reader")
    inside(site, bea, "Van gisteren", YESTERDAY, interval=between("2026-11-23 09:00", "10:00"))
    close_day(site=site, day=YESTERDAY.date(), at=at("2026-11-24 00:40"))
    visitors = [inside(site, bea, f"Bezoeker {number}") for number in range(7)]
    for visit in visitors[5:]:
        sign_out(by=None, visit=visit, at=NINE + 20 * MINUTE, nonce=uuid4())

    start_evacuation(by=rita, site=site, at=ALARM, is_drill=is_drill)

    lines = MusterEntry.objects.exclude(kind="unknown")
    assert (lines.filter(kind="staff").count(), lines.filter(kind="visitor").count()) == (7, 5)
    assert [entry.name for entry in MusterEntry.objects.filter(kind="unknown")] == ["Van gisteren"]
    add_entry(by=rita, site=site, name="man in red jacket", at=ALARM + MINUTE, nonce=uuid4())
    assert lines.count() == 13
    for number, entry in enumerate(lines.exclude(kind="added")[:11]):
        tick(site, entry.key, rita if number % 2 else sam, at=ALARM + 2 * MINUTE)

    page = logged_in(rita).get(reverse("access:evacuation", args=["darwin"])).content.decode()
    assert ("Evacuatieoefening" in page.split("</h1>")[0]) == is_drill
    end_evacuation(by=sam, site=site, at=ALARM + 9 * MINUTE)

    report = MusterReport.objects.get()
    assert (report.listed, report.added, report.safe, report.missing, report.unknown) == (13, 1, 11, 2, 1)
    assert (report.opened_at, report.ended_at, report.is_drill) == (ALARM, ALARM + 9 * MINUTE, is_drill)
    seen = {line.marked_by for line in with_marks(lines.all()) if line.mark == "safe"}
    assert seen == {"Rita Onthaal", "Sam Beheerder"}
    told = logged_in(rita).get(reverse("access:muster-report", args=[report.muster_id])).content.decode()
    assert "man in red jacket" in told and "Rita Onthaal" in told


def test_two_wardens_tick_somebody_once(site, rita, sam, bea):
    come_in(by=bea, person=bea, site=site, at=NINE)
    start_evacuation(by=rita, site=site, at=ALARM)

    first = tick(site, f"person:{bea.pk}", rita)
    again = tick(site, f"person:{bea.pk}", sam)

    assert first == again and MusterMark.objects.get().by == rita
    with pytest.raises(IntegrityError), transaction.atomic():
        MusterMark.objects.create(
            entry=first.entry, number=1, kind="safe", nonce=uuid4(), at=ALARM, told_at=ALARM, by=sam
        )


def test_a_message_sent_again_is_one_tick_also_when_it_was_taken_back(site, rita, bea):
    come_in(by=bea, person=bea, site=site, at=NINE)
    start_evacuation(by=rita, site=site, at=ALARM)
    nonce, key = uuid4(), f"person:{bea.pk}"
    tick(site, key, rita, nonce=nonce)
    tick(site, key, rita, kind="missing")

    tick(site, key, rita, nonce=nonce)

    assert [mark.kind for mark in MusterMark.objects.all()] == ["safe", "missing"]
    with pytest.raises(NonceReused):
        tick(site, key, rita, kind="missing", nonce=nonce)


def test_a_tick_made_offline_keeps_its_moment(site, rita, bea):
    come_in(by=bea, person=bea, site=site, at=NINE)
    start_evacuation(by=rita, site=site, at=ALARM)

    mark = tick(site, f"person:{bea.pk}", rita, at=ALARM + 5 * MINUTE, happened_at=ALARM + MINUTE)

    assert (mark.at, mark.told_at) == (ALARM + MINUTE, ALARM + 5 * MINUTE)


def test_who_comes_in_or_signs_out_during_it_is_followed(site, rita, bea):
    presence = come_in(by=bea, person=bea, site=site, at=NINE)
    start_evacuation(by=rita, site=site, at=ALARM)

    visit = inside(site, bea, "Laat", ALARM + MINUTE)
    leave(by=rita, presence=presence, at=ALARM + 2 * MINUTE)

    lines = {line.key: line.mark for line in with_marks(MusterEntry.objects.all())}
    assert lines == {f"person:{bea.pk}": "left", f"visit:{visit.pk}": None}


def test_the_real_thing_begins_a_list_of_its_own_after_a_drill(site, rita, bea):
    come_in(by=bea, person=bea, site=site, at=NINE)
    start_evacuation(by=rita, site=site, at=ALARM, is_drill=True)
    start_evacuation(by=rita, site=site, at=ALARM + MINUTE)

    assert Muster.objects.count() == 2
    assert MusterReport.objects.get().is_drill and Muster.objects.running().get().evacuation.is_drill is False


def test_nobody_is_ticked_off_without_an_evacuation(site, rita, bea):
    come_in(by=bea, person=bea, site=site, at=NINE)

    with pytest.raises(NobodyMustered):
        tick(site, f"person:{bea.pk}", rita)


def test_only_wardens_tick(site, rita, bea):
    come_in(by=bea, person=bea, site=site, at=NINE)
    start_evacuation(by=rita, site=site, at=ALARM)

    with pytest.raises(NotAllowed):
        tick(site, f"person:{bea.pk}", bea)
    assert logged_in(bea).get(reverse("access:evacuation", args=["darwin"])).status_code == 403


def test_the_list_works_by_plain_forms(site, rita, bea):
    come_in(by=bea, person=bea, site=site, at=NINE)
    client = logged_in(rita)
    client.post(reverse("access:evacuation-call", args=["darwin"]), {"reason": "Rook", "is_drill": "on"})
    client.post(reverse("access:entry-add", args=["darwin"]), {"name": "man in red jacket", "nonce": str(uuid4())})
    key = {"key": f"person:{bea.pk}", "kind": "safe", "nonce": str(uuid4())}
    client.post(reverse("access:entry-mark", args=["darwin"]), key)

    assert "man in red jacket" in client.get(reverse("access:evacuation", args=["darwin"])).content.decode()
    client.post(reverse("access:evacuation-end", args=["darwin"]))
    report = MusterReport.objects.get()
    assert (report.listed, report.safe, report.is_drill) == (2, 1, True)
    assert "muster.darwin" in LiveTopic.objects.values_list("name", flat=True)


def test_a_tenant_admin_sees_the_lines_of_his_firm_only(site, rita, bea):
    stranger = a_tenant(site=site)[1]
    come_in(by=bea, person=bea, site=site, at=NINE)
    come_in(by=stranger, person=stranger, site=site, at=NINE)
    start_evacuation(by=rita, site=site, at=ALARM)
    boss = a_user("tenant_admin", organisation=bea.memberships.get().organisation)

    assert list(MusterEntry.objects.visible_to(boss)) == [MusterEntry.objects.get(person=bea)]


@pytest.mark.parametrize("table", ["muster", "musterentry", "mustermark", "musterreport"])
def test_a_report_and_what_it_rests_on_are_never_changed_by_sql(site, rita, bea, table):
    come_in(by=bea, person=bea, site=site, at=NINE)
    start_evacuation(by=rita, site=site, at=ALARM)
    tick(site, f"person:{bea.pk}", rita)
    end_evacuation(by=rita, site=site, at=ALARM + MINUTE)
    wrong = {
        "muster": "evacuation_id = evacuation_id + 1",
        "musterentry": "name = 'Somebody else'",
        "mustermark": "kind = 'missing'",
        "musterreport": "safe = 13",
    }[table]

    for sql in (f"UPDATE access_{table} SET {wrong}", f"DELETE FROM access_{table}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_names_are_forgotten_after_seven_days_and_the_figures_stay(site, rita, bea):
    inside(site, bea, "Jan Peeters")
    presence = come_in(by=bea, person=bea, site=site, at=NINE)
    start_evacuation(by=rita, site=site, at=ALARM)
    tick(site, f"person:{bea.pk}", rita)
    end_evacuation(by=rita, site=site, at=ALARM + MINUTE)
    leave(by=bea, presence=presence, at=ALARM + 2 * MINUTE)

    assert purge(at=ALARM + timedelta(days=7)).report.mustered == 0
    report = purge(at=ALARM + timedelta(days=7, minutes=3)).report

    assert (report.mustered, report.presences) == (2, 1)
    assert {(line.name, line.person, line.visit) for line in MusterEntry.objects.all()} == {("", None, None)}
    assert MusterMark.objects.get().by is None
    assert (MusterReport.objects.get().listed, MusterReport.objects.get().safe) == (2, 1)
    assert Visit.objects.get().visitor_name == "Jan Peeters"
    told = StringIO()
    call_command("purge_visits", "--dry-run", stdout=told)
    assert "people on evacuation lists that ended 7 days ago: 0\n" in told.getvalue()
