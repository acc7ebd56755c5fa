"""The end of the day: AC-31, each local day closed exactly once, nobody's leaving invented."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from access.models import ClosedDay, Visit
from access.services.arriving import check_in
from access.services.closing import close_day, close_days
from access.services.leaving import sign_out
from facilities.services.jobs import declared, run_one
from tests.factories import NOON, a_site, a_visit, at, between

pytestmark = pytest.mark.django_db


def on(day, **more):
    return a_visit(interval=between(f"{day} 09:00", "10:00"), **more)


def arrived(day, **more):
    made = on(day, **more)
    check_in(by=None, token=made.token, at=at(f"{day} 09:00"), nonce=uuid4())
    return made


@pytest.mark.parametrize("day", ["2027-03-28", "2026-10-25", "2026-11-24"])
def test_a_day_of_23_24_or_25_hours_is_closed_exactly_once(day):
    site = a_site()
    arrived(day, site=site)
    midnight = at(f"{day} 00:00")

    for hour in range(52):
        close_days(at=midnight + timedelta(hours=hour))

    closed = ClosedDay.objects.get(site=site, day=day)
    assert (closed.not_signed_out, closed.did_not_come) == (1, 0)
    assert ClosedDay.objects.filter(site=site).values("day").distinct().count() == ClosedDay.objects.count()


def test_who_was_not_signed_out_has_no_time_of_leaving():
    site = a_site()
    arrived("2026-11-24", site=site)

    close_days(at=at("2026-11-25 01:00"))

    visit = Visit.objects.get()
    assert (visit.status, visit.left_at, visit.closed_how) == ("auto_closed", None, "day_end")


def test_who_was_only_expected_did_not_come():
    on("2026-11-24", site=a_site())

    close_days(at=at("2026-11-25 01:00"))

    assert Visit.objects.get().status == "no_show"


def test_a_code_that_still_works_after_midnight_is_not_closed_yet():
    a_visit(site=a_site(), interval=between("2026-11-24 22:00", "2026-11-25 00:00"))

    close_days(at=at("2026-11-25 00:00"))
    assert Visit.objects.get().status == "planned"

    close_days(at=at("2026-11-25 01:00"))
    assert Visit.objects.get().status == "no_show"


def test_a_visit_through_midnight_belongs_to_the_day_it_ends():
    site = a_site()
    a_visit(site=site, interval=between("2026-11-24 22:00", "2026-11-25 02:00"))

    close_day(site=site, day=date(2026, 11, 24), at=at("2026-11-25 01:00"))

    assert Visit.objects.get().status == "planned"


def test_three_days_missed_are_caught_up_each_once():
    site = a_site()
    close_days(at=at("2026-11-20 01:00"))
    for day in ("2026-11-20", "2026-11-21", "2026-11-22"):
        arrived(day, site=site)

    close_days(at=at("2026-11-23 01:00"))

    days = dict(ClosedDay.objects.filter(site=site).values_list("day", "not_signed_out"))
    assert days == {date(2026, 11, 19): 0} | {date(2026, 11, day): 1 for day in (20, 21, 22)}


def test_the_job_of_a_server_that_slept_closes_what_it_missed():
    site = a_site()
    job = declared()["close-visits"]
    run_one(job, at=at("2026-11-20 01:00"))
    on("2026-11-21", site=site)

    run_one(job, at=at("2026-11-23 09:10"))

    assert Visit.objects.get().status == "no_show"
    assert ClosedDay.objects.filter(site=site).count() == 4


def test_a_check_in_that_was_queued_offline_survives_the_closing():
    made = on("2026-11-24", site=a_site())
    close_days(at=at("2026-11-25 01:00"))

    answer = check_in(
        by=None,
        token=made.token,
        at=at("2026-11-25 08:00"),
        happened_at=at("2026-11-24 09:01"),
        nonce=uuid4(),
    )

    assert (answer.visit.status, answer.visit.arrived_at) == ("auto_closed", at("2026-11-24 09:01"))


def test_a_sign_out_that_was_queued_offline_is_believed_after_the_closing():
    made = arrived("2026-11-24", site=a_site())
    close_days(at=at("2026-11-25 01:00"))

    visit = sign_out(
        by=None,
        visit=made.visit,
        at=at("2026-11-25 08:00"),
        happened_at=at("2026-11-24 09:50"),
        nonce=uuid4(),
    )

    assert (visit.status, visit.left_at) == ("out", at("2026-11-24 09:50"))


def test_a_site_without_visits_closes_its_days_all_the_same():
    a_site()

    assert close_days(at=NOON) == 1
    assert close_days(at=NOON) == 0
