"""What sensors say in tests, and how it is taken."""

from datetime import datetime, timedelta

from parking.models import AreaState, Sensor
from parking.services.ingest import Taken, take_events
from tests.parking.world import z


def passage(id: str, lane: str = "in1", when: str | datetime = "08:00:00", **more) -> dict:
    """One vehicle over `lane`."""
    moment = z(when) if isinstance(when, str) else when
    return {"id": id, "kind": "passage", "lane": lane, "occurred_at": moment.isoformat()} | more


def total(id: str, lane: str = "in1", when: str = "08:00:00", **more) -> dict:
    """A reading of lifetime counters."""
    return {"id": id, "kind": "total", "lane": lane, "occurred_at": z(when).isoformat()} | more


def level(id: str, area: str, when: str = "08:00:00", **more) -> dict:
    """What another system says of an area."""
    return {"id": id, "kind": "level", "area": area, "occurred_at": z(when).isoformat()} | more


def heartbeat(id: str, when: str = "08:00:00") -> dict:
    """A sign of life."""
    return {"id": id, "kind": "heartbeat", "occurred_at": z(when).isoformat()}


def tell(sensor: Sensor, *items, at: str | datetime | None = None) -> Taken:
    """Let `sensor` tell `items`, received at `at` or two seconds after the last of them."""
    if isinstance(at, str):
        at = z(at)
    if at is None:
        at = max(datetime.fromisoformat(item["occurred_at"]) for item in items) + timedelta(seconds=2)
    return take_events(device=sensor.device, items=items, at=at)


def statuses(taken: Taken) -> list[str]:
    """What became of each item; a refusal as its code."""
    return [result.refusal.code if result.status == "rejected" else result.status for result in taken.results]


def raw(area) -> int:
    """Vehicles by the projection."""
    return AreaState.objects.get(area=area).raw
