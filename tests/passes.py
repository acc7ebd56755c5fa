"""`python -m tests.passes ARGUMENTS ...` runs the suite twice at once: on SQLite, and on PostgreSQL with Valkey.

Much of the suite waits: for servers, browsers, heartbeats. So the two passes take hardly longer than one. Each has a
folder of its own in `.run/`. The first is shown as it goes, the second after it, so that the words of both stay whole.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from types import FrameType
from typing import IO

from tests.servers import CHECKOUT, RUN_DIR

SERVERS = ("DATABASE_URL", "REDIS_URL")
# Pytest's own exit codes, but for those that say that it was asked something it could not do.
OUTCOMES = {0: "passed", 1: "FAILED", 2: "INTERRUPTED"}


class Pass:
    """The suite on one database."""

    def __init__(self, name: str, folder: str, *, beside_servers: bool) -> None:
        self.name = name
        self.folder = RUN_DIR / folder
        self.log = RUN_DIR / f"{folder}.log"
        self.beside_servers = beside_servers
        self.process: subprocess.Popen[bytes] | None = None
        self.took = 0.0

    def start(self, arguments: list[str], *, aside: bool) -> None:
        """Run it; `aside` writes to its log instead of the terminal."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pytest", "-o", f"cache_dir={self.folder / 'cache'}", *arguments]
        if aside and sys.stdout.isatty():
            command.append("--color=yes")
        if self.beside_servers:
            command = [sys.executable, "-m", "tests.servers", *command]
        if aside:
            with self.log.open("wb") as log:
                self.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        else:
            self.run(command)

    def run(self, command: list[str], **streams: int | IO[bytes]) -> None:
        """Start the command and a watch."""
        self.process = subprocess.Popen(command, cwd=CHECKOUT, env=self._environment(), **streams)
        self._watch = threading.Thread(target=self._time, args=[time.monotonic()], daemon=True)
        self._watch.start()

    def _time(self, started: float) -> None:
        self.process.wait()
        self.took = time.monotonic() - started

    def _environment(self) -> Mapping[str, str]:
        unwanted = {"PYTHONDONTWRITEBYTECODE"} | (set() if self.beside_servers else set(SERVERS))
        kept = {name: value for name, value in os.environ.items() if name not in unwanted}
        # A server takes one second to start instead of three where somebody compiled it before: once for both passes,
        # in a place of its own that also serves where nothing may be written beside the sources.
        return (
            {"PYTHONPYCACHEPREFIX": str(RUN_DIR / "bytecode")}
            | kept
            | {
                "RUIMTE_RUN_DIR": str(self.folder),
                # As wide as the terminal, also where it writes to a log.
                "COLUMNS": str(shutil.get_terminal_size().columns),
            }
        )

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

    def close(self) -> str:
        """Wait until it is over; returns how it ended and how long it took."""
        if self.process is None:
            return f"{self.name}: did not start"
        self._watch.join()
        minutes, seconds = divmod(round(self.took), 60)
        return f"{self.name}: {ending(self.process.returncode)} after {minutes} min {seconds:02} s"

    def end(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)


def main(arguments: list[str]) -> int:
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _leave)
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
        raise
    finally:
        print("", *(each.close() for each in (shown, aside)), sep="\n", flush=True)
    return 1 if shown.process.returncode or aside.process.returncode else 0


def ending(code: int) -> str:
    """What became of a pass that ended with this code."""
    # A signal is told as its negative number, by `tests.servers` as 128 and its number, the way of a shell.
    number = -code if code < 0 else code - 128
    if number <= 0:
        return OUTCOMES.get(code, f"ENDED with {code}")
    name = signal.Signals(number).name if number in {each.value for each in signal.Signals} else f"signal {number}"
    return f"KILLED by {name}, so not all of it ran,"


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
