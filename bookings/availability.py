"""What is taken and what is free, for whoever may know how much of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from facilities import opening
from facilities.kernel.clock import local_day
from facilities.kernel.intervals import Interval, gaps
from facilities.live.reading import once
from facilities.models.people import User
from facilities.models.places import Site
from facilities.modes import mode_facts

from .models.bookings import Block, Booking
from .models.claims import Claim
from .models.rooms import Room
from .moments import Moment, moments
from .occupancy import site_of, zone_of

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch in which a room cannot be had; whose it is only for those who may know."""

    room_id: int
    starts_at: datetime
    ends_at: datetime
    booking: Booking | None
    block: Block | None
    label: str


def taken(rooms: Iterable[Room], interval: Interval, *, viewer: User | None, but: Booking | None = None) -> list[Taken]:
    """What of `interval` is taken in `rooms`, in order, turnover included; at most three queries however many rooms.

    A room is taken too while another that shares an atom is. What `viewer` may not open reads "Occupied".
    """
    claims = Claim.objects.during(interval).filter(atom__rooms__in=[room.pk for room in rooms])
    if but is not None:
        claims = claims.exclude(booking=but)
    if viewer is not None:
        # Whoever holds a time sees it as free: nobody is in their own way.
        claims = claims.exclude(hold__user=viewer)
    found: dict[tuple[int, int | None, int | None, int | None], tuple[datetime, datetime]] = {}
    columns = ("atom__rooms", "booking", "block", "hold", "starts_at", "ends_at")
    for room, booking, block, hold, start, end in claims.values_list(*columns):
        first, last = found.get((room, booking, block, hold), (start, end))
        found[room, booking, block, hold] = min(first, start), max(last, end)

    claims = claims.order_by()
    held = Booking.objects.select_related("organisation", "organiser")
    bookings = _visible(held, viewer, claims, "booking") if any(key[1] for key in found) else {}
    blocks = _visible(Block.objects.all(), viewer, claims, "block") if any(key[2] for key in found) else {}
    stretches = []
    for (room, booking, block, hold), (start, end) in found.items():
        mine, ours = bookings.get(booking or 0), blocks.get(block or 0)
        label = mine.title if mine else ours.reason if ours else _("Being booked") if hold else _("Occupied")
        stretches.append(Taken(room, start, end, mine, ours, label))
    return sorted(stretches, key=lambda one: (one.starts_at, one.room_id))


def _visible(rows: QuerySet[M], viewer: User | None, claims: QuerySet[Claim], owner: str) -> dict[int, M]:
    """Those of the owners of `claims` that `viewer` may open; asked by the claims, for keys would come in batches."""
    if viewer is None:
        return {}
    wanted = claims.filter(**{f"{owner}__isnull": False}).values(owner)
    return {row.pk: row for row in rows.visible_to(viewer).filter(pk__in=wanted)}  # type: ignore[attr-defined]


def free_stretches(room: Room, day: date) -> list[Interval]:
    """The open hours of the local `day` in which nothing claims `room`."""
    whole = local_day(day, zone_of(room))
    claims = Claim.objects.during(whole).filter(atom__rooms=room).values_list("starts_at", "ends_at")
    busy = [Interval(start, end) for start, end in claims]
    return [free for hours in opening.open_intervals(site_of(room), day) for free in gaps(busy, hours)]


def room_state(room: Room, *, at: datetime) -> dict[str, Any]:
    """What the panel of `room` shows at `at`: public, so without the name of any person."""
    site = site_of(room)
    current = _moment(room, at=at)
    return {
        "room": room.pk,
        "site": site.slug,
        **mode_facts(site),
        "now": current.now,
        "until": _iso(current.until),
        "current": _shown(current.current),
        "next": _shown(current.next),
        "held": current.is_held,
    }


def rooms_state(site: Site, *, at: datetime) -> dict[str, Any]:
    """Which rooms of `site` are free at `at`; a constant number of queries."""
    rooms, known = _moments(site, at=at)
    words = [known[room.pk].now for room in rooms]
    return {
        "site": site.slug,
        **mode_facts(site),
        "free": sum(word in {"free", "soon"} for word in words),
        "busy": sum(word in {"busy", "blocked"} for word in words),
        "total": len(rooms),
        "rooms": [
            {
                "id": room.pk,
                "slug": room.slug,
                "name": room.name,
                "now": known[room.pk].now,
                "until": _iso(known[room.pk].stands_until),
            }
            for room in rooms
        ],
    }


def room_changes_at(room: Room, *, at: datetime) -> datetime | None:
    """When `room_state` will differ though nobody does anything."""
    return _moment(room, at=at).changes_at


def rooms_change_at(site: Site, *, at: datetime) -> datetime | None:
    """When `rooms_state` will differ though nobody does anything."""
    _, known = _moments(site, at=at)
    return min((moment.changes_at for moment in known.values()), default=None)


@once
def _moment(room: Room, *, at: datetime) -> Moment:
    return moments([room], site_of(room), at=at)[room.pk]


@once
def _moments(site: Site, *, at: datetime) -> tuple[list[Room], dict[int, Moment]]:
    rooms = list(Room.objects.offered().at(site))
    return rooms, moments(rooms, site, at=at)


def _shown(booking: Booking | None) -> dict[str, Any] | None:
    if booking is None:
        return None
    is_open = booking.room.shows_subject and not booking.is_private
    return {
        "starts_at": _iso(booking.starts_at),
        "ends_at": _iso(booking.ends_at),
        "title": booking.title if is_open else None,
        "organisation": booking.organisation.name,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
