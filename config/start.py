"""What each role needs to see first; every part costs a fixed number of queries, however many rooms a house has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from bookings.models import Booking, Room
from bookings.moments import Moment, moments
from bookings.querysets import RoomQuerySet
from bookings.views.words import clock_text
from facilities.kernel.clock import local_day
from facilities.kernel.intervals import Interval
from facilities.models import (
    AuditEntry,
    Device,
    Invitation,
    Membership,
    Organisation,
    OutboxMessage,
    PeriodicJob,
    Site,
    User,
)
from facilities.querysets import DeviceQuerySet
from facilities.scopes import Scope, scope_of
from facilities.views.audit_words import subject_in_words, word_for
from parking.models import CarPark
from parking.shown import ShownCarPark, shown

DESKS = 3  # houses shown in full; the others are a link
HOUSES = 2  # houses in which a booker is shown what is free
OFFERS = 6
PARKS = 6
SILENT_AFTER = timedelta(minutes=5)
FREE = {"free", "soon"}


@dataclass(slots=True)
class RoomToday:
    """One room: how it stands now and until when, and the meetings still to come or under way today."""

    room: Room
    moment: Moment
    until: str
    meetings: list[Booking] = field(default_factory=list)


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


@dataclass(frozen=True, slots=True)
class Offer:
    """Rooms of one house that a booker can have, the soonest first; `topic` only for who may watch it."""

    site: Site
    topic: str
    rooms: list[RoomToday]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Team:
    """An organisation whose people somebody looks after."""

    organisation: Organisation
    people: int
    invitations: int


@dataclass(frozen=True, slots=True)
class House:
    """One line of the list of all houses."""

    site: Site
    rooms: int
    meetings: int
    silent: int


@dataclass(frozen=True, slots=True)
class Platform:
    """The whole of it, for those who keep it running and those who look on."""

    houses: list[House]
    waiting: int
    failed: int
    broken_jobs: list[PeriodicJob]
    entries: list[AuditEntry]

    def deeds(self) -> Iterable[tuple[AuditEntry, str, str]]:
        """The latest entries, each with its subject and deed in words."""
        return [(entry, subject_in_words(entry.subject), word_for(entry.verb)) for entry in self.entries]


@dataclass(frozen=True, slots=True)
class Start:
    """The parts of one person's start page; an empty part is left out."""

    desks: list[Desk]
    bookings: list[Booking]
    offers: list[Offer]
    teams: list[Team]
    platform: Platform | None
    is_booker: bool
    car_parks: list[ShownCarPark]


def start_of(user: User, *, at: datetime) -> Start:
    """Everything the start page of `user` shows at `at`."""
    scope = scope_of(user)
    return Start(
        desks=desks(user, scope, at=at),
        bookings=own_bookings(user, at=at),
        offers=offers(user, at=at) if scope.organisations else [],
        teams=teams(user, scope, at=at) if scope.administered_organisations else [],
        platform=platform(user, at=at) if scope.is_platform else None,
        is_booker=bool(scope.organisations),
        car_parks=car_parks(user, scope, at=at),
    )


def car_parks(user: User, scope: Scope, *, at: datetime) -> list[ShownCarPark]:
    """The car parks of the houses this person works at, or has an organisation at; all of them for the platform."""
    visible = CarPark.objects.visible_to(user).select_related("site")
    if not scope.is_platform:
        visible = visible.filter(site__in=Site.objects.visible_to(user).values("pk"))
    return shown(visible.order_by("site__name", "name")[:PARKS], at=at)


def today(at: datetime) -> Interval:
    """The local day around `at`."""
    return local_day(timezone.localtime(at).date())


def desks(user: User, scope: Scope, *, at: datetime) -> list[Desk]:
    """The houses this person works at, with every room and today's meetings."""
    sites = Site.objects.visible_to(user).filter(pk__in=scope.staff_sites).order_by("name")[:DESKS]
    return [_desk(user, site, scope, at=at) for site in sites]


def _desk(user: User, site: Site, scope: Scope, *, at: datetime) -> Desk:
    rooms = list(Room.objects.visible_to(user).at(site).prefetch_related("atoms").order_by("name"))
    known = moments(rooms, site, at=at)
    shown = [_room_today(room, known[room.pk], at) for room in rooms if room.is_offered]
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


