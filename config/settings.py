"""One file tells the truth; environments differ by environment variables only (config/env.py, docs/operations.md)."""

import secrets
from pathlib import Path

import dj_database_url
import fontpkg_inter
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import env
from .csp import CONTENT_SECURITY_POLICY  # noqa: F401 - what a page may load
from .logs import logging_at
from .rest import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401 - settings of the API

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What this process is -------------------------------------------------------------------------------------

PRODUCTION = env.flag(
    "RUIMTE_PRODUCTION", False, "Refuse anything only fit for trying out: demo, generated keys, plain http."
)
DEBUG = env.flag("RUIMTE_DEBUG", False, "Django's debug pages. Never in production.")
RUN_DIR = Path(
    env.text("RUIMTE_RUN_DIR", str(BASE_DIR / ".run"), "Folder for the database, mails and collected files.")
)
PORT = env.whole("RUIMTE_PORT", 8000, "Port the server listens on.", least=1)
BASE_URL = env.text(
    "RUIMTE_BASE_URL", f"http://localhost:{PORT}", "Address people type; links in mails start with it."
).rstrip("/")
RUIMTE_DEMO = env.flag("RUIMTE_DEMO", False, "Fill in the demonstration houses, refilled around today at each start.")
RUIMTE_DEMO_LIVE = env.flag("RUIMTE_DEMO_LIVE", True, "Let the demonstration move by itself.")
RUIMTE_DEMO_PASSWORD = "ruimte-demo-2026"  # noqa: S105 - printed at every demo start, never a production account

if PRODUCTION and (DEBUG or RUIMTE_DEMO):
    raise ImproperlyConfigured("RUIMTE_DEBUG and RUIMTE_DEMO are refused while RUIMTE_PRODUCTION is on.")
if PRODUCTION and not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("RUIMTE_BASE_URL must start with https:// while RUIMTE_PRODUCTION is on.")


def _secret_key() -> str:
    given = env.text(
        "RUIMTE_SECRET_KEY", "", "Signing key, 50 characters or more. Generated into the run folder when absent."
    )
    if PRODUCTION and len(given) < 50:
        raise ImproperlyConfigured("RUIMTE_SECRET_KEY needs 50 characters while RUIMTE_PRODUCTION is on.")
    if given:
        return given
    kept = RUN_DIR / "secret_key"
    if not kept.exists():
        RUN_DIR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(60))
    return kept.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.names(
    "RUIMTE_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"], "Host names served, comma-separated."
)
ORIGINS = env.names(
    "RUIMTE_ORIGINS",
    sorted({BASE_URL, f"http://localhost:{PORT}", f"http://127.0.0.1:{PORT}"} if not PRODUCTION else {BASE_URL}),
    "Exact origins (scheme://host:port) whose pages may post forms and open live sockets.",
)
PROXIES = env.whole(
    "RUIMTE_PROXIES", 0, "Trusted reverse proxies in front; decides which X-Forwarded-For entry is the client."
)

# --- Apps and the path of a request ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "daphne",
    "config",
    "access",
    "bookings",
    "parking",
    "facilities",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "facilities.devices.DeviceMiddleware",
    "config.middleware.LanguageAndZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.PermissionTableMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.shell",
            ],
        },
    },
]

FORM_RENDERER = "config.forms.Renderer"

# --- Database, live layer -------------------------------------------------------------------------------------

DATABASE_URL = env.text(
    "DATABASE_URL", f"sqlite:///{RUN_DIR / 'ruimte.sqlite3'}", "SQLite file or PostgreSQL, as a URL."
)
PREPARE = env.flag(
    "RUIMTE_PREPARE", True, "Let PostgreSQL keep the plans of repeated queries. Off behind a pooler that knows none."
)
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=0)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE is what makes check-then-write safe on SQLite: it takes the write lock at BEGIN.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # A file, not memory: threads of a race test must meet in one real database.
    DATABASES["default"]["TEST"] = {"NAME": str(RUN_DIR / "test.sqlite3")}
else:
    # Worth it where a connection lives on: the live hub, the worker, a command.
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
        "server_side_binding": PREPARE,
        "prepare_threshold": 5 if PREPARE else None,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "", "Redis or Valkey that carries live hints between processes. Empty: one process.")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# --- What the storeys plug into one another -------------------------------------------------------------------

