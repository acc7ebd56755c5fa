"""The timeline of a week: several buildings, rooms as rows, days as columns, and the same as a list."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from facilities.kernel import clock
from facilities.models.people import User
from facilities.models.places import Building, Site
from facilities.scopes import person_of, scope_of

from ..models import Room
from ..presence import presences_at
from ..rules import works_at
from .asked import Asked, buildings_for, choices, day_address, week_address
from .days import may_book_something
from .timeline import REMEMBERED, TimelinePage
from .weeks import WORKING, Week, days_of, week_of, week_with_use


class TimelineWeek(TimelinePage):
    """The rooms of the chosen buildings during one week."""

    template_name = "bookings/timeline_week.html"
    part_name = "bookings/timeline_week_part.html"

    def render_to_response(self, context: dict[str, Any], **response: Any) -> HttpResponse:
        """A week, or the page that says that there are no rooms."""
        if not context["buildings"]:
            return render(self.request, "bookings/timeline_none.html")
        return super().render_to_response(context, **response)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The chosen buildings, one week, the rooms that pass the filters."""
        user, at = person_of(self.request), clock.now()
        asked = Asked(self.request.GET)
        buildings = list(buildings_for(user))
        chosen = self._chosen(asked, buildings, user)
        zone = ZoneInfo(chosen[0].site.time_zone) if chosen else clock.BRUSSELS
        today = at.astimezone(zone).date()
        rooms = Room.objects.visible_to(user).filter(space__floor__building__in=chosen)
        order = ("space__floor__building__site__name", "space__floor__building__name", "space__floor__building", "name")
        found = asked.rooms.narrow(rooms, at=at).with_place().prefetch_related("equipment").order_by(*order)
        day = asked.day or today
        days = days_of(day, weekend=asked.weekend or day.weekday() >= WORKING)
        week = week_of(rooms=found, days=days, viewer=user, at=at, today=today)
        live = Site.objects.visible_to(user).filter(buildings__in=chosen).distinct()
        worked_at = [site for site in live if today in days and works_at(user, site)]
        if worked_at:
            week = week_with_use(week, presences_at(worked_at, at=at), at=at)
        return super().get_context_data(
            buildings=buildings,
            chosen=chosen,
            is_single=len({building.site_id for building in chosen}) == 1,
            asked=asked,
            is_chosen=asked.view in {"week", "list"},
            shown_day=day,
            week=week,
            may_book=may_book_something(user),
            live_sites=list(live),
            used_sites=worked_at,
            **self._addresses(asked, week, day, today, chosen),
            **choices(rooms),
            **kwargs,
        )

    def _chosen(self, asked: Asked, buildings: list[Building], user: User) -> list[Building]:
        """What the address names; else the site of the building seen last; else one's own; else the first."""
        if named := [building for building in buildings if building.slug in asked.buildings]:
            return named
        last = self.request.session.get(REMEMBERED)
        sites = [building.site_id for building in buildings if building.slug == last]
        if not sites and buildings:
            scope = scope_of(user)
            seated = Site.objects.filter(organisations__in=scope.organisations).values_list("pk", flat=True)
            own = set(scope.staff_sites) | set(seated)
            first = min(buildings, key=lambda building: building.site_id not in own)
            sites = [first.site_id]
        return [building for building in buildings if building.site_id in sites]

    def _addresses(
        self, asked: Asked, week: Week, day: date, today: date, chosen: list[Building]
    ) -> dict[str, str | None]:
        slugs = [building.slug for building in chosen]
        if not slugs:
            return {}
        return {
            "previous_address": week_address(asked.query(day=week.previous)),
            "next_address": week_address(asked.query(day=week.next)),
            "today_address": week_address(asked.query(day=today)),
            "day_address": day_address(slugs[0], asked.query(day=day, view="day", buildings=slugs)),
            "week_address": week_address(asked.query(day=day, view="week")),
            "list_address": week_address(asked.query(day=day, view="list")),
            # A day of the weekend brings the weekend along.
            "weekend_address": week_address(asked.query(day=week.first, weekend=not week.has_weekend)),
            "all_address": week_address(asked.everything(day=day)),
        }
