"""The evacuation: calling it, the list with its ticks, ending it, and the report that stays; all without scripts."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView, TemplateView, View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError
from facilities.models.places import Site
from facilities.scopes import person_of
from facilities.services.modes import end_evacuation, start_evacuation

from .. import rules
from ..forms.muster import AddForm, CallForm, MarkForm
from ..models.muster import Muster, MusterEntry
from ..presence import in_the_building, visible_rows
from ..services.muster import add_entry, mark_entry, with_marks

SHOWN = 10


class MusterPage:
    """A page of one site's evacuation; 404 when the person does not see the site, 403 when it is not theirs."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the site before anything else happens."""
        self.site = get_object_or_404(Site.objects.visible_to(person_of(request)), slug=kwargs["slug"])
        self.is_warden = rules.is_staff_of(person_of(request), self.site)
        may_look = request.method == "GET" and rules.may_see_people(person_of(request), self.site)
        if not (self.is_warden or may_look):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class Evacuation(MusterPage, TemplateView):
    """The list: before an evacuation who is inside now, during it who is still to be seen."""

    template_name = "access/evacuation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The lines one may see, those unknown apart."""
        person = person_of(self.request)
        musters = Muster.objects.visible_to(person).at(self.site).select_related("evacuation__by", "report")
        running = musters.running().first()
        context: dict[str, Any] = {"site": self.site, "is_warden": self.is_warden, "muster": running}
        context |= {"now": clock.now(), "may_tick": bool(running and self.is_warden)}
        if running:
            context |= lines_of(running, MusterEntry.objects.visible_to(person))
        else:
            people = in_the_building(self.site, at=clock.now())
            context |= {"rows": visible_rows(people, person, self.site), "call_form": CallForm()}
        context |= {"nonce": uuid.uuid4(), "past": musters.filter(report__isnull=False)[:SHOWN]}
        return super().get_context_data(**context, **kwargs)


class MusterDeed(MusterPage, View):
    """One press of a button on the list; what is refused is said there."""

    http_method_names = ["post"]
    form_class: Any = None

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Do it, and back to the list."""
        form = self.form_class(request.POST) if self.form_class else None
        if form is not None and not form.is_valid():
            for faults in form.errors.values():
                messages.error(request, " ".join(str(fault) for fault in faults))
            return redirect("access:evacuation", slug=slug)
        values = form.cleaned_data if form is not None else {}
        try:
            self.perform(by=person_of(request), site=self.site, at=clock.now(), **values)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("access:evacuation", slug=slug)

    perform: Callable[..., Any]


class EvacuationCall(MusterDeed):
    """Everybody out, for real or as a drill."""

    form_class = CallForm
    perform = staticmethod(start_evacuation)


class EvacuationEnd(MusterDeed):
    """It is safe; the report is written."""

    perform = staticmethod(end_evacuation)


class EntryMark(MusterDeed):
    """Tick somebody off, or take the tick back."""

    form_class = MarkForm
    perform = staticmethod(mark_entry)


class EntryAdd(MusterDeed):
    """Somebody nobody knew of."""

    form_class = AddForm
    perform = staticmethod(add_entry)


class MusterReportPage(DetailView):
    """How an evacuation went: times, figures, and for a week who ticked off whom."""

    template_name = "access/muster_report.html"
    context_object_name = "muster"

    def get_queryset(self) -> QuerySet[Muster]:
        """Those that ended, of houses one may see."""
        seen = Muster.objects.visible_to(person_of(self.request)).filter(report__isnull=False)
        return seen.select_related("evacuation__site", "evacuation__by", "evacuation__ended_by", "report")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The lines one may see."""
        entries = MusterEntry.objects.visible_to(person_of(self.request))
        return super().get_context_data(**kwargs) | lines_of(self.object, entries)


def lines_of(muster: Muster, entries: QuerySet[MusterEntry]) -> dict[str, Any]:
    """The lines of a list with their last mark: those inside, those unknown, and how many are accounted for."""
    found = list(with_marks(entries.filter(muster=muster)))
    for row in found:
        # Two presses of one button are one tick.
        row.nonce = uuid.uuid4()
    rows = [row for row in found if row.kind != MusterEntry.Kind.UNKNOWN]
    safe = sum(row.mark in {"safe", "left"} for row in rows)
    return {
        "rows": rows,
        "unknown": [row for row in found if row.kind == MusterEntry.Kind.UNKNOWN],
        "safe": safe,
        "missing": len(rows) - safe,
    }
