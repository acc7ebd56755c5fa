"""The timeline: one day of one building, as a grid and as a list."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.generic import TemplateView, View

from facilities.kernel import clock
from facilities.models.people import User
from facilities.models.places import Amenity, Building, Site
from facilities.scopes import person_of

from ..models import Room
from ..querysets import RoomQuerySet
from .days import day_of, may_book_something

REMEMBERED = "timeline_building"
VIEWS = ("day", "list")
# Dates outside are typing errors, and the far ends of the calendar would overflow.
YEARS = range(2000, 2200)


class TimelineChoose(View):
    """Goes to the building asked for, the last one seen, or the first with rooms for this person."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Redirect, keeping day, view and filters."""
        slugs = list(buildings_for(person_of(request)).values_list("slug", flat=True))
        kept = request.GET.copy()
        asked = (kept.pop("building", None) or [""])[-1]
        for slug in (asked, request.session.get(REMEMBERED, ""), *slugs[:1]):
            if slug in slugs:
                return redirect(address(slug, kept))
        return render(request, "bookings/timeline_none.html")


class Timeline(TemplateView):
    """The rooms of a building on one day; a live refresh asks for the same address and gets the day alone."""

    template_name = "bookings/timeline.html"

    def get_template_names(self) -> list[str]:
        """The part that changes for the script, the whole page for everybody else."""
        return ["bookings/timeline_day.html"] if self.request.headers.get("HX-Request") else [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One building, one day, the rooms that pass the filters."""
        user, at = person_of(self.request), clock.now()
        building = get_object_or_404(buildings_for(user).select_related("site"), slug=kwargs["slug"])
        if self.request.session.get(REMEMBERED) != building.slug:
            self.request.session[REMEMBERED] = building.slug
        filters = Filters(self.request.GET)
        today = at.astimezone(ZoneInfo(building.site.time_zone)).date()
        rooms = Room.objects.visible_to(user).filter(space__floor__building=building)
        day = day_of(
            site=building.site,
            rooms=filters.narrow(rooms).with_place().prefetch_related("equipment"),
            day=filters.day or today,
            viewer=user,
            at=at,
        )
        return super().get_context_data(
            building=building,
            buildings=list(buildings_for(user).select_related("site")),
            amenities=list(Amenity.objects.filter(rooms__in=rooms).distinct()),
            filters=filters,
            day=day,
            today=today,
            may_book=may_book_something(user),
            # The live topic belongs to the site; who only sees a room of it asks now and then instead.
            is_live=Site.objects.visible_to(user).filter(pk=building.site_id).exists(),
            previous_address=address(building.slug, filters.query(day=day.previous)),
            next_address=address(building.slug, filters.query(day=day.next)),
            today_address=address(building.slug, filters.query(day=today)),
            day_address=address(building.slug, filters.query(day=day.day, view="day")),
            list_address=address(building.slug, filters.query(day=day.day, view="list")),
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **response: Any) -> HttpResponse:
        """The same address answers a page or a part of it: caches must tell them apart."""
        answer = super().render_to_response(context, **response)
        answer["Vary"] = "HX-Request, Cookie"
        answer["Cache-Control"] = "no-store"
        return answer


class Filters:
    """What the address asks for; anything unreadable counts as not asked."""

    def __init__(self, asked: QueryDict) -> None:
        self.day = self._day(asked.get("day", ""))
        self.view = asked.get("view") if asked.get("view") in VIEWS else None
        people = asked.get("people", "")
        self.people = int(people) if people.isdecimal() and len(people) < 5 and int(people) else None
        self.equipment = [slug for slug in asked.getlist("equipment") if slug and "\x00" not in slug]
        self.step_free = bool(asked.get("step_free"))

    @staticmethod
    def _day(text: str) -> date | None:
        try:
            day = parse_date(text)
        except ValueError:
            return None
        return day if day is not None and day.year in YEARS else None

    @property
    def count(self) -> int:
        """How many filters are on."""
        return len(self.equipment) + bool(self.people) + self.step_free

    def narrow(self, rooms: RoomQuerySet) -> RoomQuerySet:
        """The rooms that pass."""
        if self.people:
            rooms = rooms.for_people(self.people)
        if self.step_free:
            rooms = rooms.filter(space__is_step_free=True)
        return rooms.with_equipment(self.equipment)

    def query(self, *, day: date, view: str | None = None) -> QueryDict:
        """The same filters for another day or view."""
        query = QueryDict(mutable=True)
        query["day"] = day.isoformat()
        if shown := view or self.view:
            query["view"] = shown
        if self.people:
            query["people"] = str(self.people)
        query.setlist("equipment", self.equipment)
        if self.step_free:
            query["step_free"] = "1"
        return query


def buildings_for(user: User) -> QuerySet[Building]:
    """Buildings with a room this person may see; an external booker sees rooms at sites that are not theirs."""
    rooms = Room.objects.visible_to(user)
    holding = rooms.order_by().values("space__floor__building")
    return Building.objects.filter(pk__in=holding).order_by("site__name", "name")


def address(slug: str, query: QueryDict) -> str:
    """The timeline of one building with a query behind it."""
    base = reverse("bookings:timeline-day", args=[slug])
    return f"{base}?{query.urlencode()}" if query else base
