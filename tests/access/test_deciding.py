"""Walk-ins, the host's answer, house rules, and a look at whoever resembles somebody kept out."""

from uuid import uuid4

import pytest

from access.errors import CallSecurity, NothingToDecide, RulesHaveChanged, UnknownPass, VisitCancelled, VisitOver
from access.models import Visit, VisitStep
from access.services.arriving import check_in
from access.services.badges import mark_badge_printed
from access.services.deciding import (
    accept_rules,
    announce_walk_in,
    answer_by_link,
    answer_visit,
    approve_walk_in,
    confirm_person,
    refuse_visit,
)
from access.services.leaving import sign_out
from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry, OutboxMessage
from tests.factories import a_blocked_visitor, a_site, a_tenant, a_user, a_visit, at, house_rules

pytestmark = pytest.mark.django_db

NINE = at("2026-11-24 09:00")


def walk_in(site, *, by=None, nonce=None, **more):
    organisation, host = a_tenant(site=site)
    values = {"visitor_name": "An Maes", "at": NINE, "nonce": nonce or uuid4()}
    return announce_walk_in(by=by, site=site, host=host, organisation=organisation, **values | more)


def host_token():
    bodies = [row.payload["body"] for row in OutboxMessage.objects.order_by("id")]
    return [body for body in bodies if "/h/" in body][-1].split("/h/")[1].split("/")[0]


def test_a_walk_in_waits_for_the_host_who_is_asked_once():
    nonce, site = uuid4(), a_site()

    asked = walk_in(site, nonce=nonce)
    echo = walk_in(site, nonce=nonce)

    assert (asked.next_step, asked.visit.status, asked.visit.is_walk_in) == ("approval", "arrived", True)
    assert (echo.is_new, echo.visit) == (False, asked.visit)
    assert OutboxMessage.objects.filter(payload__to=asked.visit.host.email).count() == 1


@pytest.mark.parametrize("answer", ["coming", "send_up"])
def test_the_hosts_answer_by_link_lets_a_walk_in_through(answer):
    visit = walk_in(a_site()).visit

    answered = answer_by_link(token=host_token(), answer=answer, at=NINE)

    assert (answered.status, answered.host_answer, answered.approved_by) == ("in", answer, visit.host)


def test_the_host_refuses_a_walk_in_by_link():
    walk_in(a_site())

    refused = answer_by_link(token=host_token(), answer="refuse", at=NINE)

    assert (refused.status, refused.closed_how) == ("cancelled", "refused")
    with pytest.raises(VisitCancelled):
        answer_by_link(token=host_token(), answer="coming", at=NINE)


def test_a_host_cannot_refuse_who_is_inside():
    made = a_visit(site=a_site())
    check_in(by=None, token=made.token, at=NINE, nonce=uuid4())

    with pytest.raises(NothingToDecide):
        answer_by_link(token=host_token(), answer="refuse", at=NINE)


def test_the_answer_about_an_expected_visitor_is_kept_and_may_change():
    made = a_visit(site=a_site())
    check_in(by=None, token=made.token, at=NINE, nonce=uuid4())

    answer_by_link(token=host_token(), answer="coming", at=NINE)
    answer_by_link(token=host_token(), answer="send_up", at=NINE)

    assert Visit.objects.get().host_answer == "send_up"


def test_a_visitors_own_link_does_not_answer_for_the_host():
    made = a_visit(site=a_site())

    with pytest.raises(UnknownPass):
        answer_by_link(token=made.token, answer="coming", at=NINE)


def test_the_desk_or_the_host_approves_and_nobody_else():
    site = a_site()
    visit = walk_in(site).visit
    clerk = a_user("receptionist", site=site)

    with pytest.raises(NotAllowed):
        approve_walk_in(by=a_user("receptionist", site=a_site(slug="geel")), visit=visit, at=NINE)
    answer = approve_walk_in(by=clerk, visit=visit, at=NINE)

    assert (answer.visit.status, answer.visit.approved_by, answer.next_step) == ("in", clerk, "badge")


