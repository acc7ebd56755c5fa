"""`@deed`: a service as one transaction with everything it leaves behind.

The outermost deed opens the transaction and, at its end, writes what it and the deeds inside it collected: audit
entries, outbox rows and, last and once in sorted order, the live touches. Touches come last because a touched topic is
a row lock all rivals share; sorted because opposite orders deadlock on PostgreSQL.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.utils.module_loading import import_string

from .kernel import clock
from .kernel.statements import Statements
from .kernel.turns import own_turn
from .live.touch import bump_with_boards, bumping_with_boards, hint
from .models.devices import Device
from .models.machinery import AuditEntry, OutboxMessage
from .models.people import Organisation, User
from .models.places import Site

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

Actor = User | Device | None
RETRIED = {"40P01", "40001"}  # deadlock_detected, serialization_failure
ATTEMPTS = 3


@dataclass(slots=True)
class Work:
    """What the running deed has collected so far."""

    audit: list[AuditEntry] = field(default_factory=list)
    outbox: list[OutboxMessage] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)


_work: ContextVar[Work | None] = ContextVar("ruimte_deed", default=None)


class Deed:
    """The decorator, and what a deed may say while it runs."""

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Make `function` a deed; called inside another deed it joins that one."""

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if _work.get() is not None:
                return _joined(function, args, kwargs)
            return _outermost(function, args, kwargs)

        return run

    def record(
        self,
        verb: str,
        subject: models.Model,
        *,
        by: Actor,
        site: Site | int | None = None,
        organisation: Organisation | int | None = None,
        **facts: Any,
    ) -> None:
        """Add an audit entry: `facts` hold ids and values, never names or other personal data."""
        _current().audit.append(
            AuditEntry(
                at=clock.now(),
                actor=actor_key(by),
                verb=verb,
                subject=f"{subject._meta.label_lower}:{subject.pk}",
                site_id=site.pk if isinstance(site, Site) else site,
                organisation_id=organisation.pk if isinstance(organisation, Organisation) else organisation,
                facts=facts,
            )
        )

    def touch(self, *topics: str) -> None:
        """Say that what these live topics show has changed."""
        _current().topics.update(topics)

    def send(self, kind: str, payload: dict[str, Any], *, dedupe_key: str | None = None) -> None:
        """Put a message for the world outside into the outbox."""
        at = clock.now()
        _current().outbox.append(
            OutboxMessage(kind=kind, payload=payload, dedupe_key=dedupe_key, created_at=at, due_at=at)
        )

    def at_once(self, writes: Statements, *topics: str, guard: str, parameters: Sequence[Any]) -> bool:
        """Do what one journey to the database can do: `writes` with the touch of `topics`, or nothing.

        Nothing where the update `guard` finds no row, or where somebody else was in the way: then it is for a deed.
        """
        if topics:
            sql, names = bumping_with_boards(topics)
            writes.add(sql, names, gives="name")
        try:
            told = writes.run_if(guard, parameters)
        except (IntegrityError, OperationalError) as error:
            if connection.in_atomic_block or not _is_a_lost_race(error):
                raise
            return False
        if told is None:
            return False
        if topics:
            transaction.on_commit(lambda: hint(told))
        return True

    def announce(self, event: object) -> None:
        """Tell the listeners named in settings, inside the transaction; one that raises rolls the deed back."""
        for path in settings.RUIMTE_LISTENERS:
            import_string(path)(event)


deed = Deed()


def actor_key(by: Actor) -> str:
    """How the audit log names an actor: user:12, device:3 or system."""
    if by is None:
        return "system"
    return f"{by._meta.model_name}:{by.pk}"


def _current() -> Work:
    work = _work.get()
    if work is None:
        raise RuntimeError("only a function marked @deed may record, touch, send or announce")
    return work


def _joined(function: Callable[..., R], args: Any, kwargs: Any) -> R:
    work = _current()
    before = len(work.audit), len(work.outbox), set(work.topics)
    try:
        with transaction.atomic():
            return function(*args, **kwargs)
    except BaseException:
        # Rolled back to the savepoint: what it collected must go too, should the outer deed carry on.
        del work.audit[before[0] :], work.outbox[before[1] :]
        work.topics.intersection_update(before[2])
        raise


def _outermost(function: Callable[..., R], args: Any, kwargs: Any) -> R:
    for attempt in range(ATTEMPTS):
        token = _work.set(Work())
        try:
            with own_turn(), transaction.atomic():
                result = function(*args, **kwargs)
                _write(_current())
            return result
        except OperationalError as error:
            if connection.in_atomic_block or attempt == ATTEMPTS - 1 or not _is_a_lost_race(error):
                raise
            logger.warning("deed %s retried after %s", function.__name__, error)
            time.sleep(0.01 * (attempt + 1))
        finally:
            _work.reset(token)
    raise AssertionError("unreachable")


def _is_a_lost_race(error: Exception) -> bool:
    return isinstance(error, IntegrityError) or getattr(error.__cause__, "sqlstate", None) in RETRIED


def _write(work: Work) -> None:
    if work.audit:
        AuditEntry.objects.bulk_create(work.audit)
    if work.outbox:
        OutboxMessage.objects.bulk_create(work.outbox, ignore_conflicts=True)
        transaction.on_commit(_wake_worker)
    if work.topics:
        topics = bump_with_boards(work.topics)
        transaction.on_commit(lambda: hint(topics))


def _wake_worker() -> None:
    from .worker import wake

    wake()
