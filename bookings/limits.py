"""What a room refuses whoever asks: its audience, grid, lengths, notice, horizon, seats and the hours of its site.

Each refusal names its limit and the nearest value that would do.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from facilities.kernel.clock import at_minute, local_day
from facilities.kernel.intervals import Interval
from facilities.models.people import Organisation, User
from facilities.opening import OpeningCalendar

from .errors import (
    BeyondHorizon,
    InThePast,
    LayoutOfAnotherRoom,
    OffGrid,
    OrganisationSuspended,
    OrganiserOfAnotherOrganisation,
    OutsideOpeningHours,
    RoomNotOffered,
    TooLong,
    TooManyPeople,
    TooShort,
    TooSoon,
)
from .models.rooms import Layout, Room
from .occupancy import site_of, zone_of

DAY = 24 * 60


def in_words(minutes: int) -> str:
    """A length of time as people say it: 30 minutes, 8 hours, 2 days."""
    if minutes and minutes % DAY == 0:
        return ngettext("%(count)d day", "%(count)d days", minutes // DAY) % {"count": minutes // DAY}
    if minutes and minutes % 60 == 0:
        return ngettext("%(count)d hour", "%(count)d hours", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def shown(moment: datetime, zone: ZoneInfo) -> str:
    """Day and time on the wall clock of the house, in the language of the reader."""
    return formats.date_format(moment.astimezone(zone), "SHORT_DATETIME_FORMAT")


def minute_of(moment: datetime, zone: ZoneInfo) -> int:
    """Minutes on the wall clock since local midnight."""
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute


def is_on_grid(moment: datetime, grid: int, zone: ZoneInfo) -> bool:
    """Whether the wall clock of `moment` is a whole number of steps after midnight."""
    return not (moment.second or moment.microsecond) and minute_of(moment, zone) % grid == 0


def next_on_grid(moment: datetime, grid: int, zone: ZoneInfo) -> datetime:
    """`moment` when it is on the grid, else the first step after it (midnight always is one)."""
    if is_on_grid(moment, grid, zone):
        return moment
    day = moment.astimezone(zone).date()
    minute = (minute_of(moment, zone) // grid + 1) * grid
    step = at_minute(day, min(minute, DAY), zone)
    # In the autumn hour that exists twice the wall clock names its first pass: walk on to the second.
    return step if step > moment else next_on_grid(step + timedelta(hours=1), grid, zone)


def previous_on_grid(moment: datetime, grid: int, zone: ZoneInfo) -> datetime:
    """The step at or before `moment`."""
    past = minute_of(moment, zone) % grid
    return moment.replace(second=0, microsecond=0) - timedelta(minutes=past)


def check_parties(room: Room, organisation: Organisation, organiser: User | None) -> None:
    """The organisation may book this room, and the organiser is one of its people."""
    site = site_of(room)
    if organisation.is_suspended:
        raise OrganisationSuspended(organisation_name=organisation.name)
    if not is_offered(room, organisation, set(organisation.sites.values_list("pk", flat=True))):
        raise RoomNotOffered(room_name=room.name, organisation_name=organisation.name)
    if organiser is None:
        return
    belongs = Q(organisation=organisation)
    if organisation.kind == Organisation.Kind.OPERATOR:
        belongs |= Q(site=site)
    if not organiser.is_active or not organiser.memberships.filter(belongs).exists():
        raise OrganiserOfAnotherOrganisation(organisation_name=organisation.name)


def is_offered(room: Room, organisation: Organisation, at_home: Collection[int]) -> bool:
    """Whether `room` can be booked for `organisation`, whose sites are `at_home`; the house always may."""
    if not room.is_offered:
        return False
    site = site_of(room)
    if organisation.pk == site.walk_in_organisation_id or organisation.kind == Organisation.Kind.OPERATOR:
        return True
    if room.audience == Room.Audience.EVERYONE:
        return True
    if organisation.kind == Organisation.Kind.EXTERNAL:
        return False
    return bool(at_home) if room.audience == Room.Audience.ALL_TENANTS else site.pk in at_home


def check_people(room: Room, layout: Layout | None, attendees: int | None) -> None:
    """The layout is one of the room's, and everybody has a seat."""
    if layout is not None and layout.room_id != room.pk:
        raise LayoutOfAnotherRoom(room_name=room.name)
    seats = layout.seats if layout is not None else room.seats
    if attendees is not None and attendees > seats:
        raise TooManyPeople(room_name=room.name, limit=seats)


