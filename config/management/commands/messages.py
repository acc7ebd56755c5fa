"""`manage.py messages`: gather and compile the Dutch catalogue, or check it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Bring django.po and django.mo up to date with code and templates."""

    help = "Gather and compile the translations; --check only looks."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Write or only look."""
        parser.add_argument("--check", action="store_true", help="fail when a message is not in good Dutch")

    def handle(self, *, check: bool, **options: Any) -> None:
        """Write both files, or list what is wrong."""
        # Babel is a tool of developers, absent where Ruimte only runs.
        from config import catalogue

        if not check:
            current = catalogue.updated()
            catalogue.folder().mkdir(parents=True, exist_ok=True)
            (catalogue.folder() / "django.po").write_bytes(catalogue.source_of(current))
            (catalogue.folder() / "django.mo").write_bytes(catalogue.compiled(current))
            missing = [message for message in current if message.id and not catalogue.is_translated(message)]
            self.stdout.write(f"{len(current)} messages, {len(missing)} of them not translated.")
            return
        faults = list(catalogue.faults())
        if faults:
            raise CommandError("\n".join([*faults, f"{len(faults)} faults; run make messages."]))
        self.stdout.write("The Dutch catalogue is complete.")
