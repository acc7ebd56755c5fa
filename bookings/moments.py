"""How each of many rooms stands at one moment, read with a constant number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F

from facilities.kernel.clock import local_midnight
from facilities.kernel.intervals import Interval
from facilities.models.places import Site
from facilities.opening import OpeningCalendar, calendars

from .models.bookings import Booking
from .models.claims import Claim
from .models.rooms import Room

SOON = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Moment:
    """A room at one instant: `now` lasts until `until` at the latest; anything shown changes at `changes_at`."""

    now: str
    until: datetime | None
    current: Booking | None
    next: Booking | None
    changes_at: datetime
    taken_until: datetime | None = None
    is_held: bool = False

    @property
    def stands_until(self) -> datetime | None:
        """What a list of rooms says: of a taken room when it can be had again, not when its meeting ends."""
        return self.taken_until or self.until


def moments(rooms: Sequence[Room], site: Site, *, at: datetime) -> dict[int, Moment]:
    """The moment of each of `rooms`, all of `site`; looks ahead to the end of tomorrow."""
    today = at.astimezone(ZoneInfo(site.time_zone)).date()
    # What this very site was asked before is not asked again.
    calendar = OpeningCalendar(site, today, today + timedelta(days=7))
    return _moments({site: rooms}, {site.pk: calendar}, at=at)


def moments_at(rooms_of: Mapping[Site, Sequence[Room]], *, at: datetime) -> dict[int, Moment]:
    """The moment of each room by its site; as many queries for two sites as for many."""
    if len(rooms_of) == 1:
        ((site, rooms),) = rooms_of.items()
        return moments(rooms, site, at=at)
    if not rooms_of:
        return {}
    days = [at.astimezone(ZoneInfo(site.time_zone)).date() for site in rooms_of]
    return _moments(rooms_of, calendars(rooms_of, min(days), max(days) + timedelta(days=7)), at=at)


def _moments(
    rooms_of: Mapping[Site, Sequence[Room]], known: Mapping[int, OpeningCalendar], *, at: datetime
) -> dict[int, Moment]:
    zones = {site: ZoneInfo(site.time_zone) for site in rooms_of}
    today = {site: at.astimezone(zone).date() for site, zone in zones.items()}
    # What begins later is not shown yet; it comes into view at midnight.
    horizon = {site: local_midnight(today[site] + timedelta(days=2), zone) for site, zone in zones.items()}
    opened = {site: known[site.pk].merged() for site in rooms_of}
    ends = {room.pk: horizon[site] for site, rooms in rooms_of.items() for room in rooms}
    held: dict[int, dict[tuple[int | None, ...], Claim]] = {pk: {} for pk in ends}
    for claim in _claims(held, Interval(at, max(horizon.values()))):
        pk = claim.in_room  # type: ignore[attr-defined]  # annotated
        key = (claim.booking_id, claim.block_id, claim.hold_id)
        if claim.starts_at < ends[pk] and (key not in held[pk] or claim.ends_at > held[pk][key].ends_at):
            held[pk][key] = claim
    return {
        room.pk: _moment(
            list(held[room.pk].values()),
            opened[site],
            at=at,
            midnight=local_midnight(today[site] + timedelta(days=1), zones[site]),
            horizon=horizon[site],
        )
        for site, rooms in rooms_of.items()
        for room in rooms
    }


def _claims(rooms: Iterable[int], interval: Interval) -> Iterable[Claim]:
    return (
        Claim.objects.during(interval)
        .filter(atom__rooms__in=list(rooms))
        .annotate(in_room=F("atom__rooms"))
        .select_related("booking__organisation", "booking__room")
        .order_by("starts_at", "pk")
    )


def _moment(
    claims: list[Claim], opened: list[Interval], *, at: datetime, midnight: datetime, horizon: datetime
) -> Moment:
    """The claims of one room, one for each owner, in order of their start."""
    running = [claim for claim in claims if claim.starts_at <= at]
    coming = [claim for claim in claims if claim.starts_at > at]
    bookings = [claim.booking for claim in claims if claim.booking is not None]
    current = next((one for one in bookings if one.starts_at <= at < one.ends_at), None)
    upcoming = next((one for one in bookings if one.starts_at > at), None)
    edges = [midnight, *(edge for one in bookings for edge in (one.starts_at, one.ends_at))]
    edges += [edge for claim in claims for edge in (claim.starts_at - SOON, claim.starts_at, claim.ends_at)]
    edges += [edge for stretch in opened for edge in (stretch.start, stretch.end)]
    changes_at = min(edge for edge in edges if edge > at)

    stretch = next((stretch for stretch in opened if at in stretch), None)
    if running:
        # Set-up, tear-down and turnover show no meeting, and yet the room cannot be had.
        now = "blocked" if any(claim.block_id for claim in running) else "busy"
        until = current.ends_at if current else max(claim.ends_at for claim in running)
        if current is None and upcoming is not None:
            until = min(until, upcoming.starts_at)
        is_held = current is None and any(claim.hold_id for claim in running)
        return Moment(now, until, current, upcoming, changes_at, _end_of_run(running, coming), is_held)
    if stretch is None:
        opens = [later.start for later in opened if later.start > at]
        ends = opens[:1] + [claim.starts_at for claim in coming[:1]]
        return Moment("closed", min(ends, default=None), None, upcoming, changes_at)
    until = stretch.end
    if coming:
        until = min(until, coming[0].starts_at)
    is_soon = bool(coming) and coming[0].starts_at - at <= SOON
    # Open on and on: nothing to count down to.
    known = until if until < horizon or coming else None
    return Moment("soon" if is_soon else "free", known, None, upcoming, changes_at)


def _end_of_run(running: list[Claim], coming: list[Claim]) -> datetime:
    """When the claims that follow one another without a gap are over."""
    end = max(claim.ends_at for claim in running)
    for claim in coming:
        if claim.starts_at > end:
            break
        end = max(end, claim.ends_at)
    return end
