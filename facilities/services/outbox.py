"""The outbox: what must leave the house is tried until it went, or until a person must look at it."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils.module_loading import import_string

from .. import rules
from ..deeds import Actor, deed
from ..models.machinery import OutboxMessage

logger = logging.getLogger(__name__)

# Longer than any sender may take; after it a message whose worker was killed is free to be sent again.
LEASE = timedelta(minutes=2)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
ATTEMPTS = 10
KEPT = timedelta(days=30)


def deliver_one(*, at: datetime) -> bool:
    """Send the message that has been due the longest, if there is one; any number of workers may do so at once."""
    message = _lease(at)
    if message is None:
        return False
    if message.attempts > ATTEMPTS:
        # Its last attempt took the worker down: nobody was left to write so.
        _give_up(message, message.last_error)
        return True
    try:
        import_string(settings.RUIMTE_SENDERS[message.kind])(message)
    except Exception as error:  # whatever a mail server, a socket or a payload can raise means: not sent
        _postpone(message, error, at)
    else:
        OutboxMessage.objects.filter(pk=message.pk, state=OutboxMessage.State.WAITING).update(
            state=OutboxMessage.State.SENT, sent_at=at, leased_until=None, last_error=""
        )
    return True


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: a minute, doubling, six hours at most."""
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)


@deed
def try_again(*, by: Actor, message: OutboxMessage, at: datetime) -> OutboxMessage:
    """Put a failed message back in the queue with all its attempts."""
    rules.require(rules.may_run_the_platform(by))
    waiting = OutboxMessage.objects.filter(pk=message.pk, state=OutboxMessage.State.FAILED)
    if waiting.update(state=OutboxMessage.State.WAITING, attempts=0, due_at=at, leased_until=None):
        deed.record("retry", message, by=by, kind=message.kind)
    message.refresh_from_db()
    return message


def erase_sent(*, at: datetime) -> int:
    """Forget what was said to whom in messages sent more than thirty days before `at`."""
    old = OutboxMessage.objects.filter(state=OutboxMessage.State.SENT, sent_at__lt=at - KEPT)
    return old.exclude(payload={}).update(payload={})


def _lease(at: datetime) -> OutboxMessage | None:
    # Several candidates: where workers race for the first, the losers take the next.
    for pk in OutboxMessage.objects.due(at).order_by("due_at", "id").values_list("pk", flat=True)[:20]:
        # One conditional update decides who has it.
        mine = OutboxMessage.objects.due(at).filter(pk=pk)
        if mine.update(leased_until=at + LEASE, attempts=F("attempts") + 1):
            return OutboxMessage.objects.get(pk=pk)
    return None


def _postpone(message: OutboxMessage, error: Exception, at: datetime) -> None:
    reason = f"{type(error).__name__}: {error}"[:2000]
    if message.attempts >= ATTEMPTS:
        _give_up(message, reason)
        return
    logger.warning("message %s not sent (attempt %s): %s", message.pk, message.attempts, type(error).__name__)
    OutboxMessage.objects.filter(pk=message.pk, state=OutboxMessage.State.WAITING).update(
        due_at=at + wait_after(message.attempts), leased_until=None, last_error=reason
    )


def _give_up(message: OutboxMessage, reason: str) -> None:
    logger.error("message %s given up after %s attempts", message.pk, ATTEMPTS)
    OutboxMessage.objects.filter(pk=message.pk, state=OutboxMessage.State.WAITING).update(
        state=OutboxMessage.State.FAILED, leased_until=None, last_error=reason
    )
