"""The audit log as a page."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone, translation

from facilities.models import AuditEntry
from facilities.views.audit_words import WORDS, facts_in_words, subject_in_words
from tests.factories import a_device, a_site, a_user, an_organisation, at

pytestmark = pytest.mark.django_db


def _entry(verb="booked", *, when="2026-11-24 12:00", actor="system", subject="facilities.site:1", **more):
    return AuditEntry.objects.create(at=at(when), actor=actor, verb=verb, subject=subject, **more)


def _verbs(client, **wanted):
    return [line.entry.verb for line in client.get("/audit/", wanted).context["lines"]]


@pytest.fixture
def auditor(client):
    user = a_user("auditor")
    client.force_login(user)
    return user


def test_actors_are_named_and_subjects_called_as_people_do(client, auditor):
    device, _ = a_device(site=a_site(), shows="board:x")
    for actor in (f"user:{auditor.pk}", f"device:{device.pk}", "user:999999", "system"):
        _entry(actor=actor)

    lines = client.get("/audit/").context["lines"]

    assert [line.actor for line in lines][1:] == ["user:999999", "Screen", auditor.name]
    assert lines[0].subject.endswith(" 1")


def test_a_manager_sees_the_deeds_at_his_site_and_a_tenant_admin_those_of_his_organisation(client):
    site, organisation = a_site(), an_organisation()
    _entry("at_site", site=site)
    _entry("in_organisation", organisation=organisation)
    _entry("elsewhere")

    client.force_login(a_user("site_manager", site=site))
    assert _verbs(client) == ["at_site"]
    client.force_login(a_user("tenant_admin", organisation=organisation))
    assert _verbs(client) == ["in_organisation"]


def test_the_filter_goes_by_deed_subject_and_belgian_days(client, auditor):
    _entry("one", when="2026-11-23 23:59", subject="bookings.booking:1")
    _entry("booked", when="2026-11-24 00:00", subject="bookings.booking:12")
    _entry("three", when="2026-11-24 23:59")
    _entry("four", when="2026-11-25 00:00")

    assert _verbs(client, since="2026-11-24", until="2026-11-24") == ["three", "booked"]
    assert _verbs(client, verb="booked") == ["booked"]
    assert _verbs(client, subject="bookings.booking:12") == ["booked"]


def test_a_long_log_comes_in_pages_that_new_entries_do_not_shift(client, auditor, django_assert_max_num_queries):
    for number in range(60):
        _entry(f"deed_{number}", actor=f"user:{a_user().pk}")

    with django_assert_max_num_queries(6):
        first = client.get("/audit/")
    _entry("newer")
    second = _verbs(client, before=first.context["older"])

    assert len(first.context["lines"]) == 50
    assert second == [f"deed_{number}" for number in range(9, -1, -1)]


@pytest.mark.parametrize("role", ["receptionist", "tenant_member", "external_booker"])
def test_the_others_do_not_read_it(client, role):
    scope = {"site": a_site()} if role == "receptionist" else {"organisation": an_organisation()}
    client.force_login(a_user(role, **scope))

    assert client.get("/audit/").status_code == 403


def test_every_deed_a_service_records_has_a_word():
    sources = [
        path.read_text()
        for app in ("facilities", "bookings")
        for path in (Path(settings.BASE_DIR) / app).rglob("services/*.py")
    ]
    verbs = {verb for source in sources for verb in re.findall(r'record\(\s*(?:by, )?"([\w.]+)"', source)}

    assert {"room.added", "booked", "blocked", "membership.granted"} <= verbs
    assert {verb for verb in verbs if verb.rpartition(".")[2] not in WORDS} == set()


def test_facts_read_as_the_fields_of_their_subject_do():
    moved = AuditEntry(
        subject="facilities.device:7",
        facts={
            "changed": ["name", "shows"],
            "paired_at": "2026-11-24T13:30:00+00:00",
            "opens": None,
            "before": "lockdown",
            "odd": 4,
        },
    )
    switched = AuditEntry(subject="facilities.site:1", facts={"mode": "evacuation", "before": "normal"})
    closed = AuditEntry(subject="gone.thing:1", facts={"mode": "evacuation", "is_public": True})

    with translation.override("nl"), timezone.override("Europe/Brussels"):
        assert list(facts_in_words(moved)) == [
            ("gewijzigd", "naam, toont"),
            ("gekoppeld op", "24/11/2026 14:30"),
            ("opens", "–"),
            ("voordien", "lockdown"),
            ("odd", "4"),
        ]
        assert list(facts_in_words(switched)) == [("toestand", "evacuatie"), ("voordien", "normaal")]
        assert list(facts_in_words(closed)) == [("mode", "evacuation"), ("is_public", "ja")]
        assert subject_in_words("facilities.site:1") == "site 1"
        assert subject_in_words("gone.thing:1") == "gone.thing:1"
