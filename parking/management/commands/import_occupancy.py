"""`manage.py import_occupancy FILE`: absolute samples of car parks from a CSV file."""

import sys
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError

from facilities.kernel import clock
from facilities.models.places import Site
from parking.services.importing import Columns, Report, import_samples, read_samples
from parking.services.statistics import make_statistics

EVERY = 5000


class Command(BaseCommand):
    """Import what another system counted; run again, it adds only what is new."""

    help = "Import absolute samples (car park, capacity, occupied, time) from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and how to read it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--site", required=True, help="short name of the site that the car parks belong to")
        parser.add_argument("--zone", required=True, help="time zone of times without offset: Europe/Brussels")
        parser.add_argument("--code", default="SystemCodeNumber", help="column with the car park's code")
        parser.add_argument("--capacity", default="Capacity", help="column with the places")
        parser.add_argument("--occupied", default="Occupancy", help="column with the vehicles")
        parser.add_argument("--moment", default="LastUpdated", help="column with the time")
        parser.add_argument("--stale-after", type=int, default=45, help="minutes that a sample holds (45)")
        parser.add_argument("--dry-run", action="store_true", help="read and report, keep nothing")

    def handle(self, *, file: Path, site: str, zone: str, dry_run: bool, **options: Any) -> None:
        """Read, report, keep, and make the statistics."""
        report = Report()
        columns = Columns(*(options[name] for name in ("code", "capacity", "occupied", "moment")))
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                samples = read_samples(lines, columns=columns, zone=ZoneInfo(zone), report=report)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise CommandError(f"There is no time zone {zone}.") from error
        if report.read and not samples:
            raise CommandError("No line could be read:\n" + "\n".join(report.errors))
        if not dry_run:
            found = Site.objects.filter(slug=site).first()
            if found is None:
                raise CommandError(f"There is no site {site}.")
            moment = clock.now()
            import_samples(
                samples,
                site=found,
                at=moment,
                report=report,
                stale_after=timedelta(minutes=options["stale_after"]),
                progress=self._progress,
            )
            self.stderr.write("making statistics …")
            make_statistics(at=moment)
        self.stdout.write(said(report, dry_run=dry_run))

    def _progress(self, done: int) -> None:
        if done % EVERY < 1000 or sys.stderr.isatty():
            self.stderr.write(f"{done:,} samples")


def said(report: Report, *, dry_run: bool) -> str:
    """The report in words."""
    lines = [
        f"{report.read:,} read, {report.duplicates:,} duplicates, {report.below_zero:,} below zero,"
        f" {report.above_capacity:,} above capacity.",
        f"{report.rejected:,} rejected, {report.contradictions:,} of them contradict an earlier line;"
        f" {report.ambiguous:,} in an hour that exists twice, taken as the first.",
        *(f"  {error}" for error in report.errors),
    ]
    if dry_run:
        lines.append("Nothing was kept (dry run).")
    else:
        lines.append(f"{report.added:,} added, {report.known:,} known before, {report.car_parks:,} car parks.")
    return "\n".join(lines)
