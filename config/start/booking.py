"""What somebody who books sees: own bookings, rooms that can be had, and the people looked after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from bookings.models import Booking, Room
from bookings.moments import moments
from bookings.querysets import RoomQuerySet
from facilities.models import Invitation, Membership, Organisation, Site, User
from facilities.scopes import Scope

from .today import FREE, RoomToday, counts, room_today

HOUSES = 2  # houses in which a booker is shown what is free
OFFERS = 6


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
    usable = [room_today(room, known[room.pk], at) for room in rooms if known[room.pk].now in {*FREE, "busy"}]
    topic = f"rooms.{site.slug}" if is_watched else ""
    return Offer(site, topic, sorted(usable, key=_soonest)[:OFFERS], any(one.now != "closed" for one in known.values()))


def _soonest(one: RoomToday) -> tuple[int, float, int]:
    until = one.moment.stands_until.timestamp() if one.moment.stands_until else float("inf")
    rank = ["free", "soon", "busy"].index(one.moment.now)
    return rank, until if one.moment.now == "busy" else -until, one.room.seats


def teams(user: User, scope: Scope, *, at: datetime) -> list[Team]:
    """The organisations this person administers, with how many people and how many invitations are open."""
    mine = Organisation.objects.visible_to(user).filter(pk__in=scope.administered_organisations)
    people = counts(Membership.objects.visible_to(user).filter(organisation__in=mine), "organisation", "user")
    invited = counts(Invitation.objects.visible_to(user).open(at).filter(organisation__in=mine), "organisation", "pk")
    return [Team(one, people.get(one.pk, 0), invited.get(one.pk, 0)) for one in mine]
