"""Coming in by a code: when it opens, what is left to do, and that ten scans are one arrival."""

from datetime import timedelta
from uuid import uuid4

import pytest

from access.errors import (
    CallSecurity,
    NonceReused,
    NotCheckedIn,
    TooEarly,
    UnknownPass,
    VisitCancelled,
    VisitOver,
    WrongDay,
    WrongSite,
)
from access.models import VisitStep
from access.services.arriving import check_in
from access.services.leaving import sign_out
from access.services.visits import cancel_visit
from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry, LiveTopic, OutboxMessage
from tests.factories import a_blocked_visitor, a_device, a_site, a_user, a_visit, at, between, house_rules

pytestmark = pytest.mark.django_db

NINE = at("2026-11-24 09:00")


def scan(made, *, when=NINE, by=None, nonce=None, **more):
    return check_in(by=by, token=made.token, at=when, nonce=nonce or uuid4(), **more)


def to_host(visit):
    return OutboxMessage.objects.filter(payload__to=visit.host.email).count()


def test_a_scan_lets_in_tells_the_host_and_offers_the_badge():
    made = a_visit(site=a_site())

    answer = scan(made)

    assert (answer.is_new, answer.next_step, answer.visit.status) == (True, "badge", "in")
    assert answer.visit.arrived_at == answer.visit.entered_at == NINE
    assert to_host(made.visit) == 1
    assert "/h/rh_" in OutboxMessage.objects.latest("id").payload["body"]


def test_ten_scans_are_one_arrival_and_one_message():
    made = a_visit(site=a_site())

    answers = [scan(made, when=NINE + timedelta(seconds=n)) for n in range(10)]

    assert [answer.is_new for answer in answers] == [True] + [False] * 9
    assert VisitStep.objects.count() == 1
    assert to_host(made.visit) == 1
    assert {answer.visit.arrived_at for answer in answers} == {NINE}


@pytest.mark.parametrize(
    ("moment", "refusal"),
    [
        ("2027-05-11 07:59", TooEarly),
        ("2027-05-11 08:00", None),
        ("2027-05-11 10:29", None),
        ("2027-05-11 10:30", VisitOver),
        ("2027-05-12 09:00", WrongDay),
        ("2027-05-10 09:00", WrongDay),
    ],
)
def test_a_code_opens_an_hour_before_and_closes_half_an_hour_after(moment, refusal):
    made = a_visit(site=a_site(), interval=between("2027-05-11 09:00", "10:00"))

    if refusal is None:
        assert scan(made, when=at(moment)).is_new
    else:
        with pytest.raises(refusal):
            scan(made, when=at(moment))


def test_the_wrong_day_says_which_and_too_early_says_when():
    made = a_visit(site=a_site(), interval=between("2027-05-11 09:00", "10:00"))

    with pytest.raises(WrongDay) as wrong:
        scan(made, when=at("2027-05-12 09:00"))
    with pytest.raises(TooEarly) as early:
        scan(made, when=at("2027-05-11 07:59"))

    assert wrong.value.details["date"] == "2027-05-11"
    assert early.value.details["opens_at"] == "2027-05-11T06:00:00+00:00"


def test_an_unknown_code_opens_nothing():
    a_visit(site=a_site())

    with pytest.raises(UnknownPass):
        check_in(by=None, token="rv_nothing", at=NINE, nonce=uuid4())


def test_another_sites_desk_learns_where_the_visit_is():
    made = a_visit(site=a_site())
    clerk = a_user("receptionist", site=a_site(slug="geel"))

    with pytest.raises(WrongSite) as refusal:
        scan(made, by=clerk)

    assert refusal.value.details["site_name"] == "Site darwin"


def test_a_kiosk_of_the_site_checks_in_and_a_board_does_not():
    site = a_site()
    made = a_visit(site=site)
    kiosk, board = a_device(site=site, shows="kiosk:hall")[0], a_device(site=site, shows="board:lobby")[0]

    with pytest.raises(NotAllowed):
        scan(made, by=board)

    assert scan(made, by=kiosk).is_new
    assert VisitStep.objects.get().device == kiosk


def test_a_host_does_not_check_in_his_own_visitor():
    made = a_visit(site=a_site())

    with pytest.raises(NotAllowed):
        scan(made, by=made.visit.host)


