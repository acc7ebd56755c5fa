"""Blocks: staff keep everybody out of a room for a while."""

from datetime import datetime

from facilities.deeds import Actor, deed
from facilities.kernel.intervals import Interval
from facilities.models.people import User

from .. import rules
from ..errors import AlreadyEnded, AlreadyLifted, InThePast
from ..limits import shown
from ..models.bookings import Block
from ..models.rooms import Room
from ..occupancy import site_of, zone_of
from ..touching import topics_of
from .claims import claim, make_way, release
from .explaining import explained


def block_room(*, by: Actor, room: Room, interval: Interval, reason: str, at: datetime) -> Block:
    """Keep `room` from everybody during `interval`; `RoomTaken` lists the bookings that would be affected."""
    with explained(by=by, room=room, interval=interval):
        return _block(by=by, room=room, interval=interval, reason=reason, at=at)


@deed
def _block(*, by: Actor, room: Room, interval: Interval, reason: str, at: datetime) -> Block:
    rules.require(rules.may_block(by, room))
    if by is not None and interval.end <= at:
        raise InThePast(nearest=shown(at, zone_of(room)))

    block = Block.objects.create(
        room=room,
        reason=reason,
        starts_at=interval.start,
        ends_at=interval.end,
        created_by=by if isinstance(by, User) else None,
        created_at=at,
    )
    make_way(by=by, room=room, interval=interval)
    claim(owner=block, interval=interval, by=by, at=at)

    deed.record(
        "blocked",
        block,
        by=by,
        site=site_of(room),
        room=room.pk,
        starts_at=interval.start.isoformat(),
        ends_at=interval.end.isoformat(),
    )
    deed.touch(*topics_of(room))
    return block


@deed
def lift_block(*, by: Actor, block: Block, at: datetime) -> Block:
    """Give the room free again before the block would have ended."""
    block = (
        Block.objects.select_for_update(of=("self",))
        .select_related("room__space__floor__building__site")
        .get(pk=block.pk)
    )
    rules.require(rules.may_lift(by, block))
    if block.lifted_at is not None:
        raise AlreadyLifted
    if block.ends_at <= at:
        raise AlreadyEnded

    block.lifted_at = at
    block.save()
    release(block)

    deed.record("lifted", block, by=by, site=site_of(block.room), room=block.room_id)
    deed.touch(*topics_of(block.room))
    return block
