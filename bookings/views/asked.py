"""What the address of the timeline asks for: the same words in the day, the week and the list."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from facilities.kernel.written import read_day
from facilities.models.people import User
from facilities.models.places import Amenity, Building

from ..filters import INDUCTION_LOOP, RoomFilter
from ..models import Layout, Room
from ..querysets import RoomQuerySet

VIEWS = ("day", "week", "list")


class Asked:
    """Day, view, buildings and what a room must offer; anything unreadable counts as not asked."""

    def __init__(self, query: QueryDict) -> None:
        self.day = read_day(query.get("day", ""))
        self.view = query.get("view") if query.get("view") in VIEWS else None
        self.weekend = bool(query.get("weekend"))
        self.buildings = _words(query.getlist("in"))
        people = query.get("people", "")
        self.rooms = RoomFilter(
            people=int(people) if people.isdecimal() and len(people) < 5 and int(people) else None,
            layout=next(iter(_words([query.get("layout", "")])), ""),
            equipment=tuple(_words(query.getlist("equipment"))),
            step_free=True if query.get("step_free") else None,
            induction_loop=bool(query.get("induction_loop")),
            free_now=bool(query.get("free_now")),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether a room has to offer anything."""
        return self.rooms != RoomFilter()

    @property
    def folded_count(self) -> int:
        """How many filters are on in the part that folds away."""
        rooms = self.rooms
        return len(rooms.equipment) + bool(rooms.step_free) + rooms.induction_loop

    def query(self, *, day: date, view: str | None = None, **changes: object) -> QueryDict:
        """The same words for another day or view."""
        query = QueryDict(mutable=True)
        query["day"] = day.isoformat()
        if shown := view or self.view:
            query["view"] = shown
        if changes.get("weekend", self.weekend):
            query["weekend"] = "1"
        query.setlist("in", changes.get("buildings", self.buildings))  # type: ignore[arg-type]
        rooms = self.rooms
        if rooms.people:
            query["people"] = str(rooms.people)
        if rooms.layout:
            query["layout"] = rooms.layout
        query.setlist("equipment", list(rooms.equipment))
        for name in ("step_free", "induction_loop", "free_now"):
            if getattr(rooms, name):
                query[name] = "1"
        return query

    def everything(self, *, day: date) -> QueryDict:
        """The same view with every room let in."""
        bare = Asked(QueryDict())
        bare.view, bare.weekend, bare.buildings = self.view, self.weekend, self.buildings
        return bare.query(day=day)


def _words(texts: list[str]) -> list[str]:
    return [text for text in texts if text and "\x00" not in text]


def buildings_for(user: User) -> QuerySet[Building]:
    """Buildings with a room this person may see; an external booker sees rooms at sites that are not theirs."""
    rooms = Room.objects.visible_to(user)
    holding = rooms.order_by().values("space__floor__building")
    return Building.objects.filter(pk__in=holding).select_related("site").order_by("site__name", "name")


def choices(rooms: RoomQuerySet) -> dict[str, object]:
    """What the filter offers to ask of these rooms: equipment and layouts that some of them have."""
    return {
        "amenities": list(Amenity.objects.filter(rooms__in=rooms).exclude(slug=INDUCTION_LOOP).distinct()),
        "layouts": list(
            Layout.objects.filter(room__in=rooms).order_by("name").values_list("name", flat=True).distinct()
        ),
    }


def day_address(slug: str, query: QueryDict) -> str:
    """The day of one building with a query behind it."""
    return _with(reverse("bookings:timeline-day", args=[slug]), query)


def week_address(query: QueryDict) -> str:
    """The week of several buildings with a query behind it."""
    return _with(reverse("bookings:timeline-week"), query)


def _with(base: str, query: QueryDict) -> str:
    return f"{base}?{query.urlencode()}" if query else base
