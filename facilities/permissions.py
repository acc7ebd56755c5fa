"""The permission table: which role may call which route with which method. What is not in it is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from .scopes import scope_of

ANONYMOUS = frozenset({"anonymous"})
DEVICE = frozenset({"device"})
ADMIN = frozenset({"platform_admin"})
AUDITOR = frozenset({"auditor"})
MANAGER = frozenset({"site_manager"})
RECEPTION = frozenset({"receptionist"})
TENANT_ADMIN = frozenset({"tenant_admin"})
TENANT = TENANT_ADMIN | {"tenant_member"}
EXTERNAL = frozenset({"external_booker"})
STAFF = ADMIN | MANAGER | RECEPTION
# Anybody logged in, also somebody whose last role was taken away.
PERSON = frozenset({"person"})
ANYBODY = ANONYMOUS | PERSON | DEVICE

Roles = frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """Who may call one route: method to roles."""

    methods: Mapping[str, Roles]


def allow(*, GET: Roles | None = None, **others: Roles) -> Entry:
    """An entry of the table: `allow(GET=STAFF, POST=MANAGER)`."""
    methods = dict(others)
    if GET is not None:
        methods["GET"] = GET
    return Entry(methods)


@cache
def table() -> dict[str, Entry]:
    """All entries of all storeys, by view name."""
    entries: dict[str, Entry] = {}
    for module in settings.RUIMTE_ROUTES:
        entries.update(import_string(f"{module}.ROUTES"))
    return entries


@cache
def topic_table() -> dict[str, Roles]:
    """Who may ask to watch which live topic, by topic pattern; the topic itself still looks at the row."""
    topics: dict[str, Roles] = {}
    for module in settings.RUIMTE_ROUTES:
        topics.update(import_string(f"{module}.TOPICS"))
    return topics


def roles_of(user: Any, device: Any = None) -> Roles:  # Any: AnonymousUser and User share no base
    """The words of the table that fit whoever asks."""
    roles = frozenset({"device"}) if device is not None and device.is_live else frozenset()
    if user.is_authenticated and user.is_active:
        return roles | scope_of(user).roles | PERSON
    return roles | ANONYMOUS


def may_call(request: HttpRequest, view_name: str) -> bool | None:
    """Whether the caller may use this route with this method; None where the table knows no such route or method."""
    entry = table().get(view_name)
    method = {"HEAD": "GET", "OPTIONS": "GET"}.get(request.method or "GET", request.method or "GET")
    if entry is None or method not in entry.methods:
        return None
    return bool(entry.methods[method] & roles_of(request.user, getattr(request, "device", None)))


def view_names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named view the URL resolver can reach, as (view name, pattern); unnamed ones come with an empty name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from view_names(pattern, inner)
        else:
            yield (f"{prefix}{pattern.name}" if pattern.name else ""), pattern
