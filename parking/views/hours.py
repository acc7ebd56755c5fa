"""The hours of a gate: the week, and dated days that differ."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import BaseForm
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.forms.hours import clock_time
from facilities.kernel import clock
from facilities.scopes import person_of

from ..forms.hours import GateExceptionForm, GateWeekForm
from ..models.car_parks import CarPark, GateException
from ..services.car_parks import add_gate_exception, set_gate_hours
from .layout import PartForm


class GateHoursEdit(PartForm):
    """The week of the gate as a form, and what differs from it below."""

    template_name = "parking/gate_hours.html"
    tab = "parking:gate-hours"
    form_class = GateWeekForm
    heading = gettext_lazy("Hours of the gate")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in the hours of now."""
        return super().get_form_kwargs() | {"car_park": self.car_park}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the days from today on that differ."""
        today = clock.today(ZoneInfo(self.car_park.site.time_zone))
        coming = self.car_park.gate_exceptions.filter(day__gte=today)
        return super().get_context_data(**kwargs) | {"exceptions": [(row, _in_words(row)) for row in coming]}

    def perform(self, form: BaseForm) -> CarPark:
        """Replace the week."""
        asked = cast(GateWeekForm, form)
        return set_gate_hours(
            by=person_of(self.request),
            car_park=self.car_park,
            week=asked.week(),
            is_always_open=asked.cleaned_data["is_always_open"],
            at=clock.now(),
        )

    def get_success_url(self) -> str:
        """The same page."""
        messages.success(self.request, _("The hours of the gate have been saved."))
        return reverse("parking:gate-hours", args=[self.car_park.slug])


class GateExceptionAdd(PartForm):
    """One day with other hours."""

    tab = "parking:gate-hours"
    form_class = GateExceptionForm
    heading = gettext_lazy("A day with other hours")
    lead = gettext_lazy("It wins over the hours of the week.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Cancel goes back to the hours."""
        return super().get_context_data(**kwargs) | {"cancel": reverse("parking:gate-hours", args=[self.car_park.slug])}

    def perform(self, form: BaseForm) -> GateException:
        """Add it."""
        return add_gate_exception(
            by=person_of(self.request), car_park=self.car_park, at=clock.now(), **form.cleaned_data
        )

    def get_success_url(self) -> str:
        """The hours."""
        messages.success(self.request, _("The day has been added."))
        return reverse("parking:gate-hours", args=[self.car_park.slug])


def _in_words(exception: GateException) -> str:
    if exception.opens is None or exception.closes is None:
        return _("closed all day")
    return f"{clock_time(exception.opens)} – {clock_time(exception.closes)}"
