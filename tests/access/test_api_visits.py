"""Visits over the API: scanning, signing out, deciding; who reads what."""

from datetime import timedelta
from uuid import uuid4

import pytest

from access.models import Visit
from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from tests.bookings.asking import logged_in
from tests.factories import a_site, a_tenant, a_user, a_visit, between, house_rules

pytestmark = pytest.mark.django_db


def now(**more):
    """A visit that begins now."""
    start = clock.now()
    return a_visit(interval=Interval(start, start + timedelta(hours=1)), at=start, **more)


def post(client, address, **body):
    body = {"nonce": str(uuid4())} | body
    return client.post(f"/api/v1/visits/{address}", body, content_type="application/json")


def test_a_scan_is_201_the_first_time_and_200_again():
    site = a_site()
    made, desk = now(site=site), logged_in(a_user("receptionist", site=site))

    first, again = post(desk, "check-in/", token=made.token), post(desk, "check-in/", token=made.token)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["visitor_name"] == "Jan Peeters"
    assert (first.json()["status"], first.json()["next_step"]) == ("in", "badge")


def test_the_wrong_day_is_a_problem_that_names_it():
    site = a_site()
    made = a_visit(site=site, interval=between("2027-05-11 09:00", "10:00"))
    desk = logged_in(a_user("receptionist", site=site))

    answer = post(desk, "check-in/", token=made.token)

    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["date"]) == ("wrong_day", "2027-05-11")


def test_another_desk_does_not_reach_a_visit_by_its_number():
    made = now(site=a_site())
    desk = logged_in(a_user("receptionist", site=a_site(slug="geel")))

    assert post(desk, "check-in/", visit=made.visit.pk).status_code == 404
    assert post(desk, f"{made.visit.pk}/sign-out/").status_code == 404
    assert desk.get("/api/v1/visits/").json()["results"] == []


@pytest.mark.parametrize("body", [{}, {"token": "rv_1", "visit": 1}, {"nonce": "no", "token": "rv_1"}])
def test_a_check_in_needs_a_nonce_and_one_visitor(body):
    desk = logged_in(a_user("receptionist", site=a_site()))

    assert post(desk, "check-in/", **body).status_code == 400


def test_a_host_signs_his_visitor_out():
    site = a_site()
    organisation, member = a_tenant(site=site)
    made = now(site=site, host=member, organisation=organisation)
    post(logged_in(a_user("receptionist", site=site)), "check-in/", token=made.token)

    answer = post(logged_in(member), f"{made.visit.pk}/sign-out/")

    assert (answer.status_code, answer.json()["status"]) == (200, "out")


def test_a_member_reads_what_he_hosts_and_the_admin_all_of_the_firm():
    site = a_site()
    organisation, member = a_tenant(site=site)
    admin, colleague = (a_user(role, organisation=organisation) for role in ("tenant_admin", "tenant_member"))
    now(site=site, host=member, organisation=organisation)
    now(site=site)

    counts = [len(logged_in(who).get("/api/v1/visits/").json()["results"]) for who in (member, admin, colleague)]

    assert counts == [1, 1, 0]


def test_the_desk_notes_that_the_rules_were_accepted():
    site = a_site()
    house_rules(site=site)
    made, desk = now(site=site), logged_in(a_user("receptionist", site=site))
    assert post(desk, "check-in/", token=made.token).json()["next_step"] == "rules"

    answer = post(desk, f"{made.visit.pk}/decide/", decision="accept_rules")

    assert (answer.json()["status"], Visit.objects.get().rules_accepted.version) == ("in", 1)


def test_a_list_is_narrowed_by_period_and_status():
    site = a_site()
    a_visit(site=site)
    desk = logged_in(a_user("receptionist", site=site))

    def found(query):
        return len(desk.get(f"/api/v1/visits/?{query}").json()["results"])

    assert [found("from=2026-11-24T09:30&until=2026-11-24T12:00"), found("from=2026-11-24T10:00")] == [1, 0]
    assert [found("status=planned"), found("status=in")] == [1, 0]
