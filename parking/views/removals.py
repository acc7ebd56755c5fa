"""Buttons that take away a part of a car park; when something stands on it they say so."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError, NotAllowed
from facilities.scopes import person_of

from ..models.areas import Area, Lane
from ..models.car_parks import CarPark, GateException
from ..services.areas import remove_area, remove_lane
from ..services.car_parks import remove_car_park, remove_gate_exception


class Removal(View):
    """Removes on POST and returns to the page that showed the thing, or says why it stays."""

    page = "parking:car-park-layout"

    def worked(self) -> Any:  # Any: a QuerySet to filter by
        """The car parks this person works at."""
        return CarPark.objects.worked_by(person_of(self.request)).values("pk")

    def tried(self, car_park: CarPark, deed: Callable[[], None]) -> HttpResponse:
        """Do it, and go back."""
        try:
            deed()
        except NotAllowed:
            raise
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, _("Removed."))
        return HttpResponseRedirect(reverse(self.page, args=[car_park.slug]))


class CarParkRemove(Removal):
    """A car park without areas, lanes or sensors."""

    page = "parking:car-park-edit"

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Remove it, then show the list."""
        by = person_of(request)
        car_park = get_object_or_404(CarPark.objects.worked_by(by), slug=slug)
        answer = self.tried(car_park, lambda: remove_car_park(by=by, car_park=car_park))
        gone = not CarPark.objects.filter(slug=slug).exists()
        return HttpResponseRedirect(reverse("parking:car-park-list")) if gone else answer


class AreaRemove(Removal):
    """An area in which nothing was ever counted."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove it."""
        found = Area.objects.filter(car_park__in=self.worked()).select_related("car_park__site")
        area = get_object_or_404(found, pk=pk)
        return self.tried(area.car_park, lambda: remove_area(by=person_of(request), area=area, at=clock.now()))


class LaneRemove(Removal):
    """A lane over which nothing ever passed."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove it."""
        found = Lane.objects.visible_to(person_of(request)).select_related("car_park__site")
        lane = get_object_or_404(found, pk=pk)
        return self.tried(lane.car_park, lambda: remove_lane(by=person_of(request), lane=lane, at=clock.now()))


class GateExceptionRemove(Removal):
    """A day with other hours."""

    page = "parking:gate-hours"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the day follow the week again."""
        found = GateException.objects.filter(car_park__in=self.worked()).select_related("car_park__site")
        row = get_object_or_404(found, pk=pk)
        by = person_of(request)
        return self.tried(row.car_park, lambda: remove_gate_exception(by=by, exception=row, at=clock.now()))
