"""The start page of one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from access.declaring import Whereabouts, whereabouts_of
from bookings.models import Booking
from facilities.models import Site, User
from facilities.scopes import Scope, scope_of
from parking.models import CarPark
from parking.shown import ShownCarPark, shown

from .booking import Offer, Team, offers, own_bookings, teams
from .desks import Desk, desks
from .platform import Platform, platform

PARKS = 6


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
    whereabouts: Whereabouts | None


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
        whereabouts=whereabouts_of(user),
    )


def car_parks(user: User, scope: Scope, *, at: datetime) -> list[ShownCarPark]:
    """The car parks of the houses this person works at, or has an organisation at; all of them for the platform."""
    visible = CarPark.objects.visible_to(user).select_related("site")
    if not scope.is_platform:
        visible = visible.filter(site__in=Site.objects.visible_to(user).values("pk"))
    return shown(visible.order_by("site__name", "name")[:PARKS], at=at)