def test_approving_twice_under_one_nonce_is_once():
    nonce, visit = uuid4(), walk_in(a_site()).visit
    house_rules(site=visit.site)

    first = approve_walk_in(by=None, visit=visit, at=NINE, nonce=nonce)
    echo = approve_walk_in(by=None, visit=visit, at=NINE, nonce=nonce)

    assert (first.next_step, echo.next_step, echo.is_new) == ("rules", "rules", False)
    assert VisitStep.objects.filter(kind="admitted").count() == 1


def test_a_blocked_walk_in_is_stopped_and_the_log_says_so():
    site = a_site()
    a_blocked_visitor(site=None, name="Maes An")

    with pytest.raises(CallSecurity):
        walk_in(site)

    assert not Visit.objects.exists()
    assert AuditEntry.objects.latest("id").verb == "visit.stopped"


def test_only_the_desk_says_that_somebody_only_resembles():
    site = a_site()
    a_blocked_visitor(site=site, name="Jan Peters")
    made = a_visit(site=site)
    visit = check_in(by=None, token=made.token, at=NINE, nonce=uuid4()).visit

    with pytest.raises(NotAllowed):
        confirm_person(by=visit.host, visit=visit, at=NINE)
    looked = confirm_person(by=a_user("receptionist", site=site), visit=visit, at=NINE)

    assert (looked.visit.status, looked.next_step) == ("in", "badge")


def test_who_does_not_only_resemble_is_sent_away():
    site = a_site()
    a_blocked_visitor(site=site, name="Jan Peters")
    visit = check_in(by=None, token=a_visit(site=site).token, at=NINE, nonce=uuid4()).visit

    assert refuse_visit(by=None, visit=visit, at=NINE).closed_how == "refused"


def test_rules_accepted_at_home_are_no_step_at_the_desk():
    site = a_site()
    version = house_rules(site=site)
    made = a_visit(site=site)

    accept_rules(by=None, token=made.token, version=1, at=at("2026-11-20 20:00"))
    answer = check_in(by=None, token=made.token, at=NINE, nonce=uuid4())

    assert (answer.visit.rules_accepted, answer.next_step) == (version, "badge")


def test_a_newer_version_is_to_be_accepted_anew():
    site = a_site()
    house_rules(site=site)
    made = a_visit(site=site)
    accept_rules(by=None, token=made.token, version=1, at=NINE)
    house_rules(site=site, version=2)

    with pytest.raises(RulesHaveChanged):
        accept_rules(by=None, token=made.token, version=1, at=NINE)
    assert check_in(by=None, token=made.token, at=NINE, nonce=uuid4()).next_step == "rules"


def test_accepting_at_the_desk_lets_in():
    site = a_site()
    house_rules(site=site)
    made = a_visit(site=site)
    check_in(by=None, token=made.token, at=NINE, nonce=uuid4())

    visit = accept_rules(by=a_user("receptionist", site=site), visit=made.visit, version=1, at=at("2026-11-24 09:02"))

    assert (visit.status, visit.entered_at) == ("in", at("2026-11-24 09:02"))


def test_a_badge_is_made_once_for_who_is_inside():
    made = a_visit(site=a_site())
    check_in(by=None, token=made.token, at=NINE, nonce=uuid4())

    first = mark_badge_printed(by=None, visit=made.visit, at=NINE)
    again = mark_badge_printed(by=None, visit=made.visit, at=at("2026-11-24 09:30"))

    assert first.badge_printed_at == again.badge_printed_at == NINE
    assert check_in(by=None, token=made.token, at=NINE, nonce=uuid4()).next_step == ""


def test_nothing_is_answered_about_a_visit_that_is_over():
    made = a_visit(site=a_site())
    check_in(by=None, token=made.token, at=NINE, nonce=uuid4())
    sign_out(by=None, visit=made.visit, at=NINE, nonce=uuid4())

    with pytest.raises(VisitOver):
        answer_visit(by=None, visit=made.visit, answer="coming", at=NINE)
