"""`manage.py demo`: fill the demonstration around today."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.filling import RefusedInProduction, fill
from config.demo.people import ACCOUNTS
from facilities.kernel import clock


class Command(BaseCommand):
    """Fill in the demonstration houses; run again, it adds only what is missing."""

    help = "Fill the demonstration around today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Around which moment."""
        parser.add_argument("--at", type=datetime.fromisoformat, help="fill around this local time instead of now")
        parser.add_argument("--quiet", action="store_true", help="say nothing")

    def handle(self, *, at: datetime | None, quiet: bool, **options: Any) -> None:
        """Fill, and say what there is."""
        moment = clock.now() if at is None else clock.instant(at.replace(tzinfo=None), fold=0)
        try:
            counts = fill(at=moment)
        except RefusedInProduction as refusal:
            raise CommandError(str(refusal)) from refusal
        if not quiet:
            self.stdout.write(", ".join(f"{count} {what}" for what, count in counts.items()) + ".")
            self.stdout.write(accounts())


def accounts() -> str:
    """The demo accounts as lines of text."""
    width = max(len(account.email) for account in ACCOUNTS)
    lines = [f"Demo accounts, password {settings.RUIMTE_DEMO_PASSWORD}:"]
    for account in ACCOUNTS:
        scope = f", {account.scope}" if account.scope else ""
        lines.append(f"  {account.email:<{width}}  {account.role.value.replace('_', ' ')}{scope}")
    return "\n".join(lines)
