"""What the desk of a site has before it: who is expected, who stands there, who is inside, what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from bookings.models import Booking
from bookings.tasks import desk_tasks
from facilities.kernel.intervals import Interval
from facilities.models.places import Site
from facilities.modes import mode_facts
from facilities.opening import today_at

from .floors import floors_of
from .models.house_rules import HouseRules
from .models.visits import Visit, VisitPass
from .services.arriving import newest_rules, next_step
from .services.parking import places_of

# Enough of a code's hash to know it again without a connection, too little to make a code of.
MARK = 20


def desk_state(site: Site, *, at: datetime) -> dict[str, Any]:
    """Everybody the desk deals with today, whoever is still inside from before, the meetings and what they ask for;
    for the site's staff alone."""
    day = today_at(site, at)
    visits = list(visits_of(site, day))
    today = day.start.astimezone(ZoneInfo(site.time_zone)).date()
    telling = _Telling(newest_rules(site), places_of(visits), floors_of(visits, site, on=today))
    return {
        "site": site.slug,
        **mode_facts(site),
        "day": today.isoformat(),
        "visits": [telling.told(visit) for visit in visits],
        "meetings": [_meeting(booking) for booking in _meetings(site, day)],
        "tasks": desk_tasks(site, day),
    }


def visits_of(site: Site, day: Interval) -> QuerySet[Visit]:
    """The visits the desk of `site` has to do with on `day`, by the hour."""
    passes = VisitPass.objects.filter(kind__in=[VisitPass.Kind.VISITOR, VisitPass.Kind.BADGE])
    todays = Q(starts_at__lt=day.end, ends_at__gt=day.start) & Q(status__in=["planned", "arrived", "in", "out"])
    return (
        Visit.objects.at(site)
        .known()
        .filter(todays | Q(status__in=["arrived", "in"]))
        .with_people()
        .prefetch_related(Prefetch("passes", passes))
        .order_by("starts_at", "visitor_name", "id")
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    """What is looked up once for all visits."""

    newest: HouseRules | None
    places: dict[UUID, str]
    floors: dict[int, str]

    def told(self, visit: Visit) -> dict[str, Any]:
        room = visit.booking.room if visit.booking else None
        return {
            "id": visit.pk,
            "name": visit.visitor_name,
            "firm": visit.visitor_firm,
            "host": visit.host.name if visit.host else "",
            "phone": visit.host.phone if visit.host else "",
            "organisation": visit.organisation.name,
            "room": room.name if room else "",
            "floor": self.floors[visit.pk],
            "group": visit.group_id,
            "group_name": visit.group.title if visit.group else "",
            "plate": visit.plate,
            "parking": self.places.get(visit.public_id, ""),
            "rules": None if self.newest is None else visit.rules_accepted_id == self.newest.pk,
            "badge": visit.badge_number,
            "starts_at": visit.starts_at.isoformat(),
            "ends_at": visit.ends_at.isoformat(),
            "entered_at": visit.entered_at.isoformat() if visit.entered_at else None,
            "status": visit.status,
            "step": next_step(visit),
            "answer": visit.host_answer,
            "marks": [code.token_hash[:MARK] for code in visit.passes.all() if code.kind == VisitPass.Kind.VISITOR],
        }


def _meetings(site: Site, day: Interval) -> QuerySet[Booking]:
    return (
        Booking.objects.live()
        .filter(room__space__floor__building__site=site, starts_at__lt=day.end, ends_at__gt=day.start)
        .select_related("room", "organisation", "layout")
        .order_by("starts_at", "room__name")
    )


def _meeting(booking: Booking) -> dict[str, Any]:
    return {
        "id": booking.pk,
        "room": booking.room.name,
        "organisation": booking.organisation.name,
        "starts_at": booking.starts_at.isoformat(),
        "ends_at": booking.ends_at.isoformat(),
        "layout": booking.layout.name if booking.layout and booking.layout.setup else "",
    }
