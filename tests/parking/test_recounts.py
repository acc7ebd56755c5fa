"""Recounts: the latest moment counts, and cars may go on passing meanwhile."""

import pytest

from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry, LiveTopic
from parking.errors import CountedInTheFuture, CountOutOfRange, SumOfItsParts
from parking.ledger import ambiguous
from parking.models import Anchor, Anomaly, AreaState, DirtyQuarter
from parking.services.recounts import recount
from tests.factories import a_site, a_tenant, a_user

from .telling import passage, raw, tell
from .world import a_car_park, an_area, fixture_g, z

pytestmark = pytest.mark.django_db


def count(area, value, counted_at, *, at="10:00:00", by=None, reason=""):
    return recount(by=by, area=area, value=value, counted_at=z(counted_at), reason=reason, at=z(at))


def test_of_recounts_in_any_order_the_latest_moment_stands():  # worked case 9
    _, area, _ = fixture_g()

    later = count(area, 28, "09:30:00")
    count(area, 30, "09:00:00")

    assert AreaState.objects.get(area=area).anchor == later
    assert raw(area) == 28
    assert Anchor.objects.filter(value=30).exists()


def test_of_recounts_of_one_moment_the_last_stands():
    _, area, _ = fixture_g()

    count(area, 30, "09:00:00")
    count(area, 31, "09:00:00")

    assert raw(area) == 31


def test_what_passed_since_the_moment_of_counting_stays_counted():
    _, area, sensor = fixture_g()
    tell(sensor, passage("a", when="08:59:00"), passage("b", when="09:00:00"), passage("c", when="09:01:00", count=3))
    tell(sensor, passage("d", "out1", when="09:02:00"))

    anchor = count(area, 40, "09:00:00")

    state = AreaState.objects.get(area=area)
    assert (state.raw, state.entered, state.left) == (42, 3, 1)
    assert anchor.drift == 38


def test_the_first_count_has_no_drift():
    car_park = a_car_park()
    area = an_area(car_park=car_park, counted=None)

    assert count(area, 40, "09:00:00").drift is None


def test_events_that_come_after_the_recount_they_are_in_change_nothing():
    _, area, sensor = fixture_g()
    count(area, 40, "09:00:00")

    taken = tell(sensor, passage("a", when="08:30:00"), passage("b", when="09:00:00"), at="10:01:00")

    assert [result.status for result in taken.results] == ["late", "late"]
    assert raw(area) == 40


def test_passages_within_ten_seconds_are_listed_for_the_one_who_counts():
    _, area, sensor = fixture_g()
    moments = ["08:59:49", "08:59:50", "09:00:00", "09:00:10", "09:00:11"]
    tell(sensor, *(passage(moment, when=moment) for moment in moments))

    assert [event.external_id for event in ambiguous(area, z("09:00:00"))] == moments[1:4]


def test_a_recount_publishes_and_is_written_down():
    car_park, area, _ = fixture_g()
    person = a_user("receptionist", site=car_park.site)

    anchor = count(area, 40, "09:00:00", by=person, reason="Rondgang")

    entry = AuditEntry.objects.get(verb="recounted")
    assert (entry.facts["vehicles"], entry.facts["drift"], entry.site) == (40, 40, car_park.site)
    assert (anchor.counted_by, anchor.reason) == (person, "Rondgang")
    assert LiveTopic.objects.get(pk="car-park.geel").seq >= 1
    assert DirtyQuarter.objects.filter(area=area, starts_at=z("09:00:00")).exists()


def test_only_staff_counts():
    car_park, area, _ = fixture_g()
    _, tenant = a_tenant(site=car_park.site, role="tenant_admin")

    for person in (tenant, a_user("auditor"), a_user("receptionist", site=a_site(slug="elsewhere"))):
        with pytest.raises(NotAllowed):
            count(area, 40, "09:00:00", by=person)


def test_nobody_has_counted_what_is_yet_to_come():
    _, area, _ = fixture_g()

    with pytest.raises(CountedInTheFuture):
        count(area, 40, "10:02:01")


def test_fewer_than_no_vehicles_are_not_counted():
    _, area, _ = fixture_g()

    with pytest.raises(CountOutOfRange):
        count(area, -1, "09:00:00")


def test_an_area_of_areas_is_not_counted_itself():
    car_park = a_car_park()
    whole = an_area(car_park=car_park, slug="l1")
    an_area(car_park=car_park, slug="l1a", parent=whole)

    with pytest.raises(SumOfItsParts):
        count(whole, 40, "09:00:00")


def test_a_large_drift_is_an_anomaly_until_a_count_agrees():
    _, area, _ = fixture_g()

    count(area, 4, "08:00:00")
    count(area, 5, "09:00:00")

    anomaly = Anomaly.objects.get(kind="drift")
    assert (anomaly.facts["drift"], anomaly.ended_at is not None) == (4, True)


def test_too_few_and_too_many_vehicles_are_anomalies_while_they_last():
    _, area, sensor = fixture_g(places=10)
    tell(sensor, passage("a", "out1", count=2))
    assert Anomaly.objects.open().get().kind == "below_zero"
    tell(sensor, passage("b", when="08:01:00", count=15))
    assert Anomaly.objects.open().get().kind == "above_capacity"
    assert raw(area) == 13

    count(area, 9, "09:00:00")

    assert {one.kind for one in Anomaly.objects.open()} <= {"drift"}
