"""Requests that may be sent twice: the second time answers with what the first one made, and makes nothing."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.db.models import Model

from ..errors import IdempotencyKeyReused, IdempotencyKeyUnreadable
from ..kernel.tokens import hashed
from ..models.machinery import IdempotencyKey
from ..models.people import User

KEPT = timedelta(hours=24)
LONGEST = 200


@dataclass(slots=True)
class Once:
    """A request with a key, asked by `user`; `is_repeat` once it turned out that it was answered before."""

    user: User
    key_hash: str
    body_hash: str
    is_repeat: bool = False

    @classmethod
    def asked(cls, *, user: User, purpose: str, key: str | None, body: Any) -> Self | None:
        """The request of `user`, or None when it came without a key; `purpose` keeps keys of other deeds apart."""
        if key is None:
            return None
        # Some clients write it as a quoted string, as the draft of the header asks.
        key = key.strip().removeprefix('"').removesuffix('"')
        if not key or len(key) > LONGEST or not key.isascii() or not key.isprintable():
            raise IdempotencyKeyUnreadable(limit=LONGEST)
        return cls(user, hashed(f"{purpose}\0{key}"), hashed(json.dumps(body, sort_keys=True)))

    def begin(self, *, at: datetime) -> int | None:
        """Inside the deed, before all else: None for the first, or the primary key of what was made then.

        Whoever sends the same at the same moment waits here until the first is done, by the unique constraint.
        """
        mine = IdempotencyKey.objects.filter(user=self.user, key_hash=self.key_hash)
        mine.filter(expires_at__lte=at).delete()
        IdempotencyKey.objects.bulk_create(
            [IdempotencyKey(user=self.user, key_hash=self.key_hash, body_hash=self.body_hash, expires_at=at + KEPT)],
            ignore_conflicts=True,
        )
        kept = mine.get()
        self.is_repeat = kept.subject is not None
        if self.is_repeat and kept.body_hash != self.body_hash:
            raise IdempotencyKeyReused
        return kept.subject

    def end(self, made: Model) -> None:
        """Inside the deed, at its end: this is what the request made."""
        IdempotencyKey.objects.filter(user=self.user, key_hash=self.key_hash).update(subject=made.pk)


def forget_keys(*, at: datetime) -> None:
    """Remove keys whose day is over."""
    IdempotencyKey.objects.filter(expires_at__lte=at).delete()
