"""The timeline: one day of one building, as a grid and as a list."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import TemplateView, View

from facilities.kernel import clock
from facilities.models.places import Site
from facilities.scopes import person_of

from ..models import Room
from ..presence import presences
from ..rules import works_at
from .asked import Asked, buildings_for, choices, day_address, week_address
from .days import day_of, may_book_something, with_use

REMEMBERED = "timeline_building"


class TimelineChoose(View):
    """Goes to the building asked for, the last one seen, or the first with rooms for this person."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Redirect, keeping day, view and filters."""
        slugs = list(buildings_for(person_of(request)).values_list("slug", flat=True))
        kept = request.GET.copy()
        asked = (kept.pop("building", None) or [""])[-1]
        for slug in (asked, request.session.get(REMEMBERED, ""), *slugs[:1]):
            if slug in slugs:
                return redirect(day_address(slug, kept))
        return render(request, "bookings/timeline_none.html")


class TimelinePage(TemplateView):
    """A page of the timeline; a live refresh asks for the same address and gets the part that changes alone."""

    part_name = ""

    def get_template_names(self) -> list[str]:
        """The part that changes for the script, the whole page for everybody else."""
        return [self.part_name if self.request.headers.get("HX-Request") else str(self.template_name)]

    def render_to_response(self, context: dict[str, Any], **response: Any) -> HttpResponse:
        """The same address answers a page or a part of it: caches must tell them apart."""
        answer = super().render_to_response(context, **response)
        answer["Vary"] = "HX-Request, Cookie"
        answer["Cache-Control"] = "no-store"
        return answer


class Timeline(TimelinePage):
    """The rooms of a building on one day."""

    template_name = "bookings/timeline.html"
    part_name = "bookings/timeline_day.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One building, one day, the rooms that pass the filters."""
        user, at = person_of(self.request), clock.now()
        building = get_object_or_404(buildings_for(user), slug=kwargs["slug"])
        if self.request.session.get(REMEMBERED) != building.slug:
            self.request.session[REMEMBERED] = building.slug
        asked = Asked(self.request.GET)
        today = at.astimezone(ZoneInfo(building.site.time_zone)).date()
        rooms = Room.objects.visible_to(user).filter(space__floor__building=building)
        day = day_of(
            site=building.site,
            rooms=asked.rooms.narrow(rooms, at=at).with_place().prefetch_related("equipment"),
            day=asked.day or today,
            viewer=user,
            at=at,
        )
        follows_use = day.is_today and works_at(user, building.site)
        if follows_use:
            day = with_use(day, presences(building.site, at=at), at=at)
        slug = building.slug
        # Who comes from the week of several buildings goes back to the same ones.
        others = asked.buildings if slug in asked.buildings else [slug]
        return super().get_context_data(
            building=building,
            buildings=list(buildings_for(user)),
            asked=asked,
            is_chosen=asked.view in {"day", "list"},
            day=day,
            shown_day=day.day,
            may_book=may_book_something(user),
            follows_use=follows_use,
            # The live topic belongs to the site; who only sees a room of it asks now and then instead.
            is_live=Site.objects.visible_to(user).filter(pk=building.site_id).exists(),
            previous_address=day_address(slug, asked.query(day=day.previous)),
            next_address=day_address(slug, asked.query(day=day.next)),
            today_address=day_address(slug, asked.query(day=today)),
            day_address=day_address(slug, asked.query(day=day.day, view="day")),
            week_address=week_address(asked.query(day=day.day, view="week", buildings=others)),
            list_address=day_address(slug, asked.query(day=day.day, view="list")),
            all_address=day_address(slug, asked.everything(day=day.day)),
            **choices(rooms),
            **kwargs,
        )
