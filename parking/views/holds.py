"""Places held for who is expected: who, when, where; one more, and one that is not needed any more."""

import uuid
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView, View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError, NotAllowed
from facilities.kernel.pages import ServiceFormView
from facilities.scopes import person_of

from ..forms.holds import HoldForm
from ..models.car_parks import CarPark
from ..models.holds import Hold
from ..services.holds import hold_place, release_hold
from .pages import CarParkPage

# The signs of a room serve here too.
CHIPS: dict[str, str] = {
    Hold.State.PLANNED: "closed",
    Hold.State.ACTIVE: "soon",
    Hold.State.ARRIVED: "busy",
    Hold.State.NO_SHOW: "blocked",
    Hold.State.RELEASED: "free",
}
OPEN = {Hold.State.PLANNED, Hold.State.ACTIVE}


def shown_holds(holds: list[Hold], *, at: datetime) -> list[dict[str, Any]]:
    """Each with its state at `at` in a word, and whether it can still be released."""
    rows = []
    for hold in holds:
        state = hold.state_at(at)
        rows.append({"hold": hold, "word": state.label, "chip": CHIPS[state], "is_open": state in OPEN})
    return rows


def todays_holds(car_park: CarPark, *, at: datetime) -> list[dict[str, Any]]:
    """The places held today, in the order in which people are expected."""
    zone = ZoneInfo(car_park.site.time_zone)
    today = clock.local_day(at.astimezone(zone).date(), zone)
    holds = car_park.holds.filter(starts_at__lt=today.end, ends_at__gt=today.start).select_related("area")
    return shown_holds(list(holds), at=at)


class HoldList(CarParkPage, ListView):
    """Every held place that is still known: those to come first, then the latest."""

    changes = False
    template_name = "parking/hold_list.html"
    context_object_name = "holds"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Hold]:
        """Of this car park."""
        holds = Hold.objects.visible_to(person_of(self.request)).filter(car_park=self.car_park)
        return holds.select_related("area", "placed_by").order_by("-starts_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the state of each."""
        context = super().get_context_data(**kwargs)
        return context | {"rows": shown_holds(list(context["holds"]), at=clock.now())}


class HoldAdd(CarParkPage, ServiceFormView):
    """Holds a place for somebody whom no invitation announces."""

    changes = False
    operates = True
    template_name = "parking/hold_form.html"
    form_class = HoldForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Of this car park."""
        return super().get_form_kwargs() | {"car_park": self.car_park}

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"day": clock.today(ZoneInfo(self.car_park.site.time_zone))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Cancel goes back to the car park."""
        cancel = reverse("parking:car-park-show", args=[self.car_park.slug])
        return super().get_context_data(**kwargs) | {"cancel": cancel}

    def perform(self, form: BaseForm) -> Hold:
        """Hold it."""
        asked = cast(HoldForm, form)
        return hold_place(
            by=person_of(self.request),
            car_park=self.car_park,
            interval=asked.interval(),
            reference=uuid.uuid4(),
            label=asked.cleaned_data["label"],
            area=asked.cleaned_data["area"],
            at=clock.now(),
        )

    def get_success_url(self) -> str:
        """The car park, where it now shows."""
        messages.success(self.request, _("A place is held on %(area)s.") % {"area": self.result.area.name})
        return reverse("parking:car-park-show", args=[self.car_park.slug])


class HoldRelease(View):
    """Gives a held place back."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Release it, or say why not."""
        by = person_of(request)
        hold = get_object_or_404(Hold.objects.visible_to(by).select_related("car_park"), pk=pk)
        try:
            release_hold(by=by, reference=hold.reference, at=clock.now())
        except NotAllowed:
            raise
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The place is free again."))
        return HttpResponseRedirect(reverse("parking:car-park-show", args=[hold.car_park.slug]))