def _room_today(room: Room, moment: Moment, at: datetime) -> RoomToday:
    until = moment.stands_until if moment.now != "closed" else None
    return RoomToday(room, moment, clock_text(until, at=at) if until else "")


def silent(user: User, *, at: datetime) -> DeviceQuerySet:
    """Screens that should be showing something and have not been heard for a while."""
    quiet = Q(last_seen_at__isnull=True) | Q(last_seen_at__lt=at - SILENT_AFTER)
    return Device.objects.visible_to(user).live().screens().filter(quiet)


def own_bookings(user: User, *, at: datetime) -> list[Booking]:
    """What this person has booked or is expected at, the next first."""
    coming = Booking.objects.visible_to(user).live().filter(Q(organiser=user) | Q(booked_by=user), ends_at__gt=at)
    return list(coming.select_related("room__space__floor__building__site", "organisation").order_by("starts_at")[:5])


def offers(user: User, *, at: datetime) -> list[Offer]:
    """Rooms this person may book, free ones first, then those that come free soonest."""
    homes = list(Site.objects.visible_to(user).order_by("name")[:HOUSES])
    visible = Room.objects.visible_to(user).offered()
    sites = homes or Site.objects.filter(buildings__floors__spaces__rooms__in=visible).distinct().order_by("name")
    return [_offer(visible, site, is_watched=site in homes, at=at) for site in sites[:HOUSES]]


def _offer(visible: RoomQuerySet, site: Site, *, is_watched: bool, at: datetime) -> Offer:
    rooms = list(visible.at(site).order_by("name"))
    known = moments(rooms, site, at=at)
    usable = [_room_today(room, known[room.pk], at) for room in rooms if known[room.pk].now in {*FREE, "busy"}]
    topic = f"rooms.{site.slug}" if is_watched else ""
    return Offer(site, topic, sorted(usable, key=_soonest)[:OFFERS], any(one.now != "closed" for one in known.values()))


def _soonest(one: RoomToday) -> tuple[int, float, int]:
    until = one.moment.stands_until.timestamp() if one.moment.stands_until else float("inf")
    rank = ["free", "soon", "busy"].index(one.moment.now)
    return rank, until if one.moment.now == "busy" else -until, one.room.seats


def teams(user: User, scope: Scope, *, at: datetime) -> list[Team]:
    """The organisations this person administers, with how many people and how many invitations are open."""
    mine = Organisation.objects.visible_to(user).filter(pk__in=scope.administered_organisations)
    people = _counts(Membership.objects.visible_to(user).filter(organisation__in=mine), "organisation", "user")
    invited = _counts(Invitation.objects.visible_to(user).open(at).filter(organisation__in=mine), "organisation", "pk")
    return [Team(one, people.get(one.pk, 0), invited.get(one.pk, 0)) for one in mine]


def platform(user: User, *, at: datetime) -> Platform:
    """All houses in a line each, what failed, and what was done last."""
    place = "space__floor__building__site"
    rooms = _counts(Room.objects.visible_to(user).offered(), place, "pk")
    meetings = _counts(Booking.objects.visible_to(user).live().during(today(at)), f"room__{place}", "pk")
    quiet = _counts(silent(user, at=at), "site", "pk")
    sites: Iterable[Site] = Site.objects.visible_to(user).order_by("name")
    outbox = OutboxMessage.objects.visible_to(user).order_by()
    states = dict(outbox.values_list("state").annotate(Count("pk")))
    return Platform(
        houses=[House(site, *(counts.get(site.pk, 0) for counts in (rooms, meetings, quiet))) for site in sites],
        waiting=states.get(OutboxMessage.State.WAITING, 0),
        failed=states.get(OutboxMessage.State.FAILED, 0),
        broken_jobs=list(PeriodicJob.objects.exclude(last_error="")),
        entries=list(AuditEntry.objects.visible_to(user).select_related("site", "organisation").order_by("-id")[:8]),
    )


def _counts(rows: QuerySet, by: str, of: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(Count(of, distinct=True)))
