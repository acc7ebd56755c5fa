"""Counting attempts in the database, so that no number of parallel ones or processes gets past the limit.

The count is taken before the attempt is looked at: a counter that is read first and raised afterwards lets all who
come at the same moment through. A window ends by itself, so nobody stays locked out.
"""

import math
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F

from ..kernel.statements import ALLOWED, Statements
from ..kernel.tokens import hashed
from ..models.people import Throttle

COUNT = """
    INSERT INTO facilities_throttle (key, count, window_ends_at) SELECT %s, 1, %s WHERE {allowed}
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN facilities_throttle.window_ends_at <= %s THEN 1 ELSE facilities_throttle.count + 1 END,
      window_ends_at = CASE WHEN facilities_throttle.window_ends_at <= %s
        THEN excluded.window_ends_at ELSE facilities_throttle.window_ends_at END
"""
LEFT = """
    NOT EXISTS (SELECT 1 FROM facilities_throttle WHERE key = %s AND window_ends_at > %s AND count >= %s)
"""


def throttle_key(purpose: str, *parts: str) -> str:
    """A key for `take` that holds no address of anybody: the parts are hashed."""
    return f"{purpose}:{hashed(chr(0).join(parts))[:40]}"


def take(*, key: str, limit: int, window: timedelta, at: datetime) -> bool:
    """Count one attempt under `key`; whether it is among the first `limit` of the window that runs at `at`."""
    writes = Statements()
    count_in(writes, key=key, window=window, at=at)
    (count,) = writes.run()
    return int(count) <= limit


def count_in(writes: Statements, *, key: str, window: timedelta, at: datetime) -> None:
    """Let `writes` count one attempt: a commit of its own can cost as much as what is attempted."""
    now, end = (connection.ops.adapt_datetimefield_value(moment) for moment in (at, at + window))
    writes.add(COUNT.format(allowed=ALLOWED), [key, end, now, now], gives="count")


def is_left(*, key: str, limit: int, at: datetime) -> tuple[str, list[Any]]:
    """The condition, with its parameters, that one attempt more is among the first `limit`."""
    return LEFT, [key, connection.ops.adapt_datetimefield_value(at), limit]


def give_back(*, key: str, at: datetime) -> None:
    """Undo one `take`: the attempt turned out to be a good one."""
    Throttle.objects.filter(key=key, count__gt=0, window_ends_at__gt=at).update(count=F("count") - 1)


def seconds_to_wait(*, key: str, at: datetime) -> int:
    """Until the window of `key` ends; at least one second, for a Retry-After header."""
    end = Throttle.objects.filter(key=key).values_list("window_ends_at", flat=True).first()
    return max(1, math.ceil((end - at).total_seconds())) if end else 1
