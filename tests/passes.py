"""`python -m tests.passes ARGUMENTS ...` runs the suite twice at once: on SQLite, and on PostgreSQL with Valkey.

Much of the suite waits: for servers, browsers, heartbeats. So the two passes take hardly longer than one. Each has a
folder of its own in `.run/`. The first is shown as it goes, the second after it, so that the words of both stay whole.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from types import FrameType

from tests.servers import CHECKOUT, RUN_DIR

SERVERS = ("DATABASE_URL", "REDIS_URL")


class Pass:
    """The suite on one database."""

    def __init__(self, name: str, folder: str, *, beside_servers: bool) -> None:
        self.name = name
        self.folder = RUN_DIR / folder
        self.log = RUN_DIR / f"{folder}.log"
        self.beside_servers = beside_servers
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, arguments: list[str], *, aside: bool) -> None:
        """Run it; `aside` writes to its log instead of the terminal."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pytest", "-o", f"cache_dir={self.folder / 'cache'}", *arguments]
        if aside and sys.stdout.isatty():
            command.append("--color=yes")
        if self.beside_servers:
            command = [sys.executable, "-m", "tests.servers", *command]
        if not aside:
            self.process = subprocess.Popen(command, cwd=CHECKOUT, env=self._environment())
            return
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=CHECKOUT, env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def _environment(self) -> Mapping[str, str]:
        kept = {name: value for name, value in os.environ.items() if self.beside_servers or name not in SERVERS}
        # As wide as the terminal, also where it writes to a log.
        return kept | {"RUIMTE_RUN_DIR": str(self.folder), "COLUMNS": str(shutil.get_terminal_size().columns)}

    def show(self) -> None:
        """Tell what it said so far, and go on until it ends."""
        with self.log.open("rb") as log:
            while True:
                has_ended = self.process.poll() is not None
                shutil.copyfileobj(log, sys.stdout.buffer)
                sys.stdout.flush()
                if has_ended:
                    return
                time.sleep(0.2)

    def end(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)


def main(arguments: list[str]) -> int:
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _leave)
    shown = Pass("SQLite", "sqlite", beside_servers=False)
    aside = Pass("PostgreSQL and Valkey", "postgresql", beside_servers=True)
    try:
        shown.start(arguments, aside=False)
        aside.start(arguments, aside=True)
        shown.process.wait()
        aside.show()
    except BaseException:
        # A terminal told them as well; a second word would cut their own ending short.
        if not sys.stdin or not sys.stdin.isatty():
            for each in (shown, aside):
                each.end(signal.SIGINT)
        for each in (shown, aside):
            each.process and each.process.wait()
        raise
    failed = [each.name for each in (shown, aside) if each.process.wait()]
    if failed:
        print(f"The suite failed on {' and on '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
