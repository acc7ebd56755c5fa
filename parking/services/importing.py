"""Keeping the absolute samples of a file as levels told by another system; each is kept once."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from facilities.deeds import deed

from .. import projection
from ..models.areas import Area, Sensor
from ..models.ledger import Anchor, CountEvent
from ..samples import Report, Sample
from . import dirt
from .showing import show_anew

AT_ONCE = 1000


def import_samples(
    samples: Iterable[Sample],
    *,
    place: Callable[[Sample], tuple[Area, Sensor]],
    at: datetime,
    report: Report,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Keep `samples` (by code and time) as levels told by another system; those that are there already stay.

    `place` says of the first sample of each car park where it belongs.
    """
    done = 0
    for _, rows in groupby(samples, key=lambda sample: sample.code):
        own = list(rows)
        area, sensor = place(own[0])
        zone = ZoneInfo(area.car_park.site.time_zone)
        report.car_parks += 1
        for some in _pieces(own, zone):
            _keep(area=area, sensor=sensor, samples=some, report=report, at=at)
            done += len(some)
            progress(done)


def _pieces(samples: list[Sample], zone: ZoneInfo) -> Iterator[list[Sample]]:
    """Whole days: whoever makes statistics meanwhile never sees half a day."""
    piece: list[Sample] = []
    for _, day in groupby(samples, key=lambda sample: sample.at.astimezone(zone).date()):
        piece += day
        if len(piece) >= AT_ONCE:
            yield piece
            piece = []
    if piece:
        yield piece


@deed
def _keep(*, area: Area, sensor: Sensor, samples: list[Sample], report: Report, at: datetime) -> None:
    names = {f"import-{area.pk}-{sample.at.isoformat()}": sample for sample in samples}
    kept_before = CountEvent.objects.filter(sensor=sensor, external_id__in=names).order_by()
    known = dict(kept_before.values_list("external_id", "value"))
    new = [
        CountEvent(
            sensor=sensor,
            external_id=name,
            body_hash=hashlib.sha256(f"{sample.at.isoformat()} {sample.occupied}".encode()).hexdigest(),
            kind=CountEvent.Kind.LEVEL,
            to_area=area,
            value=sample.occupied,
            occurred_at=sample.at,
            received_at=at,
            effective_at=sample.at,
        )
        for name, sample in names.items()
        if name not in known
    ]
    report.known += len(known)
    report.differing += sum(value != names[name].occupied for name, value in known.items())
    report.added += len(new)
    if not new:
        return
    projection.hold(area.car_park_id, at=at)
    kept = CountEvent.objects.bulk_create(new)
    Anchor.objects.bulk_create(
        Anchor(area=area, counted_at=event.effective_at, value=event.value or 0, event=event, recorded_at=at)
        for event in kept
    )
    projection.follow([area.pk], at=at)
    latest = max(event.effective_at for event in kept)
    if sensor.last_contact_at is None or sensor.last_contact_at < latest:
        sensor.last_contact_at = latest
        sensor.save(update_fields=["last_contact_at"])
    dirt.mark((area.pk, event.effective_at) for event in kept)
    show_anew(area.car_park, at=at)
