"""Samples of car parks in a file: what another system counted, line by line, each read once; pure."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SHOWN_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of the file are called."""

    code: str
    capacity: str
    occupied: str
    moment: str

    @property
    def names(self) -> tuple[str, str, str, str]:
        """All of them."""
        return self.code, self.capacity, self.occupied, self.moment


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
    others: int = 0
    duplicates: int = 0
    contradictions: int = 0
    below_zero: int = 0
    above_capacity: int = 0
    ambiguous: int = 0
    known: int = 0
    differing: int = 0
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
    """A line, or a whole file, that makes no sense, and why."""


def read_samples(
    lines: Iterable[str], *, columns: Columns, zone: ZoneInfo, report: Report, code: str = ""
) -> list[Sample]:
    """The samples of a CSV file, each once, in the order of time; what is odd about them is counted in `report`.

    With a `code` only those of that car park.
    """
    found: dict[tuple[str, datetime], Sample] = {}
    reader = csv.DictReader(lines)
    missing = set(columns.names) - set(reader.fieldnames or [])
    if missing:
        there = ", ".join(reader.fieldnames or []) or "none"
        raise Unreadable(f"It has no column {', '.join(sorted(missing))}; its columns are: {there}.")
    for row in reader:
        report.read += 1
        if code and (row[columns.code] or "").strip() != code:
            report.others += 1
            continue
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


def _sample(row: dict[str, str | None], columns: Columns, zone: ZoneInfo) -> tuple[Sample, bool]:
    values = {}
    for name in columns.names:
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
