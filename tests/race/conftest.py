"""How the race tests count, and how they call a real server."""

import os
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from facilities.models import Organisation, User
from tests.factories import a_site, a_tenant

IS_LONG = bool(os.environ.get("RUIMTE_PROVE"))


def rounds(short: int, long: int) -> int:
    """How often: `long` under `make prove`, else `short`."""
    return long if IS_LONG else short


def session_of(user) -> str:
    """The key of a session in which `user` is logged in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key


@dataclass(frozen=True)
class Rival:
    """Somebody of an organisation, and his connection to the API."""

    organisation: Organisation
    user: User
    http: httpx.Client

    def post(self, path: str, body: dict | None = None, **more) -> httpx.Response:
        return self.http.post(path, json=body or {}, **more)

    def patch(self, path: str, body: dict) -> httpx.Response:
        return self.http.patch(path, json=body)


def client_of(server, user) -> httpx.Client:
    """A logged-in client of the API of `server`."""
    token = secrets.token_hex(16)
    cookies = {settings.SESSION_COOKIE_NAME: session_of(user), settings.CSRF_COOKIE_NAME: token}
    # Enough for twenty who wait in line on SQLite.
    return httpx.Client(base_url=f"{server.origin}/api/v1", cookies=cookies, headers={"X-CSRFToken": token}, timeout=60)


RIVALS = 20


@pytest.fixture
def rivals(a_server):
    """Twenty people of as many tenants of one site, each logged in at one server."""
    site = a_site()
    server = a_server(REDIS_URL="")
    tenants = [a_tenant(site=site) for _ in range(RIVALS)]
    clients = [Rival(organisation, user, client_of(server, user)) for organisation, user in tenants]
    yield site, clients
    for client in clients:
        client.http.close()
    assert "Traceback" not in server.logged()


@pytest.fixture
def at_once() -> Callable[[Sequence[Callable[[], httpx.Response]]], list[httpx.Response]]:
    """Run deeds at the same instant, each on a thread of its own; answers come in the order of the deeds."""

    def run(deeds):
        gate = threading.Barrier(len(deeds))

        def go(deed):
            gate.wait()
            return deed()

        with ThreadPoolExecutor(len(deeds)) as pool:
            return list(pool.map(go, deeds))

    return run


@pytest.fixture
def counted(capsys) -> Callable[..., None]:
    """Print what a race came to, past pytest's capture."""

    def tell(what: str, outcomes) -> None:
        found = ", ".join(f"{name} × {count}" for name, count in sorted(Counter(outcomes).items(), key=str))
        with capsys.disabled():
            print(f"\n{connection.vendor}: {what}: {found}")

    return tell
