"""`manage.py purge_visits [--dry-run]`: forget visitors whose time to be kept is over, and say how many."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from access.services.retention import due, purge
from facilities.kernel import clock


class Command(BaseCommand):
    """The same as the daily job, now."""

    help = "Forget names, number plates and blocks of visitors that are older than their time; prints the report."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to change anything."""
        parser.add_argument("--dry-run", action="store_true", help="say what would be forgotten, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Purge or look, and tell."""
        at = clock.now()
        found = due(at=at) if options["dry_run"] else purge(at=at)
        report = found.report
        for line in found.lines:
            before = f"{line.names_before:%Y-%m-%d %H:%M}Z"
            self.stdout.write(
                f"{line.site.slug}: visitors of visits closed before {before} ({line.days} days): {line.names}"
            )
        self.stdout.write(f"visitors together: {report.names}")
        self.stdout.write(f"number plates before {report.plates_before:%Y-%m-%d %H:%M}Z: {report.plates}")
        self.stdout.write(f"blocks that ended a year ago: {report.blocks}")
        self.stdout.write(f"people on evacuation lists that ended {settings.MUSTER_DAYS} days ago: {report.mustered}")
        self.stdout.write(f"presences that ended {settings.MUSTER_DAYS} days ago: {report.presences}")
        if options["dry_run"]:
            self.stdout.write("Nothing was changed.")
