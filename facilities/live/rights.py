"""Who watches and whether they may: asked when a socket opens and again and again while it stays open."""

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, parse_cookie

from ..devices import COOKIE, device_of
from ..models.machinery import LiveTopic
from ..models.people import User
from ..network import client_network
from .frames import Message
from .topics import Viewer, board_topic, device_topic, find, place_topic, user_topic
from .touch import bump, hint


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a socket showed at its handshake or in its hello: cookies, or a token of a device."""

    session_key: str | None = None
    device_cookie: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Who:
    """The person and the device behind some credentials, as primary keys, and what the device is to show."""

    user: int | None = None
    device: int | None = None
    shows: str = ""

    @property
    def topics(self) -> list[str]:
        """The internal topics that tell of changes in their rights."""
        names = [user_topic(self.user)] if self.user else []
        return names + ([device_topic(self.device), place_topic(self.device)] if self.device else [])

    def hangs_at(self, topic: str) -> bool:
        """Whether this is the screen on a wall that shows this board: it hangs in one place."""
        kind, _, slug = self.shows.partition(":")
        return self.device is not None and self.user is None and kind == "board" and board_topic(slug) == topic


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who it was, the close code if they may not watch, and the versions of their rights that were looked at."""

    who: Who
    refusal: int | None
    versions: dict[str, tuple[str, int]]


def credentials_of(scope: Message) -> Credentials:
    """What the handshake shows. A Bearer token makes cookies count for nothing: they came without an Origin check."""
    token = bearer_of(scope)
    if token is not None:
        return Credentials(token=token)
    cookies = parse_cookie(_header(scope, b"cookie") or "")
    return Credentials(cookies.get(settings.SESSION_COOKIE_NAME), cookies.get(COOKIE))


def bearer_of(scope: Message) -> str | None:
    """The token of a `Authorization: Bearer` header."""
    scheme, _, token = (_header(scope, b"authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def network_of(scope: Message) -> str:
    """The network a handshake came from, by the same rule as for requests."""
    request = HttpRequest()
    request.META = {
        "REMOTE_ADDR": (scope.get("client") or [""])[0],
        "HTTP_X_FORWARDED_FOR": _header(scope, b"x-forwarded-for") or "",
    }
    return client_network(request)


def viewer_of(credentials: Credentials) -> Viewer:
    """The viewer behind the credentials, read from the stores at this moment; a token stands alone."""
    if credentials.token is not None:
        return Viewer(AnonymousUser(), device_of(credentials.token))
    return Viewer(_user_of(credentials.session_key), device_of(credentials.device_cookie))


def who_is(credentials: Credentials) -> Who:
    """The keys of the viewer."""
    return _who(viewer_of(credentials))


def judge(credentials: Credentials, name: str, known: Who) -> Verdict:
    """Whether the credentials open the topic `name`.

    What is not there and what is not theirs are refused alike. The versions are read first: a change of rights after
    that shows as a newer version.
    """
    versions = versions_of(known.topics)
    viewer = viewer_of(credentials)
    bound = find(name)
    if credentials.token is not None and viewer.device is None:
        refusal: int | None = 4401
    elif bound is not None and bound.may_watch(viewer):
        refusal = None
    else:
        refusal = 4404 if viewer.is_known else 4401
    return Verdict(_who(viewer), refusal, versions)


def take_place(device: int) -> tuple[str, int]:
    """Take the place of a screen from whichever socket held it, in this process or another; returns the claim."""
    name = place_topic(device)
    with transaction.atomic():
        bump([name])
        claim = versions_of([name])[name]
        transaction.on_commit(lambda: hint([name]))
    return claim


def versions_of(names: list[str]) -> dict[str, tuple[str, int]]:
    """Epoch and seq of each of these topics that has any."""
    found: dict[str, tuple[str, int]] = {}
    for start in range(0, len(names), 900):
        rows = LiveTopic.objects.filter(pk__in=names[start : start + 900])
        found.update({name: (epoch, seq) for name, epoch, seq in rows.values_list("name", "epoch", "seq")})
    return found


def _header(scope: Message, name: bytes) -> str | None:
    return next((value.decode("latin1") for key, value in scope["headers"] if key == name), None)


def _who(viewer: Viewer) -> Who:
    device = viewer.device
    return Who(viewer.user.pk, device.pk, device.shows) if device else Who(viewer.user.pk)


def _user_of(session_key: str | None) -> User | AnonymousUser:
    if not session_key:
        return AnonymousUser()
    # Django's own look: the session must stand, and its hash must still fit the password.
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return get_user(request)
