"""Holds: while somebody fills in the booking form nobody else gets that time, for ten minutes at most."""

from datetime import datetime, timedelta

from facilities.deeds import deed
from facilities.errors import TooManyAttempts
from facilities.kernel.intervals import Interval
from facilities.models.people import User
from facilities.services.throttle import seconds_to_wait, take, throttle_key

from .. import limits, rules
from ..models.holds import Hold
from ..models.rooms import Room
from ..occupancy import occupied
from ..touching import topics_of
from .claims import claim, drop_hold
from .explaining import explained, require_free

KEPT = timedelta(minutes=10)
# Whoever looks for a time tries a few; whoever tries more keeps others from booking.
MOST = 30


def hold_room(*, by: User, room: Room, interval: Interval, at: datetime) -> Hold:
    """Keep `room` for `by` for ten minutes instead of what was held before; refused like a booking of it would be."""
    held = Hold.objects.filter(
        user=by, room=room, starts_at=interval.start, ends_at=interval.end, expires_at__gt=at
    ).first()
    if held is not None:
        return held
    key = throttle_key("hold", str(by.pk))
    if not take(key=key, limit=MOST, window=KEPT, at=at):
        raise TooManyAttempts(retry_after=seconds_to_wait(key=key, at=at))
    with explained(by=by, room=room, interval=occupied(room, interval)):
        return _hold(by=by, room=room, interval=interval, at=at)


def check_hold(*, by: User, room: Room, interval: Interval, at: datetime) -> None:
    """Refuse what `hold_room` would refuse, as far as that can be told without taking anything."""
    rules.require(rules.may_hold(by, room))
    limits.check_time(room, interval, at=at, exempt=rules.exempt(by, room))
    require_free(by=by, room=room, claimed=occupied(room, interval))


@deed
def _hold(*, by: User, room: Room, interval: Interval, at: datetime) -> Hold:
    rules.require(rules.may_hold(by, room))
    limits.check_time(room, interval, at=at, exempt=rules.exempt(by, room))
    # Two tabs of one person take turns.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    _release(by)

    hold = Hold.objects.create(user=by, room=room, starts_at=interval.start, ends_at=interval.end, expires_at=at + KEPT)
    claim(owner=hold, interval=occupied(room, interval), by=by, at=at)
    deed.touch(*topics_of(room))
    return hold


@deed
def release_hold(*, by: User) -> None:
    """Give back what `by` holds, if anything."""
    _release(by)


@deed
def drop_expired_holds(*, at: datetime) -> int:
    """Free what was held longer than ten minutes; how many those were."""
    expired = Hold.objects.filter(expires_at__lte=at).select_related("room__space__floor__building__site")
    for hold in expired:
        drop_hold(hold)
    return len(expired)


def _release(by: User) -> None:
    for hold in Hold.objects.filter(user=by).select_related("room__space__floor__building__site"):
        drop_hold(hold)
