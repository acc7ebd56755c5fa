"""A car park with one of everything, for the worlds of the walk."""

from dataclasses import dataclass, field
from datetime import timedelta

from facilities.kernel import clock
from facilities.models import Site
from parking.models import Anomaly, Area, CarPark, GateException, GateHours, Hold, Lane, Override, Sensor
from tests.parking.world import a_car_park, a_hold, a_lane, a_sensor, an_area


@dataclass
class ParkingLot:
    """A car park of one house."""

    site: Site
    slug: str
    is_public: bool
    car_park: CarPark = field(init=False)
    area: Area = field(init=False)
    lane: Lane = field(init=False)
    sensor: Sensor = field(init=False)
    override: Override = field(init=False)
    hold: Hold = field(init=False)
    exception: GateException = field(init=False)

    def __post_init__(self) -> None:
        at = clock.now()
        self.car_park = a_car_park(site=self.site, slug=f"{self.slug}-parking", is_public=self.is_public)
        CarPark.objects.filter(pk=self.car_park.pk).update(is_always_open=False)
        self.car_park.refresh_from_db()
        for weekday in range(7):
            GateHours.objects.create(car_park=self.car_park, weekday=weekday, opens=0, closes=1440)
        self.exception = GateException.objects.create(car_park=self.car_park, day="2030-01-02")
        self.override = Override.objects.create(
            car_park=self.car_park, state="full", reason="Fair", starts_at=at, ends_at=at + timedelta(hours=2)
        )
        self.more(0)
        self.area = self.car_park.areas.first()
        self.lane = self.car_park.lanes.first()
        self.sensor = self.car_park.sensors.first()
        self.hold = self.car_park.holds.first()

    def more(self, number: int) -> None:
        """Another level with a sensor, a lane and something remarkable."""
        at = clock.now()
        area = an_area(car_park=self.car_park, slug=f"l{number}", position=number)
        sensor = a_sensor(car_park=self.car_park, token=f"rd_{self.slug}_{number}", heard=at)
        a_lane(sensor=sensor, slug=f"{self.slug}-in-{number}", to_area=area)
        a_hold(area=area, starts_at=at + timedelta(hours=1), label=f"Visitor {number}")
        for kind in ("below_zero", "drift"):
            Anomaly.objects.create(car_park=self.car_park, area=area, kind=kind, started_at=at)
        Anomaly.objects.create(car_park=self.car_park, sensor=sensor, kind="clock_skew", started_at=at, ended_at=at)


def more_car_parks(site: Site, number: int) -> None:
    """Another car park of the same site, closed at night."""
    car_park = a_car_park(site=site, slug=f"more-{number}", is_always_open=False)
    an_area(car_park=car_park, slug="l1")
    GateHours.objects.create(car_park=car_park, weekday=1, opens=420, closes=1200)