def test_house_rules_that_were_not_accepted_are_the_only_step_left():
    site = a_site()
    house_rules(site=site)
    made = a_visit(site=site)

    answer = scan(made)

    assert (answer.visit.status, answer.next_step) == ("arrived", "rules")
    assert to_host(made.visit) == 1


def test_who_is_on_the_list_is_stopped_and_only_the_log_knows():
    site = a_site()
    a_blocked_visitor(site=site, name="Peeters, Jan")
    made = a_visit(site=site)

    with pytest.raises(CallSecurity) as refusal:
        scan(made)

    made.visit.refresh_from_db()
    assert made.visit.status == "planned"
    assert to_host(made.visit) == 0
    assert refusal.value.details == {}
    assert AuditEntry.objects.latest("id").verb == "visit.stopped"


@pytest.mark.parametrize(
    ("name", "email", "outcome"),
    [
        ("Jan Peeters", "", "stopped"),
        ("Jan Peeters", "jan@example.org", "stopped"),
        ("Somebody Else", "jan@example.org", "stopped"),
        ("Jan Peeters", "another@example.org", "look"),
        ("Jan Peters", "", "look"),
        ("Ján PEETERS", "", "stopped"),
        ("An Maes", "another@example.org", "badge"),
    ],
)
def test_a_person_looks_at_whoever_is_only_alike(name, email, outcome):
    site = a_site()
    a_blocked_visitor(site=site, name=name, email=email)
    made = a_visit(site=site)

    if outcome == "stopped":
        with pytest.raises(CallSecurity):
            scan(made)
    else:
        assert scan(made).next_step == outcome


def test_a_block_of_another_site_or_of_yesterday_stops_nobody():
    site = a_site()
    a_blocked_visitor(site=a_site(slug="geel"))
    a_blocked_visitor(site=site, until=at("2026-11-24 00:00"))

    assert scan(a_visit(site=site)).is_new


def test_the_same_message_twice_is_one_and_a_nonce_is_for_one_visit():
    site = a_site()
    made, other, nonce = a_visit(site=site), a_visit(site=site), uuid4()

    first, echo = scan(made, nonce=nonce), scan(made, nonce=nonce)

    assert (first.is_new, echo.is_new) == (True, False)
    with pytest.raises(NonceReused):
        scan(other, nonce=nonce)


def test_a_desk_that_was_offline_tells_when_it_happened():
    made = a_visit(site=a_site())

    answer = scan(made, when=at("2026-11-24 13:00"), happened_at=NINE)

    assert answer.visit.arrived_at == NINE
    assert VisitStep.objects.get().offline_at == NINE


def test_a_scan_of_a_second_desk_that_comes_late_does_not_bring_back_who_left():
    made = a_visit(site=a_site())
    scan(made)
    sign_out(by=None, visit=made.visit, at=at("2026-11-24 09:40"), nonce=uuid4())

    late = scan(made, when=at("2026-11-24 09:50"), happened_at=at("2026-11-24 09:01"))

    assert (late.is_new, late.visit.status) == (False, "out")
    with pytest.raises(VisitOver):
        scan(made, when=at("2026-11-24 09:50"))


def test_a_cancelled_visit_opens_no_door():
    made = a_visit(site=a_site())
    cancel_visit(by=None, visit=made.visit, at=at("2026-11-24 08:00"))

    with pytest.raises(VisitCancelled):
        scan(made)


def test_only_who_came_in_signs_out_and_does_so_once():
    made = a_visit(site=a_site())
    with pytest.raises(NotCheckedIn):
        sign_out(by=None, visit=made.visit, at=NINE, nonce=uuid4())
    scan(made)

    first = sign_out(by=None, token=made.token, at=at("2026-11-24 09:40"), nonce=uuid4())
    again = sign_out(by=None, visit=made.visit, at=at("2026-11-24 09:45"), nonce=uuid4())

    assert first.left_at == again.left_at == at("2026-11-24 09:40")


def test_every_arrival_touches_the_desk_and_the_count_of_people():
    made = a_visit(site=a_site())
    LiveTopic.objects.all().delete()

    scan(made)

    assert set(LiveTopic.objects.values_list("name", flat=True)) == {"desk.darwin", "people.darwin"}
