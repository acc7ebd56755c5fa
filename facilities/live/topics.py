"""Live topics: named things somebody looks at, each with a state, a next moment of change and a right to watch."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from importlib import import_module
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import F

from ..models.devices import Device
from ..models.machinery import LiveTopic
from ..models.people import User
from ..permissions import Roles, roles_of, topic_table
from .reading import reading
from .touch import begin

State = dict[str, Any]  # JSON: whatever the topic shows
CONVERTERS = {"int": r"0|[1-9][0-9]{0,17}", "slug": r"[-a-zA-Z0-9_]{1,80}", "str": r"[^/.]{1,80}"}
# A topic is looked at again at least this often, also when it says that nothing will change by itself.
LONGEST = timedelta(days=1)
SHORTEST = timedelta(milliseconds=50)


@dataclass(frozen=True)
class Viewer:
    """Whoever watches: a person, a device, both or neither."""

    user: User | AnonymousUser
    device: Device | None = None

    @cached_property
    def roles(self) -> Roles:
        """The words of the permission table that fit."""
        return roles_of(self.user, self.device)

    @property
    def is_known(self) -> bool:
        """Whether there is a person or a device at all."""
        return self.user.is_authenticated or self.device is not None


class Topic(Protocol):
    """What a class under `@topic` answers; all of it runs in a thread and may ask the database."""

    def may_watch(self, viewer: Viewer, **args: Any) -> bool:
        """Whether `viewer`, whose role the table already let pass, sees this very thing."""

    def state(self, *, at: datetime, **args: Any) -> State | None:
        """The whole state at `at`, without personal data; None where there is no such thing."""

    def next_transition(self, *, at: datetime, **args: Any) -> datetime | None:
        """The first instant after `at` at which the state changes by the clock alone."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One topic by name: the class and what its name says."""

    name: str
    pattern: str
    topic: Topic
    args: dict[str, Any]

    def may_watch(self, viewer: Viewer) -> bool:
        """The permission table first, then the topic's own look at the row."""
        allowed = topic_table().get(self.pattern, frozenset())
        return bool(allowed & viewer.roles) and self.topic.may_watch(viewer, **self.args)


@dataclass(frozen=True, slots=True)
class Published:
    """What everybody is shown: one state under one `epoch-seq`."""

    name: str
    epoch: str
    seq: int
    next_transition_at: datetime | None
    state: State
    as_of: datetime


_registry: dict[str, tuple[re.Pattern[str], dict[str, str], Topic]] = {}
C = TypeVar("C", bound=type)


def topic(pattern: str) -> Callable[[C], C]:
    """Register a class under a pattern such as `room.<int:pk>`; converters: int, slug, str (no dot)."""
    kinds: dict[str, str] = {}

    def piece(match: re.Match[str]) -> str:
        kind, name = match.groups()
        kinds[name] = kind
        return f"(?P<{name}>{CONVERTERS[kind]})"

    # re.escape leaves < : > alone, so the pieces are still to be found after it.
    compiled = re.compile(re.sub(r"<(\w+):(\w+)>", piece, re.escape(pattern)))

    def register(cls: C) -> C:
        _registry[pattern] = (compiled, kinds, cls())
        return cls

    return register


def load_topics() -> None:
    """Import the modules named in settings, whose classes register themselves."""
    for module in settings.RUIMTE_TOPICS:
        import_module(module)


def patterns() -> list[str]:
    """The patterns of all registered topics."""
    return list(_registry)


def find(name: str) -> Bound | None:
    """The topic of this name; says nothing about whether the thing itself exists."""
    for pattern, (compiled, kinds, known) in _registry.items():
        match = compiled.fullmatch(name)
        if match:
            args = {key: int(text) if kinds[key] == "int" else text for key, text in match.groupdict().items()}
            return Bound(name, pattern, known, args)
    return None


def user_topic(pk: int) -> str:
    """Touch it when a person's sessions or roles change: hubs look at the rights of their sockets at once."""
    return f"user.{pk}"


def device_topic(pk: int) -> str:
    """Touch it when a device is paired, renamed or revoked."""
    return f"device.{pk}"


def place_topic(pk: int) -> str:
    """Touched by each socket on which a screen shows its board: the one that did it last holds the place."""
    return f"place.{pk}"


def board_topic(slug: str) -> str:
    """The topic of a board."""
    return f"board.{slug}"


def publish(name: str, at: datetime) -> Published | None:
    """The state of a topic at `at` with its `epoch-seq`; None where there is no such thing.

    The seq is read before the state: a change in between leaves a newer state under an older seq, which the next
    look corrects; the other way round would hide it for good.
    """
    bound = find(name)
    if bound is None:
        return None
    with reading():
        return _publish(bound, name, at)


def _publish(bound: Bound, name: str, at: datetime) -> Published | None:
    row = version(name, at)
    state = bound.topic.state(at=at, **bound.args)
    if state is None:
        return None
    if row is None:
        # Rows only for things that exist, or anybody could fill the table with names.
        begin(name)
        with reading():
            return _publish(bound, name, at)
    _foresee(bound, row, at)
    return Published(name, row.epoch, row.seq, row.next_transition_at, state, at)


def version(name: str, at: datetime) -> LiveTopic | None:
    """The topic's row after a transition due by `at` was counted: one reader raises the seq, the others see that."""
    row = LiveTopic.objects.filter(pk=name).first()
    while row is not None and row.next_transition_at is not None and row.next_transition_at <= at:
        LiveTopic.objects.filter(pk=name, epoch=row.epoch, seq=row.seq).update(
            seq=F("seq") + 1, next_transition_at=None
        )
        row = LiveTopic.objects.filter(pk=name).first()
    return row


def version_at(name: str, at: datetime) -> LiveTopic | None:
    """The version under which a topic stands at `at`, for outputs that read its state for themselves.

    Begun and with its next transition foreseen, as if somebody watched it: else time would change it unseen.
    """
    bound = find(name)
    if bound is None:
        return None
    row = version(name, at)
    if row is None:
        if bound.topic.state(at=at, **bound.args) is None:
            return None
        begin(name)
        row = LiveTopic.objects.get(pk=name)
    _foresee(bound, row, at)
    return row


def _foresee(bound: Bound, row: LiveTopic, at: datetime) -> None:
    if row.next_transition_at is not None:
        return
    row.next_transition_at = _next_transition(bound, at)
    LiveTopic.objects.filter(pk=bound.name, epoch=row.epoch, seq=row.seq, next_transition_at__isnull=True).update(
        next_transition_at=row.next_transition_at
    )


def _next_transition(bound: Bound, at: datetime) -> datetime:
    due = bound.topic.next_transition(at=at, **bound.args) or at + LONGEST
    # A topic that answers with the past must not keep everybody busy.
    return min(max(due, at + SHORTEST), at + LONGEST)
