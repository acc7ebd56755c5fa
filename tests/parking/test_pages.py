"""The pages of a car park: how it stands and why, for whom, and how it is counted and laid out."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from parking.models import Anchor, Anomaly, Area, CountEvent, GateHours, Lane, Override, Sensor
from parking.services.recounts import recount
from tests.factories import a_site, a_tenant, a_user
from tests.parking.telling import tell
from tests.parking.world import a_car_park, a_sensor, fixture_g, z

pytestmark = pytest.mark.django_db
NOW = z("08:10:04")


@pytest.fixture(autouse=True)
def _it_is_ten_past_nine_in_geel():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world():
    """57 vehicles: An counted 40 at 08:10 in Geel, then 31 came and 14 left, and the loop was heard 4 s ago."""
    car_park, area, sensor = fixture_g()
    an = a_user("receptionist", site=car_park.site, name="An Verlinden", language="en-gb")
    recount(by=an, area=area, value=40, counted_at=z("07:10:00"), reason="", at=z("07:10:01"))
    passed = [{"id": f"i{n}", "lane": "in1"} for n in range(31)] + [{"id": f"o{n}", "lane": "out1"} for n in range(14)]
    for event in passed:
        event |= {"kind": "passage", "occurred_at": z("08:10:00").isoformat()}
    tell(sensor, *passed, at=z("08:10:00"))
    return car_park, area, sensor, an


def page(name, *args):
    return reverse(f"parking:{name}", args=args)


def shown(client, user, address):
    if user is not None:
        client.force_login(user)
    answer = client.get(address, headers={"accept-language": "en-gb"})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_staff_read_where_the_number_comes_from_and_who_counted(client, world):
    car_park, _, _, an = world

    html = shown(client, an, page("car-park-show", car_park.slug))

    assert "57 = recount 40 by An Verlinden at 08:10 + 31 in − 14 out" in html
    assert "quality good" in html
    assert ">4 s ago<" in html
    assert ">43</strong>" in html


@pytest.mark.parametrize("role", ["tenant", None])
def test_the_public_reads_the_number_without_the_name(client, world, role):
    car_park, _, _, _ = world
    tenant = a_tenant(site=car_park.site)[1] if role else None

    html = shown(client, tenant, page("car-park-show", car_park.slug))

    assert "40" in html
    assert "An Verlinden" not in html
    assert "Loop" not in html


def test_a_car_park_that_is_not_public_is_not_there_for_strangers(client):
    car_park = a_car_park(is_public=False)

    assert client.get(page("car-park-show", car_park.slug)).status_code == 404


def test_an_area_nobody_counted_shows_no_number(client, world):
    car_park, area, _, an = world
    Area.objects.filter(pk=area.pk).first().state.delete()

    html = shown(client, an, page("car-park-show", car_park.slug))

    assert "---" in html
    assert "Never counted" in html


def test_an_override_says_until_when_and_why_to_staff_alone(client, world):
    car_park, _, _, an = world
    values = {"state": "full", "lasts": 120, "reason": "Fair in town"}

    client.force_login(an)
    answer = client.post(page("override-set", car_park.slug), values)

    assert answer.url == page("car-park-show", car_park.slug)
    assert Override.objects.get().ends_at == NOW + timedelta(hours=2)
    assert "Fair in town" in shown(client, an, page("car-park-show", car_park.slug))
    client.logout()
    assert "Fair in town" not in shown(client, None, page("car-park-show", car_park.slug))


def test_a_lifted_override_lets_the_count_speak(client, world):
    car_park, _, _, an = world
    client.force_login(an)
    client.post(page("override-set", car_park.slug), {"state": "closed", "lasts": 60, "reason": "Works"})

    client.post(page("override-lift", Override.objects.get().pk))

    assert ">43</strong>" in shown(client, an, page("car-park-show", car_park.slug))


def test_the_sensor_that_was_silent_longest_stands_first(client, world):
    car_park, _, _, an = world
    a_sensor(car_park=car_park, token="rd_old", heard=z("06:00:00"))
    a_sensor(car_park=car_park, token="rd_never", heard=None)

    client.force_login(an)
    rows = client.get(page("sensor-list", car_park.slug)).context["rows"]

    assert [row[0].device.name for row in rows] == ["Loop rd_never", "Loop rd_old", "Loop rd_loop"]
    assert [row[2] for row in rows] == [True, True, False]


def test_what_goes_on_stands_before_what_is_over(client, world):
    car_park, area, _, an = world
    facts = {"car_park": car_park, "area": area, "kind": "stuck"}
    over = Anomaly.objects.create(**facts, started_at=z("07:30:00"), ended_at=z("07:50:00"))
    going_on = Anomaly.objects.create(**facts, started_at=z("06:00:00"))

    client.force_login(an)
    rows = client.get(page("anomaly-list", car_park.slug)).context["rows"]

    assert [row[0] for row in rows if row[0].kind == "stuck"] == [going_on, over]


def test_a_mismatch_says_what_stood_there_and_what_the_ledger_says(client, world):
    car_park, area, _, an = world
    facts = {"stood": 7, "ledger": 0}
    Anomaly.objects.create(car_park=car_park, area=area, kind="mismatch", started_at=z("06:00:00"), facts=facts)

    assert "stood at 7, by the ledger 0" in shown(client, an, page("anomaly-list", car_park.slug))


# Recounts


def count(client, car_park, area, **more):
    return client.post(page("recount", car_park.slug), {"area": area.pk, "value": 55} | more, follow=True)


def test_a_recount_takes_the_moment_the_button_was_pressed(client, world):
    car_park, area, _, an = world
    client.force_login(an)

    count(client, car_park, area, counted_at=int(z("08:09:30").timestamp() * 1000))

    assert Anchor.objects.latest("pk").counted_at == z("08:09:30")


def test_a_recount_sent_twice_counts_once(client, world):
    car_park, area, _, an = world
    client.force_login(an)
    moment = int(z("08:10:02").timestamp() * 1000)

    for _ in range(2):
        assert count(client, car_park, area, counted_at=moment).status_code == 200
        assert count(client, car_park, area, value=54).status_code == 200

    assert Anchor.objects.filter(value__in=[54, 55]).count() == 2


def test_a_recount_shows_the_drift_and_what_passed_around_it(client, world):
    car_park, area, _, an = world
    client.force_login(an)

    html = count(client, car_park, area, counted_at=int(NOW.timestamp() * 1000)).content.decode()

    assert "Expected was 57" in html
    assert "2 vehicles fewer than expected" in html
    assert html.count("taken as counted by you") == 20
    assert CountEvent.objects.count() == 45


@pytest.mark.parametrize(("wrong", "status"), [({"value": -1}, 400), ({"value": ""}, 400), ({"counted_at": "x"}, 400)])
def test_a_count_that_cannot_be_read_comes_back_in_words(client, world, wrong, status):
    car_park, area, _, an = world
    client.force_login(an)

    answer = count(client, car_park, area, **wrong)

    assert answer.status_code == status
    assert 'class="notice error"' in answer.content.decode()


def test_a_count_from_the_future_is_refused_and_what_was_typed_stays(client, world):
    car_park, area, _, an = world
    client.force_login(an)

    answer = count(client, car_park, area, counted_at=int(z("09:00:00").timestamp() * 1000))

    assert answer.status_code == 409
    assert 'value="55"' in answer.content.decode()


def test_somebody_who_only_manages_elsewhere_counts_nothing_here(client, world):
    car_park, area, _, _ = world
    client.force_login(a_user("site_manager", site=a_site(slug="mol")))

    assert count(client, car_park, area).status_code == 404


# Laying out


@pytest.fixture
def manager(client, world):
    car_park = world[0]
    user = a_user("site_manager", site=car_park.site, language="en-gb")
    client.force_login(user)
    return user


def test_the_token_of_a_sensor_is_shown_once(client, world, manager):
    car_park = world[0]
    values = {"name": "Ramp", "kind": "loop", "expected_every": 60}

    answer = client.post(page("sensor-add", car_park.slug), values)

    token = answer.context["token"]
    assert token in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    sensor = Sensor.objects.get(device__name="Ramp")
    for address in (page("sensor-list", car_park.slug), page("sensor-edit", sensor.pk)):
        assert token not in client.get(address).content.decode()


def test_a_rotated_token_is_another_and_a_revoked_sensor_is_gone_from_the_list(client, world, manager):
    car_park, _, sensor, _ = world

    token = client.post(page("sensor-rotate", sensor.pk)).context["token"]
    client.post(page("sensor-revoke", sensor.pk))

    assert token.startswith("rd_")
    assert client.get(page("sensor-list", car_park.slug)).context["rows"] == []
    assert client.get(page("sensor-edit", sensor.pk)).status_code == 404


def test_a_manager_lays_out_a_level_and_a_lane_to_it(client, world, manager):
    car_park = world[0]
    level = {"name": "Level 2", "places": 80, "kind": "level", "vehicle_class": "car", "method": "balance"}
    limits = {"position": 1, "full_on": 0, "min_dwell": 30, "stale_after": 300}

    client.post(page("area-add", car_park.slug), level | limits)
    area = Area.objects.get(slug="level-2")
    client.post(page("lane-add", car_park.slug), {"name": "Ramp", "to_area": area.pk, "debounce": 0})

    assert area.capacities.get().places == 80
    assert Lane.objects.get(name="Ramp").to_area == area


def test_places_out_of_service_are_set_with_a_reason(client, world, manager):
    _, area, _, _ = world

    client.post(page("capacity-set", area.pk), {"places": 100, "out_of_service": 6, "reason": "Paint"})

    assert area.capacities.latest("starts_at").in_service == 94


def test_a_gate_that_closes_the_next_morning_is_one_stretch(client, world, manager):
    car_park = world[0]

    client.post(page("gate-hours", car_park.slug), {"opens_4_0": 420, "closes_4_0": 1590})

    assert list(GateHours.objects.values_list("weekday", "opens", "closes")) == [(4, 420, 1590)]
    assert "02:30 the next day" in client.get(page("gate-hours", car_park.slug)).content.decode()


def test_a_gate_without_hours_that_is_not_always_open_is_refused(client, world, manager):
    assert client.post(page("gate-hours", world[0].slug), {}).status_code == 400


def test_the_desk_reads_the_layout_and_changes_nothing(client, world):
    car_park, area, _, an = world
    client.force_login(an)

    assert client.get(page("car-park-layout", car_park.slug)).status_code == 200
    assert client.get(page("area-edit", area.pk)).status_code == 403


def test_a_level_that_was_counted_says_why_it_stays(client, world, manager):
    _, area, _, _ = world

    answer = client.post(page("area-remove", area.pk), follow=True)

    assert "cannot be removed" in answer.content.decode()
    assert Area.objects.filter(pk=area.pk).exists()
