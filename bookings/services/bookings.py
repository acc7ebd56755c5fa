"""The deeds of a booking; pages, API, panels and the demonstration all come through here."""

from datetime import datetime, timedelta
from typing import Any

from facilities.deeds import Actor, deed
from facilities.kernel.intervals import Interval
from facilities.models.devices import Device
from facilities.models.people import Organisation, User
from facilities.services.repeats import Once

from .. import limits, rules
from ..errors import AlreadyCancelled, AlreadyEnded, NotStarted
from ..events import BookingCancelled, BookingMoved
from ..models.bookings import Booking
from ..models.rooms import Layout, Room
from ..occupancy import claimed_by, minutes_around, site_of, span, used_by_meeting
from ..offers import Wish
from ..stock import Wanted, wanted_by
from ..touching import show_meeting
from .claims import release, shorten
from .explaining import explained
from .notices import tell
from .taking import take, write_down
from .tasks import ask_again

# What a change leaves as it is; None would mean "no layout", "nobody counted".
UNCHANGED: Any = object()
SEEN_IN_A_CALENDAR = {"room", "starts_at", "ends_at", "title", "is_private"}


def book_room(
    *,
    by: Actor,
    room: Room,
    organisation: Organisation,
    organiser: User | None,
    interval: Interval,
    title: str,
    at: datetime,
    layout: Layout | None = None,
    attendees: int | None = None,
    is_private: bool = False,
    equipment: Wanted | None = None,
    once: Once | None = None,
) -> Booking:
    """Keep `room` for `organisation` during `interval`, or raise `RoomTaken` or the rule that refused.

    Asked `once` and sent again, it answers with the booking it made then, as that stands now.
    """
    viewer = by if isinstance(by, User) else None
    wanted = dict(equipment or {})
    wish = Wish(room, interval, organisation, viewer, at, layout, attendees, equipment=wanted)
    with explained(by=by, room=room, interval=interval, wish=wish):
        return _book(
            by=by,
            booking=Booking(
                room=room,
                layout=layout,
                organisation=organisation,
                organiser=organiser,
                booked_by=viewer,
                booked_at_panel=by if isinstance(by, Device) else None,
                title=title,
                attendees=attendees,
                is_private=is_private,
                starts_at=interval.start,
                ends_at=interval.end,
                created_at=at,
                changed_at=at,
                **minutes_around(layout),
            ),
            at=at,
            wanted=wanted,
            once=once,
        )


@deed
def _book(*, by: Actor, booking: Booking, at: datetime, wanted: Wanted, once: Once | None) -> Booking:
    if once is not None and (made := once.begin(at=at)):
        return Booking.objects.get(pk=made)
    room = booking.room
    rules.require(rules.may_book(by, room, booking.organisation, booking.organiser))
    limits.check_parties(room, booking.organisation, booking.organiser)
    limits.check_people(room, booking.layout, booking.attendees)
    limits.check_time(room, span(booking), at=at, exempt=rules.exempt(by, room))

    # A retry after a deadlock starts from the same object, whose row was rolled back.
    booking.pk = None
    booking.save(force_insert=True)
    write_down(booking, wanted)
    take(by=by, booking=booking, wanted=wanted, at=at)

    _record(by, "booked", booking, starts_at=booking.starts_at.isoformat(), ends_at=booking.ends_at.isoformat())
    show_meeting(room, moves_equipment=bool(wanted))
    tell("confirmed", booking)
    if once is not None:
        once.end(booking)
    return booking


def change_booking(
    *,
    by: Actor,
    booking: Booking,
    at: datetime,
    room: Room | None = None,
    interval: Interval | None = None,
    title: str | None = None,
    layout: Layout | None = UNCHANGED,
    attendees: int | None = UNCHANGED,
    is_private: bool | None = None,
    equipment: Wanted = UNCHANGED,
) -> Booking:
    """Change what is given and keep the rest; another room or time takes new claims, all of them or none."""
    wanted: dict[str, Any] = {  # Any: values of the booking's fields
        "room": booking.room if room is None else room,
        "title": booking.title if title is None else title,
        "layout": booking.layout if layout is UNCHANGED else layout,
        "attendees": booking.attendees if attendees is UNCHANGED else attendees,
        "is_private": booking.is_private if is_private is None else is_private,
        "starts_at": interval.start if interval else booking.starts_at,
        "ends_at": interval.end if interval else booking.ends_at,
    }
    if layout is UNCHANGED and wanted["room"] != booking.room:
        wanted["layout"] = None
    goal = Interval(wanted["starts_at"], wanted["ends_at"])
    viewer = by if isinstance(by, User) else None
    things = wanted_by(booking) if equipment is UNCHANGED else dict(equipment)
    wish = Wish(
        wanted["room"],
        goal,
        booking.organisation,
        viewer,
        at,
        wanted["layout"],
        wanted["attendees"],
        moving=booking,
        equipment=things,
    )
    with explained(by=by, room=wanted["room"], interval=goal, wish=wish):
        return _change(by=by, booking=booking, wanted=wanted, things=things, at=at)


