"""What an operator says instead of the count."""

import pytest

from facilities.kernel.errors import NotAllowed
from facilities.live.topics import publish
from facilities.models import AuditEntry
from facilities.services.modes import set_site_mode
from parking.errors import OverrideEndsInThePast, OverrideIsOver, OverrideWithoutReason
from parking.models import Override, Sensor
from parking.publishing import published
from parking.services.overrides import lift_override, set_override
from tests.factories import a_site, a_user, an_organisation

from .world import a_lane, an_area, fixture_g, z

pytestmark = pytest.mark.django_db


def said(car_park, state="closed", *, by=None, at="08:00:00", ends_at="09:00:00", reason="Works"):
    return set_override(by=by, car_park=car_park, state=state, reason=reason, ends_at=z(ends_at), at=z(at))


@pytest.fixture
def world():
    car_park, area, sensor = fixture_g()
    Sensor.objects.update(last_contact_at=z("08:00:00"), expected_every=3600)
    type(area).objects.update(stale_after=7200)
    return car_park, area, sensor


@pytest.mark.parametrize(
    ("state", "shows"), [("full", ("VOL", 0)), ("closed", ("GESLOTEN", 0)), ("unknown", ("---", None))]
)
def test_every_output_says_what_the_operator_says(world, state, shows):
    car_park, _, _ = world

    said(car_park, state)

    face = published(car_park, at=z("08:00:01"))
    assert (face.text, face.free) == shows
    assert (face.areas[0].text, face.areas[0].free) == shows
    assert face.is_overridden
    assert face.until == z("09:00:00")


def test_an_override_ends_by_itself_and_the_topic_gets_another_number(world):
    car_park, _, _ = world
    said(car_park)
    during = publish("car-park.geel", z("08:30:00"))

    after = publish("car-park.geel", z("09:00:00"))

    assert (during.state["text"], after.state["text"]) == ("GESLOTEN", "100")
    assert after.seq == during.seq + 1


def test_a_closed_gate_can_be_held_open(world):
    car_park, _, _ = world
    car_park.is_always_open = False
    car_park.save()

    said(car_park, "open")

    assert published(car_park, at=z("08:00:01")).text == "100"
    assert published(car_park, at=z("09:00:00")).text == "GESLOTEN"


def test_full_is_said_to_visitors_and_not_to_who_has_a_place(world):
    car_park, _, sensor = world
    permits = an_area(car_park=car_park, slug="permits", places=20, vehicle_class="permit", stale_after=7200)
    a_lane(sensor=sensor, slug="permit-in", to_area=permits)

    said(car_park, "full")

    assert [area.text for area in published(car_park, at=z("08:00:01")).areas] == ["VOL", "20"]


def test_whoever_comes_second_lifts_the_first(world):
    car_park, _, _ = world
    said(car_park, "closed", ends_at="12:00:00")

    said(car_park, "full", at="08:10:00", ends_at="08:20:00")

    assert published(car_park, at=z("08:20:00")).text == "100"
    assert Override.objects.filter(lifted_at=z("08:10:00")).count() == 1


def test_lifting_lets_the_count_speak_again_once(world):
    car_park, _, _ = world
    override = said(car_park)

    lift_override(by=None, override=override, at=z("08:05:00"))

    assert published(car_park, at=z("08:05:00")).text == "100"
    with pytest.raises(OverrideIsOver):
        lift_override(by=None, override=override, at=z("08:06:00"))


def test_an_override_needs_an_end_to_come_and_a_reason(world):
    car_park, _, _ = world

    with pytest.raises(OverrideEndsInThePast):
        said(car_park, ends_at="08:00:00")
    with pytest.raises(OverrideWithoutReason):
        said(car_park, reason="  ")


def test_the_desk_may_and_it_is_written_down(world):
    car_park, _, _ = world
    desk = a_user("receptionist", site=car_park.site)

    override = said(car_park, by=desk)
    lift_override(by=desk, override=override, at=z("08:01:00"))

    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "override.said",
        "override.taken_back",
    ]
    assert override.set_by == desk


@pytest.mark.parametrize("role", ["tenant_admin", "tenant_member", "external_booker"])
def test_nobody_else_may(world, role):
    car_park, _, _ = world

    with pytest.raises(NotAllowed):
        said(car_park, by=a_user(role, organisation=an_organisation()))


def test_an_auditor_may_look_and_not_speak(world):
    car_park, _, _ = world

    with pytest.raises(NotAllowed):
        said(car_park, by=a_user("auditor"))


def test_the_desk_of_another_site_may_not(world):
    car_park, _, _ = world

    with pytest.raises(NotAllowed):
        said(car_park, by=a_user("receptionist", site=a_site(slug="elsewhere")))


def test_the_mode_of_the_site_changes_its_car_parks(world):
    car_park, _, _ = world
    before = publish("car-park.geel", z("08:00:01"))

    set_site_mode(by=None, site=car_park.site, mode="evacuation", at=z("12:00:00"))

    after = publish("car-park.geel", z("08:00:02"))
    assert (after.seq, after.state["mode"]) == (before.seq + 1, "evacuation")
