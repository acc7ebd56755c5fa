"""Car parks for tests: fixture G (one area of 100 places, `in1`, `out1`, counted 0 at 07:00Z) and its pieces."""

import uuid
from datetime import UTC, datetime, timedelta

from facilities.kernel.tokens import hashed
from facilities.models import Device, Site
from parking.models import Anchor, Area, AreaState, Capacity, CarPark, CarParkState, Hold, Lane, Sensor
from tests.factories import a_site

COUNTED_AT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def z(text: str) -> datetime:
    """`08:00:00` on 2026-11-24, UTC."""
    return datetime.fromisoformat(f"2026-11-24T{text}+00:00")


def a_car_park(*, site: Site | None = None, slug: str = "geel", **more) -> CarPark:
    """A car park without areas, open day and night."""
    car_park = CarPark.objects.create(
        site=site or a_site(slug=f"site-of-{slug}"), slug=slug, **{"name": f"Parking {slug}"} | more
    )
    CarParkState.objects.create(car_park=car_park)
    return car_park


def an_area(*, car_park: CarPark, slug: str = "l1", places: int = 100, counted: int | None = 0, **more) -> Area:
    """An area with thresholds of fixture G, counted at 07:00Z unless `counted` is None."""
    values = {"name": slug.upper(), "full_off": 3, "almost_on": 10, "almost_off": 15, "min_dwell": 0} | more
    area = Area.objects.create(car_park=car_park, slug=slug, **values)
    Capacity.objects.create(area=area, places=places, starts_at=LONG_AGO)
    anchor = None
    if counted is not None:
        anchor = Anchor.objects.create(area=area, counted_at=COUNTED_AT, value=counted, recorded_at=COUNTED_AT)
    AreaState.objects.create(
        area=area,
        anchor=anchor,
        anchor_at=anchor and COUNTED_AT,
        anchor_value=counted or 0,
        raw=counted or 0,
    )
    return area


def a_sensor(*, car_park: CarPark, token: str = "rd_loop", heard: datetime | None = COUNTED_AT, **more) -> Sensor:
    """A paired loop whose token is `token`."""
    device = Device.objects.create(
        name=f"Loop {token}", site=car_park.site, shows="sensor", token_hash=hashed(token), paired_at=COUNTED_AT
    )
    return Sensor.objects.create(device=device, car_park=car_park, last_contact_at=heard, **more)


def a_lane(*, sensor: Sensor, slug: str, from_area: Area | None = None, to_area: Area | None = None, **more) -> Lane:
    """A lane that `sensor` watches."""
    return Lane.objects.create(
        car_park=sensor.car_park,
        sensor=sensor,
        slug=slug,
        from_area=from_area,
        to_area=to_area,
        **{"name": slug} | more,
    )


def a_hold(*, area: Area, starts_at: datetime, label: str = "Ann of Ysco", **more) -> Hold:
    """A place held for an hour."""
    times = {
        "ends_at": starts_at + timedelta(hours=1),
        "active_from": starts_at - timedelta(minutes=15),
        "lapses_at": starts_at + timedelta(minutes=30),
    }
    return Hold.objects.create(
        car_park=area.car_park,
        area=area,
        reference=uuid.uuid4(),
        label=label,
        starts_at=starts_at,
        placed_at=LONG_AGO,
        **times | more,
    )


def fixture_g(*, places: int = 100, **more) -> tuple[CarPark, Area, Sensor]:
    """The default world of the worked cases; `more` goes to the area."""
    car_park = a_car_park()
    area = an_area(car_park=car_park, slug="geel", places=places, **more)
    sensor = a_sensor(car_park=car_park)
    a_lane(sensor=sensor, slug="in1", to_area=area)
    a_lane(sensor=sensor, slug="out1", from_area=area)
    return car_park, area, sensor