@deed
def _change(*, by: Actor, booking: Booking, wanted: dict[str, Any], things: Wanted, at: datetime) -> Booking:
    booking = _locked(booking)
    rules.require(rules.may_change(by, booking))
    _must_stand(booking, at)
    old_room, was, took = booking.room, span(booking), claimed_by(booking)
    changed = [name for name, value in wanted.items() if getattr(booking, name) != value]
    for name in changed:
        setattr(booking, name, wanted[name])
    has_other_things = things != wanted_by(booking)
    if not changed and not has_other_things:
        return booking
    if booking.layout is not None or "layout" in changed:
        for name, minutes in minutes_around(booking.layout).items():
            setattr(booking, name, minutes)

    limits.check_people(booking.room, booking.layout, booking.attendees)
    moved = bool({"room", "starts_at", "ends_at"} & set(changed))
    if moved:
        rules.require(rules.may_book(by, booking.room, booking.organisation, booking.organiser))
        limits.check_parties(booking.room, booking.organisation, booking.organiser)
        limits.check_time(booking.room, span(booking), at=at, exempt=rules.exempt(by, booking.room), was=was)
        booking.sequence += 1
    booking.changed_at = at
    booking.save()
    if has_other_things:
        write_down(booking, things)
        changed.append("equipment")
    if moved or has_other_things or claimed_by(booking) != took:
        release(booking)
        take(by=by, booking=booking, wanted=things, at=at)

    _record(by, "changed", booking, fields=sorted(changed))
    if moved or has_other_things or "layout" in changed:
        ask_again(booking)
    show_meeting(old_room, booking.room, moves_equipment=has_other_things or (moved and bool(things)))
    if SEEN_IN_A_CALENDAR & set(changed):
        tell("changed", booking)
    if moved:
        deed.announce(BookingMoved(by, booking, at))
    return booking


@deed
def cancel_booking(*, by: Actor, booking: Booking, at: datetime) -> Booking:
    """Give the room back; the booking stays, cancelled."""
    booking = _locked(booking)
    rules.require(rules.may_cancel(by, booking))
    _must_stand(booking, at)

    booking.status = Booking.Status.CANCELLED
    booking.cancelled_at = booking.changed_at = at
    booking.sequence += 1
    booking.save()
    release(booking)

    _record(by, "cancelled", booking)
    show_meeting(booking.room, moves_equipment=booking.equipment_lines.exists())
    tell("cancelled", booking)
    deed.announce(BookingCancelled(by, booking, at))
    return booking


@deed
def end_booking_early(*, by: Actor, booking: Booking, at: datetime) -> Booking:
    """Let a running meeting end now, rounded up to the minute, and free what is left of its time."""
    booking = _locked(booking)
    rules.require(rules.may_end_early(by, booking))
    _must_stand(booking, at)
    if booking.starts_at > at:
        raise NotStarted
    ending = max(_whole_minute(at), booking.starts_at + timedelta(minutes=1))
    if ending >= booking.ends_at:
        raise AlreadyEnded

    booking.ends_at = ending
    booking.changed_at = at
    booking.sequence += 1
    booking.save()
    given_back = shorten(booking, used_by_meeting(booking).end, only=booking.claims.exclude(atom__rooms=booking.room))
    shorten(booking, claimed_by(booking).end)

    _record(by, "ended_early", booking, ends_at=ending.isoformat())
    show_meeting(booking.room, moves_equipment=bool(given_back))
    tell("changed", booking)
    return booking


def _locked(booking: Booking) -> Booking:
    """The booking as it stands now, held until the deed ends: a cancellation and a move of it take turns."""
    return (
        Booking.objects.select_for_update(of=("self",))
        .select_related("room__space__floor__building__site", "organisation", "organiser", "booked_by", "layout")
        .get(pk=booking.pk)
    )


def _must_stand(booking: Booking, at: datetime) -> None:
    if booking.status == Booking.Status.CANCELLED:
        raise AlreadyCancelled
    if booking.ends_at <= at:
        raise AlreadyEnded


def _whole_minute(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)


def _record(by: Actor, verb: str, booking: Booking, **facts: Any) -> None:
    deed.record(
        verb,
        booking,
        by=by,
        site=site_of(booking.room),
        organisation=booking.organisation_id,
        room=booking.room_id,
        **facts,
    )