@dataclass(frozen=True, slots=True)
class Exempt:
    """What somebody need not keep to."""

    from_hours: bool = False
    from_grid: bool = False
    from_lead: bool = False
    from_start: bool = False
    from_all: bool = False


NOBODY = Exempt()
# Reception also writes down the meeting that began ten minutes ago.
STAFF = Exempt(from_hours=True, from_grid=True, from_lead=True, from_start=True)
# Whoever stands at the door starts this minute.
PANEL = Exempt(from_grid=True, from_lead=True)
SYSTEM = Exempt(from_all=True)


def check_time(
    room: Room, interval: Interval, *, at: datetime, exempt: Exempt = NOBODY, was: Interval | None = None
) -> None:
    """`interval` keeps to the room's limits; ends that a move leaves where they `was` are not judged again."""
    if exempt.from_all:
        return
    kept = {was.start, was.end} if was is not None else set()
    if interval.start not in kept:
        _check_start(room, interval, at=at, exempt=exempt)
    if interval.end <= at:
        raise _past(room, at)
    if not exempt.from_grid:
        _check_grid(room, [moment for moment in (interval.start, interval.end) if moment not in kept])
    _check_length(room, interval)
    if not exempt.from_hours:
        check_hours(room, interval)


def _check_start(room: Room, interval: Interval, *, at: datetime, exempt: Exempt) -> None:
    zone = zone_of(room)
    # The step of the grid that runs now may still be booked: at 10:07 the meeting that began at 10:00.
    if not exempt.from_start and interval.start < previous_on_grid(at, room.grid, zone):
        raise _past(room, at)
    if exempt.from_lead:
        return
    earliest = at + timedelta(minutes=room.notice)
    if room.notice and interval.start < earliest:
        nearest = shown(next_on_grid(earliest, room.grid, zone), zone)
        raise TooSoon(room_name=room.name, limit=in_words(room.notice), nearest=nearest)
    # Whole local days, the last one included, measured on the start.
    last = at.astimezone(zone).date() + timedelta(days=room.horizon)
    if interval.start.astimezone(zone).date() > last:
        nearest = formats.date_format(last, "SHORT_DATE_FORMAT")
        raise BeyondHorizon(room_name=room.name, limit=in_words(room.horizon * DAY), nearest=nearest)


def _past(room: Room, at: datetime) -> InThePast:
    zone = zone_of(room)
    return InThePast(nearest=shown(next_on_grid(at, room.grid, zone), zone))


def _check_grid(room: Room, moments: list[datetime]) -> None:
    zone = zone_of(room)
    for moment in moments:
        if not is_on_grid(moment, room.grid, zone):
            before, after = previous_on_grid(moment, room.grid, zone), next_on_grid(moment, room.grid, zone)
            nearest = before if moment - before <= after - moment else after
            raise OffGrid(room_name=room.name, limit=in_words(room.grid), nearest=shown(nearest, zone))


def _check_length(room: Room, interval: Interval) -> None:
    if interval.duration < timedelta(minutes=room.shortest):
        raise TooShort(room_name=room.name, limit=in_words(room.shortest))
    if interval.duration > timedelta(minutes=room.longest):
        raise TooLong(room_name=room.name, limit=in_words(room.longest))


def check_hours(room: Room, interval: Interval) -> None:
    """The site is open from start to end; set-up, tear-down and turnover may fall outside."""
    site, zone = site_of(room), zone_of(room)
    calendar = OpeningCalendar(site, *(end.astimezone(zone).date() for end in (interval.start, interval.end)))
    opened = calendar.merged()
    if any(stretch.covers(interval) for stretch in opened):
        return
    day = next((day for day in calendar.days() if not _is_open_on(day, interval, opened, zone)), calendar.first)
    stretches = calendar.stretches(day)
    hours = ", ".join(f"{stretch.start.astimezone(zone):%H:%M}–{_closing(stretch.end, zone)}" for stretch in stretches)
    hours, reason = hours or _("not at all"), calendar.reason(day)
    raise OutsideOpeningHours(site_name=site.name, hours=f"{hours} ({reason})" if reason else hours)


def _is_open_on(day: date, interval: Interval, opened: list[Interval], zone: ZoneInfo) -> bool:
    whole = local_day(day, zone)
    start, end = max(interval.start, whole.start), min(interval.end, whole.end)
    return start >= end or any(stretch.covers(Interval(start, end)) for stretch in opened)


def _closing(moment: datetime, zone: ZoneInfo) -> str:
    text = f"{moment.astimezone(zone):%H:%M}"
    return "24:00" if text == "00:00" else text
