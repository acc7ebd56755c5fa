"""Two desks and one code, over HTTP: one arrival, one message, one answer for all."""

from functools import partial
from uuid import uuid4

import pytest
from django.db import connection

from access.models import Visit, VisitStep
from access.services.deciding import announce_walk_in
from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from facilities.models import OutboxMessage
from facilities.services.outbox import deliver_one
from tests.factories import a_site, a_tenant, a_user, a_visit
from tests.race.conftest import Rival, client_of, rounds
from tests.race.test_rivals import HOUR

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]


@pytest.fixture
def desks(a_server):
    """Two desks of one site."""
    site = a_site()
    server = a_server(REDIS_URL="")
    clerks = [a_user("receptionist", site=site) for _ in range(2)]
    found = [Rival(site.walk_in_organisation, clerk, client_of(server, clerk)) for clerk in clerks]
    yield site, found
    for desk in found:
        desk.http.close()
    assert "Traceback" not in server.logged()


def test_ten_scans_of_one_code_are_one_arrival(desks, at_once, counted):
    site, (left, right) = desks
    organisation, host = a_tenant(site=site)

    codes = []
    for _ in range(rounds(3, 30)):
        now = clock.now()
        made = a_visit(site=site, host=host, organisation=organisation, interval=Interval(now, now + HOUR), at=now)
        scans = [partial(desk.post, "/visits/check-in/", scan(made.token)) for desk in (left, right) * 5]
        answers = at_once(scans)
        codes += [answer.status_code for answer in answers]
        assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
        assert {answer.json()["arrived_at"] for answer in answers} == {answers[0].json()["arrived_at"]}
        assert VisitStep.objects.filter(visit=made.visit).count() == 1
        key = f"visit:{made.visit.public_id}:arrived"
        assert OutboxMessage.objects.filter(dedupe_key=key).count() == 1

    counted("ten scans of one code", codes)
    assert set(Visit.objects.values_list("status", flat=True)) == {"in"}


def test_one_message_sent_ten_times_is_one_arrival(desks, at_once, counted):
    site, (left, right) = desks
    now = clock.now()
    made, body = a_visit(site=site, interval=Interval(now, now + HOUR), at=now), None
    body = scan(made.token)

    answers = at_once([partial(desk.post, "/visits/check-in/", body) for desk in (left, right) * 5])

    counted("one message ten times", [answer.status_code for answer in answers])
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]


def test_one_walk_in_told_ten_times_at_once_is_one_visitor(desks, at_once, counted):
    site, _ = desks
    organisation, host = a_tenant(site=site)
    now, nonce = clock.now(), uuid4()

    def announce():
        try:
            return announce_walk_in(
                by=None, site=site, host=host, organisation=organisation, visitor_name="An", at=now, nonce=nonce
            ).is_new
        finally:
            connection.close()

    answers = at_once([announce] * 10)

    counted("one walk-in told ten times", answers)
    assert sorted(answers) == [False] * 9 + [True]
    assert Visit.objects.count() == 1


def test_a_server_killed_between_check_in_and_mail_tells_the_host_exactly_once(a_server, mailoutbox):
    site = a_site()
    clerk = a_user("receptionist", site=site)
    now = clock.now()
    made = a_visit(site=site, visitor_email="", interval=Interval(now, now + HOUR), at=now)

    # Its worker is off: what stands between the commit and the mail is the outbox alone.
    server = a_server(REDIS_URL="", number=51)
    assert client_of(server, clerk).post("/visits/check-in/", json=scan(made.token)).status_code == 201
    server.kill()
    again = a_server(REDIS_URL="", number=51)
    assert client_of(again, clerk).post("/visits/check-in/", json=scan(made.token)).status_code == 200
    restarted = clock.now()
    while deliver_one(at=restarted):
        pass

    assert [mail.to for mail in mailoutbox] == [[made.visit.host.email]]


def scan(token):
    return {"token": token, "nonce": str(uuid4())}
