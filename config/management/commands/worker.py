"""`manage.py worker`: the worker as a process of its own."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from facilities.worker import Worker


class Command(BaseCommand):
    """Send mails and run periodic jobs until SIGTERM or Ctrl-C."""

    help = "Send what waits in the outbox and run periodic jobs."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One round or many."""
        parser.add_argument("--once", action="store_true", help="do what is due now and end")

    def handle(self, *, once: bool, **options: Any) -> None:
        """Work; what is under way at the signal is finished."""
        worker = Worker()
        if once:
            worker.round()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        self.stdout.write("The worker runs.")
        self.stdout.flush()
        worker.run()
