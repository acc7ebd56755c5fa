"""The settings as a whole: documented, and strict where it is production."""

import ast
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


def test_postgresql_keeps_the_plans_of_repeated_queries_unless_told_not_to():
    url = "postgres://someone:secret@db.example/houses"

    kept = asked("s.DATABASES['default']['OPTIONS']", DATABASE_URL=url)
    made_anew = asked("s.DATABASES['default']['OPTIONS']", DATABASE_URL=url, RUIMTE_PREPARE="0")

    assert ast.literal_eval(kept.stdout) == {"server_side_binding": True, "prepare_threshold": 5}
    assert ast.literal_eval(made_anew.stdout) == {"server_side_binding": False, "prepare_threshold": None}


# What each setting is given, and where the product reads what it became.
GIVEN = {
    "RUIMTE_PRODUCTION": ("0", "s.PRODUCTION", False),
    "RUIMTE_DEBUG": ("1", "s.DEBUG", True),
    "RUIMTE_RUN_DIR": (
        "/somewhere",
        "(str(s.STATIC_ROOT), s.EMAIL_FILE_PATH)",
        ("/somewhere/static", "/somewhere/mails"),
    ),
    "RUIMTE_PORT": ("8123", "s.PORT", 8123),
    "RUIMTE_BASE_URL": ("https://ruimte.example/", "s.BASE_URL", "https://ruimte.example"),
    "RUIMTE_DEMO": ("1", "s.RUIMTE_DEMO", True),
    "RUIMTE_DEMO_LIVE": ("0", "s.RUIMTE_DEMO_LIVE", False),
    "RUIMTE_SECRET_KEY": (KEY, "s.SECRET_KEY", KEY),
    "RUIMTE_ALLOWED_HOSTS": ("a.example, b.example", "s.ALLOWED_HOSTS", ["a.example", "b.example"]),
    "RUIMTE_ORIGINS": ("https://a.example", "(s.ORIGINS, s.CSRF_TRUSTED_ORIGINS)", (["https://a.example"],) * 2),
    "RUIMTE_PROXIES": (
        "1",
        "(s.PROXIES, s.SECURE_PROXY_SSL_HEADER)",
        (1, ("HTTP_X_FORWARDED_PROTO", "https")),
    ),
    "DATABASE_URL": (
        "postgres://someone:secret@db.example:5433/houses",
        "[s.DATABASES['default'][part] for part in ('ENGINE', 'HOST', 'PORT', 'NAME')]",
        ["django.db.backends.postgresql", "db.example", 5433, "houses"],
    ),
    "RUIMTE_PREPARE": ("0", "s.DATABASES['default']['OPTIONS']['server_side_binding']", False),
    "REDIS_URL": (
        "redis://hints.example:6379/0",
        "s.CHANNEL_LAYERS['default']['CONFIG']['hosts']",
        ["redis://hints.example:6379/0"],
    ),
    "RUIMTE_LIVE_HEARTBEAT": ("2.5", "s.LIVE_HEARTBEAT", 2.5),
    "RUIMTE_LIVE_STALE_AFTER": ("30", "s.LIVE_STALE_AFTER", 30.0),
    "RUIMTE_LIVE_FRAME_GAP": ("0.2", "s.LIVE_FRAME_GAP", 0.2),
    "RUIMTE_LIVE_SOCKETS": ("9", "s.LIVE_SOCKETS", 9),
    "RUIMTE_PARKING_EVENT_REQUESTS": ("60", "s.PARKING_EVENT_REQUESTS", 60),
    "RUIMTE_WORKER": ("0", "s.WORKER_IN_SERVER", False),
    "RUIMTE_INVITATION_DAYS": ("3", "s.INVITATION_DAYS", 3),
    "RUIMTE_VISITOR_DAYS": ("14", "s.VISITOR_DAYS", 14),
    "RUIMTE_INVOICE_DAYS": ("14", "s.INVOICE_DAYS", 14),
    "RUIMTE_DEADLINE_MARGIN": ("5", "s.DEADLINE_MARGIN", 5),
    "RUIMTE_MUSTER_DAYS": ("3", "s.MUSTER_DAYS", 3),
    "RUIMTE_KIOSK_LIMIT": ("40", "s.KIOSK_LIMIT", 40),
    "RUIMTE_LOGIN_LIMIT": ("5", "s.LOGIN_LIMIT", 5),
    "RUIMTE_MAIL": ("folder", "s.EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend"),
    "RUIMTE_MAIL_FROM": ("Desk <desk@a.example>", "s.DEFAULT_FROM_EMAIL", "Desk <desk@a.example>"),
    "RUIMTE_STATIC_FROM_SOURCE": (
        "1",
        "s.STORAGES['staticfiles']['BACKEND']",
        "django.contrib.staticfiles.storage.StaticFilesStorage",
    ),
    "RUIMTE_LOG_LEVEL": ("INFO", "s.LOGGING['root']['level']", "INFO"),
}


def test_every_setting_changes_what_it_says():
    answer = asked(
        f"dict([{', '.join(f'({name!r}, {where})' for name, (_, where, _) in GIVEN.items())}])",
        **{name: given for name, (given, _, _) in GIVEN.items()},
    )

    assert GIVEN.keys() == SETTINGS.keys()
    assert ast.literal_eval(answer.stdout) == {name: became for name, (_, _, became) in GIVEN.items()}, answer.stderr
