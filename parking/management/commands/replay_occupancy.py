"""`manage.py replay_occupancy FILE --car-park SLUG --speed N`: a file of samples live onto boards."""

import secrets
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from facilities.kernel import clock
from parking.models.areas import Area, Sensor
from parking.models.car_parks import CarPark
from parking.samples import Columns, Report, Sample
from parking.services.replaying import Pace, dues, play
from parking.services.told import NotTold, teller, told_area

from ._sample_file import add_file_arguments, odd, one_car_park, samples_in

EVERY = 100
STOPPED = 130


class Command(BaseCommand):
    """Play what another system counted as if it were told now, until the end of the file or Ctrl-C."""

    help = "Play absolute samples of a CSV file live, many times as fast as they were; boards and pages follow."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, how to read it, where it plays and how fast."""
        add_file_arguments(parser)
        parser.add_argument("--car-park", required=True, help="short name of the car park whose boards move")
        parser.add_argument("--speed", type=_speed, default=60.0, help="times as fast as it was (60)")

    def handle(self, *, file: Path, columns: Columns, zone: str, code: str, dry_run: bool, **options: Any) -> None:
        """Read, report, play."""
        report = Report()
        samples = samples_in(file, columns=columns, zone=zone, code=code, report=report)
        car_park = one_car_park(samples, options["car_park"])
        self.stdout.write("\n".join(odd(report)))
        if not samples:
            return
        try:
            area = told_area(car_park, options["area"])
            self._announce(samples, car_park, options["speed"])
            if dry_run:
                self.stdout.write("Nothing was played (dry run).")
                return
            sensor = teller(car_park, at=clock.now())
        except NotTold as error:
            raise CommandError(str(error)) from error
        self._play(samples, area, sensor, speed=options["speed"], holds=timedelta(minutes=options["stale_after"]))

    def _play(self, samples: list[Sample], area: Area, sensor: Sensor, *, speed: float, holds: timedelta) -> None:
        start = clock.now()
        every = timedelta(seconds=min(sensor.expected_every, area.stale_after / 3))
        pace = Pace(start, speed, holds, every)
        told = _Told(self, len(samples), ZoneInfo(area.car_park.site.time_zone))
        run = f"{start:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        try:
            play(
                dues(samples, pace),
                area=area,
                sensor=sensor,
                run=run,
                now=clock.now,
                wait=time.sleep,
                progress=told,
            )
        except KeyboardInterrupt:
            self.stdout.write(f"Stopped after {told.count:,} of {len(samples):,} samples.")
            sys.exit(STOPPED)
        self.stdout.write(f"Played {told.count:,} samples.")

    def _announce(self, samples: list[Sample], car_park: CarPark, speed: float) -> None:
        zone = ZoneInfo(car_park.site.time_zone)
        first, last = samples[0].at, samples[-1].at
        ends_at = clock.now() + (last - first) / speed
        pace = f"{speed:,.10g} times as fast"
        self.stdout.write(
            f"{len(samples):,} samples from {_spelled(first, zone)} to {_spelled(last, zone)}, {pace}:"
            f" until {_spelled(ends_at, zone)} on {car_park.name}."
        )


class _Told:
    """Says what was played: each sample to who looks on, now and then to a log."""

    def __init__(self, command: Command, total: int, zone: ZoneInfo) -> None:
        self.command, self.total, self.zone, self.count = command, total, zone, 0

    def __call__(self, sample: Sample) -> None:
        self.count += 1
        if sys.stderr.isatty() or self.count % EVERY == 1:
            self.command.stderr.write(
                f"{_spelled(sample.at, self.zone)}: {sample.occupied} vehicles ({self.count:,} of {self.total:,})"
            )


def _spelled(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= 1_000_000:
        raise ArgumentTypeError("say how many times as fast: a number above 0, at most 1,000,000")
    return speed
