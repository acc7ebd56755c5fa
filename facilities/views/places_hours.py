"""Opening hours of a site: the week, dated exceptions, holidays to come."""

from datetime import date, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..forms.hours import ExceptionForm, WeekForm, clock_time
from ..kernel import clock
from ..kernel.pages import ServiceFormView
from ..kernel.written import read_day
from ..models.places import OpeningException, Site
from ..opening import holidays_between
from ..scopes import person_of
from ..services.hours import add_exception, set_opening_hours
from .hours_warnings import outside, telling_what_falls_outside
from .site_pages import SitePage


class HoursPage(SitePage, ServiceFormView):
    """A page that changes hours: what people agreed within the old ones stands, and the page says what that is."""

    done: str | Promise = ""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Count what the change leaves outside the hours."""
        with telling_what_falls_outside(self.request, self.site):
            return super().form_valid(form)

    def get_success_url(self) -> str:
        """The hours, with what was done."""
        messages.success(self.request, str(self.done))
        return reverse("facilities:site-hours", args=[self.site.slug])


class SiteHours(HoursPage):
    """The week's hours as a form, and what differs from it below."""

    template_name = "facilities/places/site_hours.html"
    form_class = WeekForm
    done = _("The opening hours have been saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in the hours of now."""
        return super().get_form_kwargs() | {"rows": self.site.opening_hours.all()}

    def perform(self, form: BaseForm) -> Site:
        """Replace the week."""
        return set_opening_hours(by=person_of(self.request), site=self.site, week=cast(WeekForm, form).week())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Exceptions and holidays from today on, and what lies outside all hours."""
        today = clock.today(ZoneInfo(self.site.time_zone))
        exceptions = list(self.site.opening_exceptions.filter(day__gte=today))
        return super().get_context_data(**kwargs) | {
            "outside": outside(self.request, self.site),
            "exceptions": [(exception, _in_words(exception)) for exception in exceptions],
            "holidays": _holidays(today, {exception.day: exception for exception in exceptions}),
        }


def _in_words(exception: OpeningException) -> str:
    if exception.opens is None or exception.closes is None:
        return gettext("closed all day")
    return f"{clock_time(exception.opens)} – {clock_time(exception.closes)}"


def _holidays(today: date, exceptions: dict[date, OpeningException]) -> list[dict[str, Any]]:
    """The holidays of the coming year, each with the exception that wins over it."""
    return [
        {"day": day, "name": name, "exception": exceptions.get(day)}
        for day, name in holidays_between(today, today + timedelta(days=365))
    ]


class ExceptionAdd(HoursPage):
    """One day with other hours; `?day=` fills the day in."""

    template_name = "facilities/places/exception_form.html"
    form_class = ExceptionForm
    done = _("The exception has been added.")

    def get_initial(self) -> dict[str, Any]:
        """The day asked for."""
        return {"day": read_day(self.request.GET.get("day", ""))}

    def perform(self, form: BaseForm) -> OpeningException:
        """Add it."""
        return add_exception(by=person_of(self.request), site=self.site, **form.cleaned_data)
