"""What the desk of a site has before it: who is expected, who stands there, who is inside."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q

from bookings.models import Booking
from facilities.kernel.intervals import Interval
from facilities.models.places import Site
from facilities.modes import mode_facts
from facilities.opening import today_at

from .models.visits import Visit, VisitPass
from .services.arriving import next_step

# Enough of a code's hash to know it again without a connection, too little to make a code of.
MARK = 20


def desk_state(site: Site, *, at: datetime) -> dict[str, Any]:
    """Everybody the desk deals with today, and whoever is still inside from before; for the site's staff alone."""
    day = today_at(site, at)
    passes = VisitPass.objects.filter(kind__in=[VisitPass.Kind.VISITOR, VisitPass.Kind.BADGE])
    todays = Q(starts_at__lt=day.end, ends_at__gt=day.start) & Q(status__in=["planned", "arrived", "in", "out"])
    visits = (
        Visit.objects.at(site)
        .known()
        .filter(todays | Q(status__in=["arrived", "in"]))
        .with_people()
        .prefetch_related(Prefetch("passes", passes))
        .order_by("starts_at", "visitor_name", "id")
    )
    return {
        "site": site.slug,
        **mode_facts(site),
        "day": day.start.astimezone(ZoneInfo(site.time_zone)).date().isoformat(),
        "visits": [_told(visit) for visit in visits],
        "meetings": [_meeting(booking) for booking in _meetings(site, day)],
    }


def _told(visit: Visit) -> dict[str, Any]:
    room = visit.booking.room if visit.booking else None
    return {
        "id": visit.pk,
        "name": visit.visitor_name,
        "firm": visit.visitor_firm,
        "host": visit.host.name if visit.host else "",
        "phone": visit.host.phone if visit.host else "",
        "organisation": visit.organisation.name,
        "room": f"{room.name}, {room.space.floor.name}" if room else "",
        "group": visit.group_id,
        "group_name": visit.group.title if visit.group else "",
        "plate": visit.plate,
        "badge": visit.badge_number,
        "starts_at": visit.starts_at.isoformat(),
        "ends_at": visit.ends_at.isoformat(),
        "entered_at": visit.entered_at.isoformat() if visit.entered_at else None,
        "status": visit.status,
        "step": next_step(visit),
        "answer": visit.host_answer,
        "marks": [code.token_hash[:MARK] for code in visit.passes.all() if code.kind == VisitPass.Kind.VISITOR],
    }


def _meetings(site: Site, day: Interval) -> Any:  # Any: a queryset of bookings
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
