"""What the commands share that read a CSV file of absolute samples: which file, how it is read, what was odd."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import CommandError

from parking.models.car_parks import CarPark
from parking.samples import Columns, Report, Sample, Unreadable, read_samples

COLUMNS = {"code": "SystemCodeNumber", "capacity": "Capacity", "occupied": "Occupancy", "moment": "LastUpdated"}


def add_file_arguments(parser: ArgumentParser) -> None:
    """The file, and how to read it."""
    usual = ",".join(f"{key}={name}" for key, name in COLUMNS.items())
    parser.add_argument("file", type=Path)
    parser.add_argument("--zone", required=True, help="time zone of times without offset: Europe/Brussels")
    parser.add_argument("--code", default="", help="only the car park that has this code in the file")
    parser.add_argument("--area", default="", help="short name of the area, where the car park has several")
    parser.add_argument(
        "--columns",
        type=columns_of,
        default=Columns(**COLUMNS),
        metavar="KEY=NAME,…",
        help=f"what the columns are called; those you leave out keep their usual name ({usual})",
    )
    parser.add_argument("--stale-after", type=int, default=45, help="minutes that a sample holds (45)")
    parser.add_argument("--dry-run", action="store_true", help="read and report, keep nothing")


def columns_of(text: str) -> Columns:
    """`code=Car park,moment=Time` as columns."""
    names = dict(COLUMNS)
    for pair in text.split(","):
        key, _, name = pair.partition("=")
        if key.strip() not in COLUMNS or not name.strip():
            raise ArgumentTypeError(f"“{pair}” is not one of {', '.join(COLUMNS)} with = and the name of a column")
        names[key.strip()] = name.strip()
    return Columns(**names)


def samples_in(file: Path, *, columns: Columns, zone: str, code: str, report: Report) -> list[Sample]:
    """The samples of the file; raises CommandError where there is nothing to read."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            found = read_samples(lines, columns=columns, zone=ZoneInfo(zone), report=report, code=code)
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        raise CommandError(f"{file} cannot be read: {error}") from error
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise CommandError(f"There is no time zone {zone}.") from error
    if report.read and report.others == report.read:
        raise CommandError(f"{file} tells of no car park {code}.")
    if report.read and not found:
        raise CommandError("No line could be read:\n" + "\n".join(report.errors))
    return found


def one_car_park(samples: list[Sample], slug: str) -> CarPark:
    """The car park called `slug`, for samples that tell of one only."""
    found = CarPark.objects.filter(slug=slug).select_related("site").first()
    if found is None:
        raise CommandError(f"There is no car park {slug}.")
    codes = sorted({sample.code for sample in samples})
    if len(codes) > 1:
        some = ", ".join(codes[:8]) + (" …" if len(codes) > 8 else "")
        raise CommandError(f"The file tells of {len(codes)} car parks; choose one with --code: {some}")
    return found


def odd(report: Report) -> list[str]:
    """What was found in the file, in words."""
    others = f" ({report.others:,} of other car parks)" if report.others else ""
    return [
        f"{report.read:,} read{others}, {report.duplicates:,} duplicates, {report.below_zero:,} below zero,"
        f" {report.above_capacity:,} above capacity.",
        f"{report.rejected:,} rejected, {report.contradictions:,} of them contradict an earlier line;"
        f" {report.ambiguous:,} in an hour that exists twice, taken as the first.",
        *(f"  {error}" for error in report.errors),
    ]
