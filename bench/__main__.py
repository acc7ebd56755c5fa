"""`python -m bench [--quick] [GROUP …]`: every group on SQLite and, where one is given, on PostgreSQL."""

import argparse
import importlib
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .report import Row, as_json, as_line, from_line, table

GROUPS = ["availability", "booking", "fanout", "ingest"]
PREFIX = "ROW "


def main() -> int:
    """Run the groups in child processes, print the table; 1 when a floor is broken or a group did not end."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], help="default: all")
    parser.add_argument("--quick", action="store_true", help="small worlds, judged by the floors alone")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures there too")
    parser.add_argument("--child", metavar="WHERE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        return _child(options.groups[0], options.child, quick=options.quick)
    rows: list[Row] = []
    broken = False
    facts = _facts()
    databases = _databases()
    for group in options.groups or GROUPS:
        for where, environment in databases:
            start = time.monotonic()
            found, code = _run(group, where, environment, quick=options.quick)
            print(f"{group} on {where}: {time.monotonic() - start:.0f} s", flush=True)
            rows += found
            broken |= code != 0
    facts["load"] += f" before, {_load()} after, {os.cpu_count()} cores"
    print("\n" + table(rows, facts))
    if options.json:
        options.json.write_text(as_json(rows, facts))
    return int(broken or any(row.verdict == "FAILED" for row in rows))


def _facts() -> dict[str, str]:
    """What is measured, and how busy the machine is with other things."""
    git = ["git", "describe", "--always", "--dirty"]
    commit = subprocess.run(git, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return {"commit": commit.stdout.strip() or "unknown", "python": platform.python_version(), "load": _load()}


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def _databases() -> list[tuple[str, dict[str, str]]]:
    given = os.environ.get("DATABASE_URL", "")
    found = [("sqlite", {"DATABASE_URL": "", "REDIS_URL": ""})]
    if given.startswith("postgres"):
        found.append(("postgresql", {}))
    else:
        print("PostgreSQL is not measured: DATABASE_URL names none (make bench starts one).")
    return found


def _run(group: str, where: str, environment: dict[str, str], *, quick: bool) -> tuple[list[Row], int]:
    with tempfile.TemporaryDirectory(prefix="ruimte-bench-") as folder:
        (Path(folder) / "static").mkdir()
        environ = os.environ | environment | {"RUIMTE_RUN_DIR": folder, "PYTHONHASHSEED": "0"}
        if not environ["DATABASE_URL"]:
            environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        command = [sys.executable, "-m", "bench", group, "--child", where, *(["--quick"] if quick else [])]
        child = subprocess.run(command, env=environ, stdout=subprocess.PIPE, text=True, check=False)
    lines = child.stdout.splitlines()
    for line in lines:
        if not line.startswith(PREFIX):
            print("   ", line)
    return [from_line(line.removeprefix(PREFIX)) for line in lines if line.startswith(PREFIX)], child.returncode


def _child(group: str, where: str, *, quick: bool) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from . import world

    world.migrate()
    world.empty()
    for row in importlib.import_module(f"bench.groups.{group}").measure(where, quick=quick):
        print(PREFIX + as_line(row), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
