"""Fills the days around today with meetings, through the same deed as everybody; the same day always looks the same."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from bookings.errors import EquipmentOut, RoomTaken
from bookings.models.bookings import Booking
from bookings.models.rooms import Room
from bookings.services.bookings import book_room
from facilities.deeds import deed
from facilities.kernel.clock import BRUSSELS
from facilities.models.people import Organisation, User
from facilities.models.places import Site
from facilities.opening import hours_between

from . import equipment
from .agenda import Meeting, agenda

BACK = timedelta(days=7)
AHEAD = timedelta(days=14)


def fill(
    rooms: list[Room],
    firms: dict[str, Organisation],
    staff: dict[int, list[User]],
    *,
    at: datetime,
    back: timedelta,
    ahead: timedelta,
) -> int:
    """Book what the agenda of each day holds and is not yet booked; returns how many that were."""
    today = at.astimezone(BRUSSELS).date()
    by_name = {room.slug: room for room in rooms}
    meetings = [
        meeting
        for meeting in _meetings(rooms, today - back, today + ahead)
        if meeting.eagerness < _fullness(meeting.interval.start.date() - today)
    ]
    # A meeting is known by the instant it was booked at: whoever moved or cancelled it since keeps it that way.
    known = set(
        Booking.objects.filter(created_at__in=[meeting.booked_at for meeting in meetings]).values_list(
            "created_at", flat=True
        )
    )
    missing: dict[date, list[Meeting]] = {}
    for meeting in meetings:
        if meeting.booked_at not in known:
            missing.setdefault(meeting.interval.start.date(), []).append(meeting)
    return sum(_book(day, by_name, firms, staff) for day in missing.values())


def _fullness(distance: timedelta) -> float:
    """How much of a day's agenda is booked that far from today: a day fills up as it comes nearer."""
    if distance.days < -1:
        return 0.45
    return next((share for days, share in ((1, 1.0), (3, 0.7), (7, 0.5)) if distance.days <= days), 0.3)


def _meetings(rooms: list[Room], first: date, last: date) -> Iterator[Meeting]:
    sites: dict[Site, list[Room]] = {}
    for room in rooms:
        sites.setdefault(room.space.floor.building.site, []).append(room)
    for site, offered in sites.items():
        for day, stretches in hours_between(site, first, last).items():
            for stretch in stretches:
                yield from agenda(site.slug, [room.slug for room in offered], day, stretch)


@deed
def _book(
    meetings: list[Meeting], rooms: dict[str, Room], firms: dict[str, Organisation], staff: dict[int, list[User]]
) -> int:
    booked = []
    for meeting in meetings:
        firm = firms[meeting.firm]
        room = rooms[meeting.room]
        layouts = list(room.layouts.all())
        ask = partial(
            book_room,
            by=None,
            room=room,
            organisation=firm,
            organiser=None,
            interval=meeting.interval,
            title=meeting.title,
            layout=layouts[meeting.person % len(layouts)] if layouts else None,
            attendees=meeting.people,
            is_private=meeting.is_private,
            at=meeting.booked_at,
        )
        try:
            try:
                booking = ask(equipment=equipment.for_meeting(meeting))
            except EquipmentOut:
                booking = ask()
        except RoomTaken:
            # Somebody booked that time before the demonstration came to it.
            continue
        people = staff[firm.pk]
        booking.organiser = people[meeting.person % len(people)]
        booked.append(booking)
    # Only now, past the deed: an organiser would get a mail about each.
    Booking.objects.bulk_update(booked, ["organiser"])
    return len(booked)
