"""Closes a run with what it ran on, and what it left out and why."""

import sqlite3
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from tests.plugins.browser import chromium, is_required

OUTCOMES = ("passed", "failed", "error", "skipped")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    terminalreporter.section("ruimte")
    for name, what in (
        ("database", _database(config)),
        ("live layer", _layer()),
        ("chromium", str(chromium() or "not found") + (" (required)" if is_required() else "")),
        ("browser tests", _browser_tests(terminalreporter)),
    ):
        terminalreporter.write_line(f"{name + ':':<15}{what}")
    for reason, count in sorted(_skips(terminalreporter).items()):
        terminalreporter.write_line(f"{'skipped:':<15}{count} × {reason}")


def _database(config: pytest.Config) -> str:
    if connection.vendor == "sqlite":
        place = "in a file" if connection.settings_dict["TEST"]["NAME"] else "in memory"
        return f"SQLite {sqlite3.sqlite_version}, {place}"
    with config.stash[blocking_manager_key].unblock():
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            (version,) = cursor.fetchone()
        connection.close()
    return f"PostgreSQL {version}"


def _layer() -> str:
    address = urlsplit(settings.REDIS_URL)
    return f"Valkey at {address.hostname}:{address.port}" if address.hostname else "in memory"


def _browser_tests(terminalreporter: pytest.TerminalReporter) -> str:
    counts = {
        # What could not even be collected has no keywords.
        outcome: len(
            {r.nodeid for r in terminalreporter.stats.get(outcome, []) if "browser" in getattr(r, "keywords", ())}
        )
        for outcome in OUTCOMES
    }
    return ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count) or "none selected"


def _skips(terminalreporter: pytest.TerminalReporter) -> Counter[str]:
    skipped = terminalreporter.stats.get("skipped", [])
    return Counter(r.longrepr[2].removeprefix("Skipped: ") for r in skipped if isinstance(r.longrepr, tuple))
