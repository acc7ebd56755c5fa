"""AC-25, what of it is about the visit: from the invitation to the door, at the instants of the worked case."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from access.errors import NotCheckedIn, TooEarly, VisitOver, WrongDay
from access.services.arriving import check_in
from access.services.leaving import sign_out
from facilities.kernel.intervals import Interval
from tests.factories import a_site, a_tenant, a_visit

pytestmark = pytest.mark.django_db


def utc(day, hour, minute=0, second=0):
    return datetime(2027, 5, day, hour, minute, second, tzinfo=UTC)


def test_ac_25_a_visit_from_nine_to_ten_at_mol():
    mol = a_site(slug="mol")
    organisation, bea = a_tenant(site=mol)
    planned = Interval(utc(11, 7), utc(11, 8))
    made = a_visit(site=mol, host=bea, organisation=organisation, interval=planned)

    def scan(moment):
        return check_in(by=None, token=made.token, at=moment, nonce=uuid4())

    with pytest.raises(WrongDay) as wrong_day:
        scan(utc(12, 7))
    assert wrong_day.value.details["date"] == "2027-05-11"
    with pytest.raises(TooEarly) as too_early:
        scan(utc(11, 5, 59))
    assert datetime.fromisoformat(too_early.value.details["opens_at"]) == utc(11, 6)
    with pytest.raises(NotCheckedIn):
        sign_out(by=None, token=made.token, at=utc(11, 6), nonce=uuid4())

    assert scan(utc(11, 6)).is_new
    assert sign_out(by=None, token=made.token, at=utc(11, 7, 50), nonce=uuid4()).left_at == utc(11, 7, 50)

    with pytest.raises(VisitOver):
        scan(utc(11, 7, 55))