RUIMTE_TOPICS = ("facilities.topics", "bookings.topics", "parking.topics", "access.topics")
RUIMTE_ROUTES = ("config.rules", "facilities.rules", "bookings.rules", "parking.rules", "access.rules")
RUIMTE_BOARD_PROVIDERS = {"rooms": "bookings.boards.RoomsToday", "places": "parking.boards.PlacesFree"}
RUIMTE_SCREENS = ("facilities.screens.BoardScreens", "bookings.screens.PanelScreens", "access.screens.KioskScreens")
RUIMTE_DEVICE_CALLS = {"kiosk": "access.kiosk.CALLS"}
RUIMTE_SITE_PANELS = ("parking.site_panel.PlacesToPark", "access.site_panel.PeopleInside")
RUIMTE_JOBS = ("facilities.jobs", "bookings.jobs", "parking.jobs", "access.jobs")
RUIMTE_CHARGES = ("facilities.lease_charges.LeaseCharges",)
RUIMTE_AGREED = ("bookings.agreed.meetings",)
RUIMTE_BOOKING_PARTS = ("access.parts.visitors_of",)
RUIMTE_LISTENERS: tuple[str, ...] = ("bookings.listeners.hear", "parking.listeners.hear", "access.listeners.hear")
RUIMTE_SENDERS = {"mail": "facilities.mails.send", "letter": "facilities.letters.send"}

# --- Live -----------------------------------------------------------------------------------------------------

LIVE_HEARTBEAT = env.number(
    "RUIMTE_LIVE_HEARTBEAT", 10, "Seconds between two looks of the live hub at the database.", least=0.1
)
LIVE_STALE_AFTER = env.number(
    "RUIMTE_LIVE_STALE_AFTER", 45, "Seconds of silence after which a screen marks itself stale.", least=1
)
LIVE_FRAME_GAP = env.number(
    "RUIMTE_LIVE_FRAME_GAP", 0.05, "Least seconds between two frames of one topic to one socket."
)
LIVE_SOCKETS = env.whole(
    "RUIMTE_LIVE_SOCKETS", 200, "Most live sockets of one person, device or unknown network a process.", least=1
)
PARKING_EVENT_REQUESTS = env.whole(
    "RUIMTE_PARKING_EVENT_REQUESTS", 600, "Most requests with events of one parking sensor a minute.", least=1
)
WORKER_IN_SERVER = env.flag("RUIMTE_WORKER", True, "Run the worker (mails, periodic jobs) as a thread of the server.")

# --- People ---------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "facilities.User"
LOGIN_URL = "facilities:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "facilities:login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 2
INVITATION_DAYS = env.whole("RUIMTE_INVITATION_DAYS", 14, "Days an invitation stays open.", least=1)
MUSTER_DAYS = env.whole("RUIMTE_MUSTER_DAYS", 7, "Days the names of an evacuation list are kept.", least=1, most=7)
VISITOR_DAYS = env.whole("RUIMTE_VISITOR_DAYS", 30, "Days a visitor is remembered by name.", least=1, most=90)
INVOICE_DAYS = env.whole("RUIMTE_INVOICE_DAYS", 30, "Days after its date by which an invoice must be paid.", most=120)
DEADLINE_MARGIN = env.whole(
    "RUIMTE_DEADLINE_MARGIN", 10, "Working days before a lease's deadline from which it shows red.", most=60
)
KIOSK_LIMIT = env.whole(
    "RUIMTE_KIOSK_LIMIT", 60, "Most codes, searches and announcements of one kiosk in a quarter of an hour.", least=1
)
LOGIN_LIMIT = env.whole(
    "RUIMTE_LOGIN_LIMIT", 10, "Failed log-ins per account and network within a quarter of an hour.", least=1
)
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

# --- Mail -----------------------------------------------------------------------------------------------------

MAIL_URL = env.text(
    "RUIMTE_MAIL", "folder", "`folder` writes mails to the run folder; else smtp://user:password@host:port?tls=1."
)
MAIL_FROM = env.text("RUIMTE_MAIL_FROM", "Ruimte <ruimte@localhost>", "Sender of all mails.")
DEFAULT_FROM_EMAIL = MAIL_FROM
if MAIL_URL == "folder":
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(RUN_DIR / "mails")
else:
    from urllib.parse import unquote, urlsplit

    _mail = urlsplit(MAIL_URL)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = "tls=1" in _mail.query
    EMAIL_TIMEOUT = 20

# --- Language and time ----------------------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
FORMAT_MODULE_PATH = "config.formats"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DISPLAY_TIME_ZONE = "Europe/Brussels"

# --- Files ----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = RUN_DIR / "static"
STATICFILES_DIRS = [("inter", str(fontpkg_inter.ROOT / "files"))]
# What browsers ask for by themselves at the top of the address: /favicon.ico.
WHITENOISE_ROOT = BASE_DIR / "config" / "root"
WHITENOISE_MIMETYPES = {".ttf": "font/ttf"}
STATIC_FROM_SOURCE = env.flag(
    "RUIMTE_STATIC_FROM_SOURCE", DEBUG, "Serve static files straight from the source folders (tests)."
)
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = STATIC_FROM_SOURCE
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if STATIC_FROM_SOURCE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Security -------------------------------------------------------------------------------------------------

_SECURE = BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _SECURE
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "ruimte_session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "ruimte_csrf"
CSRF_TRUSTED_ORIGINS = ORIGINS
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# --- Logging --------------------------------------------------------------------------------------------------

LOGGING = logging_at(env.text("RUIMTE_LOG_LEVEL", "WARNING", "Least level of the log."))
