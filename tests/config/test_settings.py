"""The settings as a whole: documented, and strict where it is production."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from config.env import SETTINGS

KEY = "k" * 60
PRODUCTION = {
    "RUIMTE_PRODUCTION": "1",
    "RUIMTE_SECRET_KEY": KEY,
    "RUIMTE_BASE_URL": "https://ruimte.example",
    "RUIMTE_ALLOWED_HOSTS": "ruimte.example",
}


def asked(expression: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a fresh process with these settings answers."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("RUIMTE_")}
    return subprocess.run(
        [sys.executable, "-c", f"from config import settings as s; print(({expression}))"],
        cwd=settings.BASE_DIR,
        env=mine | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def rows() -> dict[str, str]:
    page = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    return dict(re.findall(r"^\| `([A-Z_]+)` \| .+? \| (.+) \|$", page, flags=re.MULTILINE))


def test_the_operations_page_explains_exactly_the_settings_there_are():
    assert rows() == {name: setting.doc for name, setting in SETTINGS.items()}


def test_production_starts_with_what_the_operations_page_asks_for():
    answer = asked("s.PRODUCTION, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT", **PRODUCTION)

    assert answer.stdout.strip() == "(True, True, True)", answer.stderr


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"RUIMTE_DEMO": "1"}, "RUIMTE_DEMO are refused"),
        ({"RUIMTE_DEBUG": "1"}, "RUIMTE_DEBUG and"),
        ({"RUIMTE_SECRET_KEY": ""}, "RUIMTE_SECRET_KEY needs"),
        ({"RUIMTE_SECRET_KEY": "short"}, "RUIMTE_SECRET_KEY needs"),
        ({"RUIMTE_BASE_URL": "http://ruimte.example"}, "RUIMTE_BASE_URL must start with https"),
    ],
)
def test_production_refuses_what_is_only_fit_for_trying_out(change, why):
    answer = asked("s.PRODUCTION", **PRODUCTION | change)

    assert answer.returncode != 0
    assert why in answer.stderr


def test_outside_production_a_key_is_made_once_and_kept_for_the_owner_only(tmp_path):
    first = asked("s.SECRET_KEY", RUIMTE_RUN_DIR=str(tmp_path)).stdout
    second = asked("s.SECRET_KEY", RUIMTE_RUN_DIR=str(tmp_path)).stdout

    assert first == second
    assert len(first) > 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_mail_address_with_everything_in_it_is_taken_apart():
    answer = asked(
        "s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS",
        RUIMTE_MAIL="smtp://an:p%40ss@mail.example:587?tls=1",
    )

    assert answer.stdout.strip() == "('mail.example', 587, 'an', 'p@ss', True)"


def test_sqlite_takes_its_write_lock_at_begin_and_syncs_fully():
    answer = asked("s.DATABASES['default']['OPTIONS']", DATABASE_URL="sqlite:///x.sqlite3")

    assert "'transaction_mode': 'IMMEDIATE'" in answer.stdout
    assert "synchronous=FULL" in answer.stdout
