"""Published index numbers from a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...kernel import clock
from ...kernel.errors import DomainError
from ...services.indices import import_indices


class Command(BaseCommand):
    """Takes in the numbers and coefficients of a CSV or JSON file, all or none."""

    help = (
        "Takes in published index numbers (series, base, month, value, source) and official coefficients (series, "
        "base, to_base, coefficient, source) from a CSV or JSON file, all or none. Running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and whether to try only."""
        parser.add_argument("file", type=Path, help="CSV with semicolons or commas, or a JSON list; UTF-8")
        parser.add_argument("--dry-run", action="store_true", help="say what it would bring and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what came of it."""
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        try:
            report = import_indices(by=None, text=text, at=clock.now(), dry_run=options["dry_run"])
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verbosity"]:
            self.stdout.write(
                f"{len(report.added)} added, {len(report.corrected)} corrected, {report.known} known already."
                + (" Nothing was written: this was a try." if options["dry_run"] else "")
            )
