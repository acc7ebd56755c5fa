"""What is to be done around the meetings of a day, ticked off without a script as well."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView, View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError
from facilities.kernel.written import read_day
from facilities.scopes import person_of, scope_of
from facilities.views.site_pages import SitePage

from .. import rules
from ..models import Booking, DoneTask
from ..occupancy import site_of, zone_of
from ..services.tasks import tick_task, untick_task
from ..tasks import tasks_during
from ..touching import tasks_topic


class TaskList(SitePage, TemplateView):
    """The tasks of one day of a site: what, where, ready by when, and who did it."""

    template_name = "bookings/tasks/task_list.html"
    changes = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those to be done before those that are done."""
        person = person_of(self.request)
        if not rules.works_at(person, self.site):
            raise PermissionDenied
        zone, at = ZoneInfo(self.site.time_zone), clock.now()
        today = at.astimezone(zone).date()
        day = read_day(self.request.GET.get("day", "")) or today
        tasks = tasks_during(self.site, clock.local_day(day, zone))
        scope = scope_of(person)
        return super().get_context_data(
            day=day,
            is_today=day == today,
            before=day - timedelta(days=1),
            after=day + timedelta(days=1),
            to_do=[task for task in tasks if task.done is None],
            done=[task for task in tasks if task.done is not None],
            may_tick=scope.is_admin or self.site.pk in scope.staff_sites,
            topics=[tasks_topic(self.site)],
            now=at,
            **kwargs,
        )


class TaskTick(View):
    """Ticks one task off, or takes the tick back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        """Do so, and show the tasks of its day again."""
        if kind not in DoneTask.Kind.values:
            raise Http404
        seen = Booking.objects.visible_to(person_of(request)).select_related("room__space__floor__building__site")
        booking, at = get_object_or_404(seen, pk=pk), clock.now()
        try:
            if request.POST.get("undo"):
                untick_task(by=person_of(request), booking=booking, kind=kind)
            else:
                tick_task(by=person_of(request), booking=booking, kind=kind, at=at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        address = reverse("bookings:task-list", args=[site_of(booking.room).slug])
        day = read_day(request.POST.get("day", "")) or booking.starts_at.astimezone(zone_of(booking.room)).date()
        return redirect(f"{address}?day={day.isoformat()}")
