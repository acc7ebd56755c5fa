"""The car park in Geel, invented: four levels of 80 places, ramps between them, and a corner for permit holders."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from facilities.kernel.clock import BRUSSELS, at_minute
from facilities.kernel.intervals import Interval
from facilities.kernel.tokens import hashed, new_token
from facilities.models.devices import Device
from facilities.models.people import Role, User
from facilities.models.places import Floor, Site
from parking.models.areas import Area, Capacity, Lane, Sensor
from parking.models.car_parks import CarPark
from parking.models.ledger import Anchor, AreaState, CarParkState, CountEvent
from parking.services.holds import hold_place
from parking.services.ingest import take_events
from parking.services.recounts import recount

from . import traffic

SLUG = "geel"
BACK = timedelta(days=3)
LONGEST_SILENCE = timedelta(hours=6)
COUNTED_AT = 300  # minutes after midnight: when the night guard walks the levels
BEAT = timedelta(minutes=2)
# Minutes after midnight at which somebody is expected by car, every day; all of them invented.
EXPECTED = (
    (9 * 60 + 30, "Lies Wouters"),
    (11 * 60, "Karim Haddad"),
    (13 * 60 + 30, "Sofie Maes"),
    (14 * 60, "Jonas Peeters"),
    (15 * 60 + 30, "Nora Claes"),
    (16 * 60, "Tom Verbeeck"),
    (17 * 60 + 30, "Eva Mertens"),
)
# A controller tells what its loops and cameras count; the permit holders have a gate of their own.
SENSORS = {
    "Telcentrale poort en hellingen": "loop",
    "Camera vergunninghouders": "camera",
}
LANES = {
    "geel-in": ("Inrit", None, "niveau-0"),
    "geel-uit": ("Uitrit", "niveau-0", None),
    **{f"geel-op-{n}": (f"Helling {n} op", f"niveau-{n - 1}", f"niveau-{n}") for n in (1, 2, 3)},
    **{f"geel-af-{n}": (f"Helling {n} af", f"niveau-{n}", f"niveau-{n - 1}") for n in (1, 2, 3)},
    "geel-vh-in": ("Inrit vergunninghouders", None, traffic.PERMITS),
    "geel-vh-uit": ("Uitrit vergunninghouders", traffic.PERMITS, None),
}


def fill(site: Site, *, at: datetime, back: timedelta) -> int:
    """The car park, and what passed its lanes since the last start; returns how many messages that were."""
    car_park = CarPark.objects.filter(slug=SLUG).first() or _build(site, at=at)
    guard = User.objects.filter(memberships__role=Role.SITE_MANAGER, memberships__site=site).first()
    last = CountEvent.objects.filter(sensor__car_park=car_park).order_by("-effective_at").first()
    morning = at_minute((at - back).astimezone(BRUSSELS).date(), COUNTED_AT, BRUSSELS)
    since = max(last.effective_at, morning) if last else morning
    if last is None and since > at:
        since -= timedelta(days=1)
    told = 0
    for counted_at in _mornings(since, at):
        told += report(car_park, since=since, until=counted_at)
        _walk_round(car_park, guard, at=counted_at)
        since = counted_at
    told += report(car_park, since=since, until=at)
    _expect_visitors(car_park, at=at)
    # The past came in one go, which says nothing about clocks.
    car_park.sensors.update(clock_offset=0.4)
    return told


def move(*, at: datetime) -> None:
    """Let the sensors tell what passed since they were last heard."""
    car_park = CarPark.objects.select_related("site").filter(slug=SLUG).first()
    last = CountEvent.objects.filter(sensor__car_park=car_park).order_by("-effective_at").first()
    if car_park is not None and last is not None:
        report(car_park, since=max(last.effective_at, at - LONGEST_SILENCE), until=at)


def report(car_park: CarPark, *, since: datetime, until: datetime) -> int:
    """Let the sensors tell what passed after `since` up to `until`, an hour a message; returns how many events."""
    told = 0
    sensors = list(car_park.sensors.select_related("device").prefetch_related("lanes"))
    while since < until:
        end = min(since + timedelta(hours=1), until)
        passed = [_passage(each) for each in traffic.passages(since, end)]
        for sensor in sensors:
            lanes = {lane.slug for lane in sensor.lanes.all()}
            own = [item for item in passed if item["lane"] in lanes]
            take_events(device=sensor.device, items=[*own, *_beats(since, end)], at=end)
            told += len(own)
        since = end
    return told


def _passage(passage: traffic.Passages) -> dict[str, Any]:
    return {
        "id": f"{passage.lane}-{passage.at:%Y%m%dT%H%M%S.%f}",
        "kind": "passage",
        "lane": passage.lane,
        "count": passage.count,
        "occurred_at": passage.at.isoformat(),
    }


def _beats(since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    """A sign of life every two minutes, and one now."""
    count = (until - since) // BEAT
    for moment in {*(since + BEAT * n for n in range(1, count + 1)), until}:
        yield {"id": f"beat-{moment:%Y%m%dT%H%M%S.%f}", "kind": "heartbeat", "occurred_at": moment.isoformat()}


def _mornings(since: datetime, until: datetime) -> list[datetime]:
    first, last = (moment.astimezone(BRUSSELS).date() for moment in (since, until))
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    walks = (at_minute(day, COUNTED_AT, BRUSSELS) for day in days)
    return [walk for walk in walks if since <= walk < until]


def _walk_round(car_park: CarPark, guard: User | None, *, at: datetime) -> None:
    there = traffic.levels(at)
    for area in car_park.areas.all():
        if not Anchor.objects.filter(area=area, counted_at=at).exists():
            recount(by=guard, area=area, value=there[area.slug], counted_at=at, reason="Nachtronde", at=at)


def _expect_visitors(car_park: CarPark, *, at: datetime) -> None:
    """Places held today for people who are expected; those of this morning have come or were given up."""
    today = at.astimezone(BRUSSELS).date()
    for minute, whom in EXPECTED:
        start = at_minute(today, minute, BRUSSELS)
        if start > at:
            reference = uuid5(NAMESPACE_URL, f"{SLUG}/{start.isoformat()}/{whom}")
            interval = Interval(start, start + timedelta(hours=2))
            hold_place(by=None, car_park=car_park, interval=interval, reference=reference, label=whom, at=at)


def _build(site: Site, *, at: datetime) -> CarPark:
    car_park = CarPark.objects.create(site=site, slug=SLUG, name="Parkeergebouw Geel (fictief)", is_public=True)
    CarParkState.objects.create(car_park=car_park)
    areas = {
        slug: _area(car_park, slug, f"Niveau {number}", number, traffic.PLACES, at=at)
        for number, slug in enumerate(traffic.LEVELS)
    }
    areas[traffic.PERMITS] = _area(
        car_park, traffic.PERMITS, "Vergunninghouders", len(areas), traffic.PERMIT_PLACES, at=at, vehicle_class="permit"
    )
    for floor in Floor.objects.filter(building__site=site, level__lt=len(traffic.LEVELS)):
        Area.objects.filter(car_park=car_park, slug=f"niveau-{floor.level}").update(floor=floor)
    sensors = [
        Sensor.objects.create(
            device=Device.objects.create(
                site=site, name=name, shows="sensor", token_hash=hashed(new_token("rd")), paired_at=at
            ),
            car_park=car_park,
            kind=kind,
        )
        for name, kind in SENSORS.items()
    ]
    for slug, (name, start, end) in LANES.items():
        Lane.objects.create(
            car_park=car_park,
            sensor=sensors[traffic.PERMITS in (start, end)],
            slug=slug,
            name=name,
            from_area=areas.get(start or ""),
            to_area=areas.get(end or ""),
        )
    return car_park


def _area(
    car_park: CarPark, slug: str, name: str, position: int, places: int, *, at: datetime, vehicle_class: str = "car"
) -> Area:
    area = Area.objects.create(
        car_park=car_park,
        slug=slug,
        name=name,
        position=position,
        vehicle_class=vehicle_class,
        kind=Area.Kind.LEVEL if vehicle_class == "car" else Area.Kind.ZONE,
    )
    # From long before the first day shown, so that the statistics of that day know the places too.
    Capacity.objects.create(area=area, places=places, starts_at=at - timedelta(days=365), reason="Opening (fictief)")
    AreaState.objects.create(area=area)
    return area
