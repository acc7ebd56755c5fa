"""Saying something else than the count, and taking it back."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError, NotAllowed
from facilities.kernel.pages import ServiceFormView
from facilities.scopes import person_of

from ..forms.overrides import OverrideForm
from ..models.car_parks import CarPark, Override
from ..services.overrides import lift_override, set_override
from .pages import CarParkPage


class OverrideSet(CarParkPage, ServiceFormView):
    """What the boards show instead of the count, until when, and why."""

    changes = False
    operates = True
    tab = "parking:car-park-show"
    template_name = "parking/override_form.html"
    form_class = OverrideForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hours are those of the house."""
        return super().get_form_kwargs() | {"zone": ZoneInfo(self.car_park.site.time_zone)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Cancel goes back to the car park."""
        cancel = reverse("parking:car-park-show", args=[self.car_park.slug])
        return super().get_context_data(**kwargs) | {"cancel": cancel}

    def perform(self, form: BaseForm) -> Override:
        """Say it."""
        at, asked = clock.now(), cast(OverrideForm, form)
        return set_override(
            by=person_of(self.request),
            car_park=self.car_park,
            state=asked.cleaned_data["state"],
            reason=asked.cleaned_data["reason"],
            ends_at=asked.ends_at(at),
            at=at,
        )

    def get_success_url(self) -> str:
        """The car park, where it now shows."""
        messages.success(self.request, _("The boards show it now."))
        return reverse("parking:car-park-show", args=[self.car_park.slug])


class OverrideLift(View):
    """Lets the count speak again."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lift it, or say why not."""
        by = person_of(request)
        rows = Override.objects.filter(car_park__in=CarPark.objects.worked_by(by).values("pk"))
        override = get_object_or_404(rows.select_related("car_park__site"), pk=pk)
        try:
            lift_override(by=by, override=override, at=clock.now())
        except NotAllowed:
            raise
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The count speaks again."))
        return HttpResponseRedirect(reverse("parking:car-park-show", args=[override.car_park.slug]))
