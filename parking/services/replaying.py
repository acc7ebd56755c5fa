"""Playing the samples of a file as if they were told now: boards and pages cannot tell the difference."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from ..models.areas import Area, Sensor
from ..models.ledger import CountEvent
from ..samples import Sample
from .ingest import take_events

# As many as a device may send in one batch.
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Due:
    """Something the system says at a moment: a sample of the file, or (None) only that it is there."""

    at: datetime
    sample: Sample | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """From when and how many times as fast as it happened; a sample holds for `holds`, then silence begins."""

    start: datetime
    speed: float
    holds: timedelta
    every: timedelta


def dues(samples: Sequence[Sample], pace: Pace) -> Iterator[Due]:
    """When each of `samples` (in the order of time) is told, the first of them at the start, and signs of life between.

    Where the file says nothing for longer than a sample holds, the system falls silent too.
    """
    if not samples:
        return
    begin = samples[0].at

    def moved(moment: datetime) -> datetime:
        return pace.start + (moment - begin) / pace.speed

    for sample, following in pairwise(samples):
        yield Due(moved(sample.at), sample)
        silent_from = moved(min(following.at, sample.at + pace.holds))
        alive = moved(sample.at) + pace.every
        while alive < silent_from:
            yield Due(alive)
            alive += pace.every
    yield Due(moved(samples[-1].at), samples[-1])


def play(
    coming: Iterable[Due],
    *,
    area: Area,
    sensor: Sensor,
    run: str,
    now: Callable[[], datetime],
    wait: Callable[[float], None],
    progress: Callable[[Sample], None] = lambda _: None,
) -> None:
    """Tell what is `coming` of `area` at its moments, through the door that devices use; `run` keeps two apart."""
    batch: list[Due] = []
    number = 0

    def tell() -> None:
        nonlocal number
        items = [_item(due, area, f"replay-{run}-{number + n}") for n, due in enumerate(batch)]
        number += len(items)
        take_events(device=sensor.device, items=items, at=now())
        for due in batch:
            if due.sample is not None:
                progress(due.sample)
        batch.clear()

    for due in coming:
        if batch and (due.at > now() or len(batch) == AT_ONCE):
            tell()
        pause = (due.at - now()).total_seconds()
        if pause > 0:
            wait(pause)
        batch.append(due)
    if batch:
        tell()


def _item(due: Due, area: Area, name: str) -> dict[str, object]:
    told: dict[str, object] = {"id": name, "occurred_at": due.at.isoformat()}
    if due.sample is None:
        return told | {"kind": CountEvent.Kind.HEARTBEAT.value}
    return told | {"kind": CountEvent.Kind.LEVEL.value, "area": area.slug, "occupied": due.sample.occupied}
