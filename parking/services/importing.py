"""Importing absolute samples of car parks from a file: read once, checked line by line, kept once."""

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from facilities.deeds import deed
from facilities.models.places import Site

from .. import projection
from ..models.areas import Area, Sensor
from ..models.car_parks import CarPark
from ..models.ledger import Anchor, CountEvent
from . import areas, car_parks, dirt, sensors
from .showing import show_anew

AT_ONCE = 1000
SHOWN_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of the file are called."""

    code: str
    capacity: str
    occupied: str
    moment: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One line: so many vehicles in a car park at a moment."""

    code: str
    capacity: int
    occupied: int
    at: datetime


@dataclass(slots=True)
class Report:
    """What was found in the file and what became of it."""

    read: int = 0
    duplicates: int = 0
    contradictions: int = 0
    below_zero: int = 0
    above_capacity: int = 0
    ambiguous: int = 0
    known: int = 0
    added: int = 0
    car_parks: int = 0
    errors: list[str] = field(default_factory=list)
    rejected: int = 0

    def reject(self, line: int, why: str) -> None:
        """Note a line that cannot be read; the first of them by number and reason."""
        self.rejected += 1
        if len(self.errors) < SHOWN_ERRORS:
            self.errors.append(f"line {line}: {why}")


class Unreadable(Exception):
    """A line that makes no sense, and why."""


def read_samples(lines: Iterable[str], *, columns: Columns, zone: ZoneInfo, report: Report) -> list[Sample]:
    """The samples of a CSV file, each once, in the order of time; what is odd about them is counted in `report`."""
    found: dict[tuple[str, datetime], Sample] = {}
    reader = csv.DictReader(lines)
    for row in reader:
        report.read += 1
        try:
            sample, is_ambiguous = _sample(row, columns, zone)
        except Unreadable as error:
            report.reject(reader.line_num, str(error))
            continue
        known = found.setdefault((sample.code, sample.at), sample)
        if known is not sample:
            if known == sample:
                report.duplicates += 1
            else:
                report.contradictions += 1
                report.reject(reader.line_num, f"says {sample.occupied}, an earlier line {known.occupied}")
            continue
        report.ambiguous += is_ambiguous
        report.below_zero += sample.occupied < 0
        report.above_capacity += sample.occupied > sample.capacity
    return sorted(found.values(), key=lambda sample: (sample.code, sample.at))


def import_samples(
    samples: Iterable[Sample],
    *,
    site: Site,
    at: datetime,
    report: Report,
    stale_after: timedelta,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Keep `samples` (by code and time) as levels told by another system; those that are there already stay."""
    done, zone = 0, ZoneInfo(site.time_zone)
    for code, rows in groupby(samples, key=lambda sample: sample.code):
        own = list(rows)
        area, sensor = _place(site, code, own[0], at=at, stale_after=stale_after)
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


def _sample(row: dict[str, str | None], columns: Columns, zone: ZoneInfo) -> tuple[Sample, bool]:
    values = {}
    for name in (columns.code, columns.capacity, columns.occupied, columns.moment):
        value = row.get(name)
        if not value:
            raise Unreadable(f"nothing under {name}")
        values[name] = value.strip()
    try:
        capacity, occupied = int(values[columns.capacity]), int(values[columns.occupied])
    except ValueError as error:
        raise Unreadable("a number that is none") from error
    moment, is_ambiguous = _moment(values[columns.moment], zone)
    return Sample(values[columns.code], capacity, occupied, moment), is_ambiguous


def _moment(text: str, zone: ZoneInfo) -> tuple[datetime, bool]:
    """The instant, and whether its wall-clock time exists twice (then the first is meant)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"a time that is none: {text[:40]}") from error
    if moment.tzinfo is not None:
        return moment.astimezone(UTC), False
    first, second = (moment.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != moment:
        raise Unreadable(f"a time that does not exist: {text[:40]}")
    return first, first != second


def _place(site: Site, code: str, first: Sample, *, at: datetime, stale_after: timedelta) -> tuple[Area, Sensor]:
    """The car park of that code with its one area and the system that tells of it, made where they are missing."""
    slug = slugify(f"{site.slug}-{code}")[:50]
    car_park = CarPark.objects.filter(slug=slug).first()
    if car_park is None:
        car_park = car_parks.add_car_park(by=None, site=site, name=code, slug=slug, at=at)
        areas.add_area(
            by=None,
            car_park=car_park,
            name=code,
            slug="all",
            places=max(first.capacity, 0),
            method=Area.Method.EXTERNAL,
            stale_after=int(stale_after.total_seconds()),
            at=first.at,
        )
        sensors.add_sensor(by=None, car_park=car_park, name=f"{code} (import)", kind=Sensor.Kind.SYSTEM, at=at)
    area = Area.objects.get(car_park=car_park, slug="all")
    return area, Sensor.objects.get(car_park=car_park, kind=Sensor.Kind.SYSTEM)


@deed
def _keep(*, area: Area, sensor: Sensor, samples: list[Sample], report: Report, at: datetime) -> None:
    names = {f"import-{sample.at.isoformat()}": sample for sample in samples}
    known = set(
        CountEvent.objects.filter(sensor=sensor, external_id__in=names).order_by().values_list("external_id", flat=True)
    )
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
