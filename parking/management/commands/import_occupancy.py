"""`manage.py import_occupancy FILE`: absolute samples of car parks from a CSV file."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from facilities.kernel import clock
from facilities.models.places import Site
from parking.models.areas import Area, Sensor
from parking.samples import Columns, Report, Sample
from parking.services.importing import import_samples
from parking.services.statistics import make_statistics
from parking.services.told import NotTold, made_for, teller, told_area

from ._sample_file import add_file_arguments, odd, one_car_park, samples_in

EVERY = 5000


class Command(BaseCommand):
    """Import what another system counted; run again, it adds only what is new."""

    help = "Import absolute samples (car park, capacity, occupied, time) from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, how to read it, and where its samples go."""
        add_file_arguments(parser)
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--site", help="short name of a site: a car park there for each code, made where missing")
        where.add_argument("--car-park", help="short name of a car park that is there: all samples go to it")

    def handle(self, *, file: Path, columns: Columns, zone: str, code: str, dry_run: bool, **options: Any) -> None:
        """Read, report, keep, and make the statistics."""
        report = Report()
        samples = samples_in(file, columns=columns, zone=zone, code=code, report=report)
        moment = clock.now()
        try:
            place = self._place(samples, moment, **options)
            if not dry_run:
                import_samples(samples, place=place, at=moment, report=report, progress=self._progress)
        except NotTold as error:
            raise CommandError(str(error)) from error
        if not dry_run:
            self.stderr.write("making statistics …")
            make_statistics(at=moment)
        self.stdout.write("\n".join([*odd(report), *_kept(report, dry_run=dry_run)]))

    def _place(
        self,
        samples: list[Sample],
        at: datetime,
        *,
        site: str | None,
        car_park: str | None,
        area: str,
        stale_after: int,
        **_: Any,
    ) -> Callable[[Sample], tuple[Area, Sensor]]:
        if car_park:
            chosen = one_car_park(samples, car_park)
            told = told_area(chosen, area)
            return lambda _: (told, teller(chosen, at=at))
        found = Site.objects.filter(slug=site).first()
        if found is None:
            raise CommandError(f"There is no site {site}.")
        holds = timedelta(minutes=stale_after)
        return lambda first: made_for(first, site=found, at=at, stale_after=holds)

    def _progress(self, done: int) -> None:
        if done % EVERY < 1000 or sys.stderr.isatty():
            self.stderr.write(f"{done:,} samples")


def _kept(report: Report, *, dry_run: bool) -> list[str]:
    if dry_run:
        return ["Nothing was kept (dry run)."]
    said = [f"{report.added:,} added, {report.known:,} known before, {report.car_parks:,} car parks."]
    if report.differing:
        said.append(f"{report.differing:,} of those known before say something else now; what was kept stays.")
    return said
