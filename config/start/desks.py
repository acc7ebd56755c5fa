"""The houses a person works at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from bookings.models import Booking, Room
from bookings.moments import moments
from facilities.models import Device, Invitation, Site, User
from facilities.querysets import DeviceQuerySet
from facilities.scopes import Scope

from .today import FREE, RoomToday, room_today, today

DESKS = 3  # houses shown in full; the others are a link
SILENT_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Desk:
    """One house as the people who work there need it."""

    site: Site
    rooms: list[RoomToday]
    meetings: int
    is_managed: bool
    silent: list[Device]
    invitations: int

    @property
    def free(self) -> int:
        """Rooms that can be had at this moment."""
        return sum(one.moment.now in FREE for one in self.rooms)

    @property
    def taken(self) -> int:
        """Rooms in which something is going on."""
        return sum(one.moment.now in {"busy", "blocked"} for one in self.rooms)


def desks(user: User, scope: Scope, *, at: datetime) -> list[Desk]:
    """The houses this person works at, with every room and today's meetings."""
    sites = Site.objects.visible_to(user).filter(pk__in=scope.staff_sites).order_by("name")[:DESKS]
    return [_desk(user, site, scope, at=at) for site in sites]


def _desk(user: User, site: Site, scope: Scope, *, at: datetime) -> Desk:
    rooms = list(Room.objects.visible_to(user).at(site).prefetch_related("atoms").order_by("name"))
    known = moments(rooms, site, at=at)
    shown = [room_today(room, known[room.pk], at) for room in rooms if room.is_offered]
    atoms = {room.pk: {atom.pk for atom in room.atoms.all()} for room in rooms}
    bookings = Booking.objects.visible_to(user).live().during(today(at)).filter(room__space__floor__building__site=site)
    meetings = list(bookings.select_related("room", "organisation", "organiser").order_by("starts_at", "pk"))
    for one in shown:
        # A meeting in the whole hall is one in each of its halves too.
        mine = atoms[one.room.pk]
        one.meetings += [held for held in meetings if held.ends_at > at and mine & atoms.get(held.room_id, set())]
    is_managed = site.pk in scope.managed_sites
    invited = Invitation.objects.visible_to(user).open(at).filter(Q(site=site) | Q(organisation__sites=site))
    return Desk(
        site=site,
        rooms=shown,
        meetings=len(meetings),
        is_managed=is_managed,
        silent=list(silent(user, at=at).filter(site=site)) if is_managed else [],
        invitations=invited.distinct().count() if is_managed else 0,
    )


def silent(user: User, *, at: datetime) -> DeviceQuerySet:
    """Screens that should be showing something and have not been heard for a while."""
    quiet = Q(last_seen_at__isnull=True) | Q(last_seen_at__lt=at - SILENT_AFTER)
    return Device.objects.visible_to(user).live().screens().filter(quiet)
