"""How far a count can be trusted: by when the sensors behind it were last heard, and whether it moves at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .models.ledger import Quality

# A device may miss two reports before the number is doubtful.
MISSED = 3
WORST_LAST = (Quality.GOOD, Quality.DEGRADED, Quality.STALE, Quality.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Contact:
    """When a sensor was last heard, and how often it is expected."""

    at: datetime | None
    every: timedelta


def judged(contacts: Iterable[Contact], *, stale_after: timedelta, is_stuck: bool, at: datetime) -> str:
    """The quality of a count that these sensors feed; fresh during [contact, contact + stale_after)."""
    heard = list(contacts)
    if not any(contact.at for contact in heard):
        return Quality.UNKNOWN
    if any(contact.at is None or at >= contact.at + stale_after for contact in heard):
        return Quality.STALE
    if is_stuck or any(contact.at and at >= contact.at + contact.every * MISSED for contact in heard):
        return Quality.DEGRADED
    return Quality.GOOD


def changes_at(contacts: Iterable[Contact], *, stale_after: timedelta, at: datetime) -> datetime | None:
    """The next moment after `at` at which silence alone makes the quality another."""
    moments = [
        contact.at + limit
        for contact in contacts
        if contact.at is not None
        for limit in (contact.every * MISSED, stale_after)
    ]
    return min((moment for moment in moments if moment > at), default=None)


def worst(qualities: Iterable[str]) -> str:
    """The least trustworthy of them; not known when there is none."""
    return max(qualities, key=lambda quality: WORST_LAST.index(Quality(quality)), default=Quality.UNKNOWN)
