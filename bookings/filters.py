"""What a room must offer: one filter behind the pages of the timeline and the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from facilities.kernel.intervals import Interval
from facilities.models.places import Site
from facilities.opening import calendars

from .models import Layout
from .querysets import RoomQuerySet

# The short name of the amenity that a filter of its own asks for.
INDUCTION_LOOP = "induction-loop"
MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class RoomFilter:
    """What somebody asks of a room; nothing asked lets every room pass."""

    people: int | None = None
    layout: str = ""
    equipment: tuple[str, ...] = ()
    step_free: bool | None = None
    induction_loop: bool = False
    free_now: bool = False

    def narrow(self, rooms: RoomQuerySet, *, at: datetime) -> RoomQuerySet:
        """The rooms that pass at `at`."""
        if self.layout:
            rooms = rooms.filter(pk__in=self._layouts().values("room"))
        elif self.people:
            rooms = rooms.for_people(self.people)
        if self.step_free is not None:
            rooms = rooms.filter(space__is_step_free=self.step_free)
        loop = [INDUCTION_LOOP] if self.induction_loop else []
        rooms = rooms.with_equipment([*self.equipment, *loop])
        return free_at(rooms, at) if self.free_now else rooms

    def _layouts(self) -> QuerySet[Layout]:
        # Furnished another way a room seats another number.
        layouts = Layout.objects.filter(name__iexact=self.layout).order_by()
        return layouts.filter(seats__gte=self.people) if self.people else layouts


def free_at(rooms: RoomQuerySet, at: datetime) -> RoomQuerySet:
    """Rooms on offer that nothing claims at `at` in a house that is open then; three queries for all houses."""
    holding = rooms.order_by().values("space__floor__building__site")
    sites = list(Site.objects.filter(pk__in=holding))
    days = [at.astimezone(ZoneInfo(site.time_zone)).date() for site in sites]
    opened = [
        pk
        for pk, calendar in (calendars(sites, min(days), max(days)) if sites else {}).items()
        if any(at in stretch for stretch in calendar.merged())
    ]
    return rooms.offered().free(Interval(at, at + MOMENT)).filter(space__floor__building__site__in=opened)
