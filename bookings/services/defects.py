"""Defects: reported by whoever stands in the room, taken up and resolved by the people of the house."""

from datetime import datetime, timedelta

from facilities.deeds import Actor, actor_key, deed
from facilities.errors import TooManyAttempts
from facilities.kernel.intervals import Interval
from facilities.mails import mail
from facilities.models.devices import Device
from facilities.models.people import Role, User
from facilities.services.throttle import seconds_to_wait, take, throttle_key

from .. import rules
from ..errors import AlreadyBlocked, DefectResolved
from ..models.defects import Defect
from ..models.rooms import Room
from ..occupancy import site_of
from .blocks import block_room, lift_block

MOST = 10
WINDOW = timedelta(minutes=10)


def report_defect(*, by: Actor, room: Room, summary: str, at: datetime, details: str = "") -> Defect:
    """Write down what is wrong in `room` and tell those who manage its site."""
    rules.require(rules.may_report(by, room))
    key = throttle_key("defect", actor_key(by))
    if by is not None and not take(key=key, limit=MOST, window=WINDOW, at=at):
        raise TooManyAttempts(retry_after=seconds_to_wait(key=key, at=at))
    return _report(by=by, room=room, summary=summary, details=details, at=at)


@deed
def _report(*, by: Actor, room: Room, summary: str, details: str, at: datetime) -> Defect:
    defect = Defect.objects.create(
        room=room,
        summary=summary,
        details=details,
        reported_by=by if isinstance(by, User) else None,
        reported_at_panel=by if isinstance(by, Device) else None,
        reported_at=at,
    )
    _record("defect.reported", defect, by=by)
    site = site_of(room)
    managers = User.objects.filter(is_active=True, memberships__role=Role.SITE_MANAGER, memberships__site=site)
    for person in managers.exclude(pk=by.pk if isinstance(by, User) else None).distinct():
        _tell("defect_reported", defect, person)
    return defect


@deed
def take_up(*, by: Actor, defect: Defect, at: datetime) -> Defect:
    """Say that somebody is at it now."""
    defect = _open(by, defect)
    defect.state = Defect.State.IN_PROGRESS
    defect.handled_by = by if isinstance(by, User) else None
    defect.taken_up_at = defect.taken_up_at or at
    defect.save()
    _record("defect.taken_up", defect, by=by)
    return defect


@deed
def block_for_defect(*, by: Actor, defect: Defect, interval: Interval, at: datetime) -> Defect:
    """Keep the room out of use until it is mended; `RoomTaken` lists the bookings in the way."""
    defect = _open(by, defect)
    if _stands(defect, at):
        raise AlreadyBlocked
    defect.block = block_room(by=by, room=defect.room, interval=interval, reason=defect.summary, at=at)
    defect.save()
    _record("defect.blocked", defect, by=by, block=defect.block.pk)
    return defect


@deed
def resolve_defect(*, by: Actor, defect: Defect, at: datetime, outcome: str = "") -> Defect:
    """Say that it is mended: its block is lifted and whoever reported it is told."""
    defect = _open(by, defect)
    if defect.block is not None and _stands(defect, at):
        lift_block(by=by, block=defect.block, at=at)
    defect.state = Defect.State.RESOLVED
    defect.handled_by = by if isinstance(by, User) else None
    defect.resolved_at = at
    defect.outcome = outcome
    defect.save()
    _record("defect.resolved", defect, by=by)
    if defect.reported_by is not None and defect.reported_by != by and defect.reported_by.is_active:
        _tell("defect_resolved", defect, defect.reported_by)
    return defect


def _open(by: Actor, defect: Defect) -> Defect:
    defect = (
        Defect.objects.select_for_update(of=("self",))
        .select_related("room__space__floor__building__site", "block", "reported_by")
        .get(pk=defect.pk)
    )
    rules.require(rules.is_staff_of(by, defect.room))
    if defect.state == Defect.State.RESOLVED:
        raise DefectResolved
    return defect


def _stands(defect: Defect, at: datetime) -> bool:
    return defect.block is not None and defect.block.lifted_at is None and defect.block.ends_at > at


def _tell(what: str, defect: Defect, person: User) -> None:
    context = {"defect": defect, "room": defect.room, "site": site_of(defect.room)}
    deed.send("mail", mail(template=f"bookings/mail/{what}", to=person, context=context))


def _record(verb: str, defect: Defect, *, by: Actor, **facts: int) -> None:
    site = site_of(defect.room)
    deed.record(verb, defect, by=by, site=site, room=defect.room_id, **facts)
    deed.touch(f"defects.{site.slug}")
