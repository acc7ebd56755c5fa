"""The desk: one screen for the whole day, worked by scanner and keyboard, and its script for bad connections."""

from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from facilities.kernel import clock
from facilities.models.places import Site
from facilities.opening import today_at
from facilities.scopes import person_of, scope_of
from facilities.site_panels import panels_of
from facilities.views.screens import BoardWorker

from .. import rules
from ..desk import desk_state, visits_of
from ..floors import floors_of


class DeskList(TemplateView):
    """Which desk; the only one opens by itself."""

    template_name = "access/desk_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Straight to the desk where there is no choice."""
        user = person_of(request)
        sites = (
            Site.objects.all() if scope_of(user).is_admin else Site.objects.filter(pk__in=scope_of(user).staff_sites)
        )
        found = list(sites.order_by("name"))
        if len(found) == 1:
            return redirect("access:desk", slug=found[0].slug)
        return self.render_to_response(self.get_context_data(sites=found))


class OneDesk(TemplateView):
    """A page of the desk of one site."""

    site: Site

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For the staff of the site; who does not see it finds nothing."""
        user = person_of(request)
        self.site = get_object_or_404(Site.objects.visible_to(user), slug=kwargs["slug"])
        if not rules.is_staff_of(user, self.site):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Desk(OneDesk):
    """The desk of a site."""

    template_name = "access/desk.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """The day; `?shell` is the page without it, for the worker to keep, so that no name lies in its cache."""
        is_shell, at = "shell" in self.request.GET, clock.now()
        return super().get_context_data(
            site=self.site,
            state=None if is_shell else desk_state(self.site, at=at),
            words=_words(),
            panels=panels_of(self.site, person=person_of(self.request), at=at),
            **more,
        )


class DeskSheet(OneDesk):
    """The sheet on paper, for a browser without scripts: who is in and who is expected, no more."""

    template_name = "access/desk_sheet.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """By name; the moment stands on the sheet."""
        at = clock.now()
        visits = sorted(visits_of(self.site, today_at(self.site, at)), key=lambda visit: visit.visitor_name.casefold())
        floors = floors_of(visits, self.site, on=at.astimezone(ZoneInfo(self.site.time_zone)).date())
        return super().get_context_data(
            site=self.site,
            inside=[(visit, floors[visit.pk]) for visit in visits if visit.status in {"arrived", "in"}],
            expected=[(visit, floors[visit.pk]) for visit in visits if visit.status == "planned"],
            now=at,
            **more,
        )


class DeskWorker(BoardWorker):
    """The script that opens the desk while the server is away."""

    extra_context = {"shelves": "desk-1"}


def _words() -> dict[str, str]:
    return {
        "check_in": _("Check in"),
        "check_in_all": _("Check in all {n}"),
        "sign_out": _("Sign out"),
        "in": _("Come in"),
        "asked": _("One moment"),
        "kept": _("Kept here until there is a connection"),
        "already": _("Was here already"),
        "queue": _("{n} waiting to be sent"),
        "unknown_offline": _("Not known without a connection; kept and asked later."),
        "host": _("Host"),
        "coming": _("is coming"),
        "send_up": _("send the visitor up"),
        "look": _("Ask who this is: the name resembles one on the list"),
        "look_done": _("It is somebody else"),
        "approval": _("Wait for the host, or approve"),
        "approval_done": _("Approve"),
        "rules": _("House rules to accept"),
        "rules_done": _("Accepted"),
        "badge": _("Print the badge"),
        "past": _("past the time"),
        "nobody": _("Nobody"),
        "failed": _("Not done: {why}"),
        "group": _("Group"),
        "people": _("{n} people"),
        "chosen": _("{name}: Enter checks in, the arrows choose another."),
        "parking": _("Parking place"),
        "rules_yes": _("House rules accepted"),
        "rules_no": _("House rules not accepted yet"),
        "set_up": _("Set up"),
        "tear_down": _("Clear away"),
        "done": _("Done"),
        "undo": _("Not done after all"),
        "done_by": _("Done at {time} by {name}"),
        "system": _("the system"),
        "late": _("late"),
        "nothing_to_do": _("Nothing"),
        "nothing_on": _("No more meetings today."),
        "sheet_due": _("Print the list of {time}, for when you have to go outside."),
        "sheet_lost": _("No connection since {time}. Print the list as it was then."),
        "sheet_as_of": _("As of {time}, printed at {now}"),
    }
