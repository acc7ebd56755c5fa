"""Defects as pages: the list, one of them, reporting, and what the people of the house do about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError
from facilities.kernel.intervals import Interval
from facilities.kernel.pages import ServiceFormView
from facilities.models.places import Site
from facilities.scopes import person_of, scope_of

from .. import rules
from ..errors import RoomTaken
from ..forms.defects import DefectBlockForm, DefectForm, OutcomeForm
from ..forms.times import as_initial
from ..limits import next_on_grid
from ..models import Defect, Room
from ..occupancy import zone_of
from ..services.defects import block_for_defect, report_defect, resolve_defect, take_up
from .booking_forms import FIELDS

WATCHED = 10


class DefectList(ListView):
    """Open defects or resolved ones: of the sites of this person, else what they reported."""

    template_name = "bookings/defects/defect_list.html"
    context_object_name = "defects"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Defect]:
        """One of the two lists."""
        found = Defect.objects.visible_to(person_of(self.request)).select_related(
            "room__space__floor__building__site", "reported_by", "reported_at_panel", "handled_by", "block"
        )
        if self.shows_resolved:
            return found.filter(state=Defect.State.RESOLVED).order_by("-resolved_at", "-id")
        return found.open().order_by("reported_at", "id")

    @property
    def shows_resolved(self) -> bool:
        """Whether what is over is asked for."""
        return self.request.GET.get("show") == "resolved"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list with its tabs, and which sites to watch."""
        scope = scope_of(person_of(self.request))
        sites = Site.objects.all() if scope.is_platform else Site.objects.filter(pk__in=scope.staff_sites)
        tabs = [
            {"label": _("Open"), "address": "?", "is_current": not self.shows_resolved},
            {"label": _("Resolved"), "address": "?show=resolved", "is_current": self.shows_resolved},
        ]
        return super().get_context_data(
            tabs=tabs,
            shows_resolved=self.shows_resolved,
            is_staff=scope.is_staff or scope.is_platform,
            topics=[f"defects.{slug}" for slug in sites.order_by("pk").values_list("slug", flat=True)[:WATCHED]],
            now=clock.now(),
            **kwargs,
        )


class OneDefect:
    """A page about one defect; what this person may not open is not there."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def defect(self) -> Defect:
        """The defect of the address, or 404."""
        found = Defect.objects.visible_to(person_of(self.request)).select_related(
            "room__space__floor__building__site", "reported_by", "reported_at_panel", "handled_by", "block"
        )
        return get_object_or_404(found, pk=self.kwargs["pk"])


class DefectShow(OneDefect, DetailView):
    """What is wrong, who said so, what is done about it."""

    template_name = "bookings/defects/defect_show.html"
    context_object_name = "defect"

    def get_object(self, queryset: QuerySet[Defect] | None = None) -> Defect:
        """The defect of the address."""
        return self.defect

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the deeds that are possible now."""
        defect, at = self.defect, clock.now()
        is_open = defect.state != Defect.State.RESOLVED
        may_handle = is_open and rules.is_staff_of(person_of(self.request), defect.room)
        block = defect.block
        blocks_now = block is not None and block.lifted_at is None and block.ends_at > at
        kwargs.setdefault("outcome_form", OutcomeForm())
        return super().get_context_data(
            room=defect.room,
            may_handle=may_handle,
            may_take_up=may_handle and defect.state == Defect.State.REPORTED,
            may_block=may_handle and not blocks_now,
            blocks_now=blocks_now,
            **kwargs,
        )


class DefectAdd(ServiceFormView):
    """Tells the people of the house what is wrong in one room."""

    template_name = "bookings/defects/defect_form.html"
    form_class = DefectForm

    @cached_property
    def room(self) -> Room:
        """The room of the address, or 404."""
        return get_object_or_404(
            Room.objects.visible_to(person_of(self.request)).with_place(), slug=self.kwargs["slug"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the room, and what is known of it already."""
        known = Defect.objects.filter(room=self.room).open().values_list("summary", flat=True)
        return super().get_context_data(room=self.room, known=known[:5], **kwargs)

    def perform(self, form: BaseForm) -> Defect:
        """Report it."""
        return report_defect(by=person_of(self.request), room=self.room, at=clock.now(), **form.cleaned_data)

    def get_success_url(self) -> str:
        """What was reported."""
        messages.success(self.request, _("Thank you. The people of the house have been told."))
        return reverse("bookings:defect-show", args=[self.result.pk])


class DefectTakeUp(OneDefect, View):
    """Somebody is at it."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say so, and how that went on the page of the defect."""
        try:
            take_up(by=person_of(request), defect=self.defect, at=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("bookings:defect-show", pk=pk)


class DefectResolve(DefectShow):
    """It is mended."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say so, with what was done; words that do not fit come back to be shortened."""
        form = OutcomeForm(request.POST)
        if not form.is_valid():
            self.object = self.defect
            return self.render_to_response(self.get_context_data(outcome_form=form), status=400)
        outcome = form.cleaned_data["outcome"]
        try:
            resolve_defect(by=person_of(request), defect=self.defect, outcome=outcome, at=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Resolved."))
        return redirect("bookings:defect-show", pk=pk)


class DefectBlock(OneDefect, ServiceFormView):
    """Keeps the room out of use until it is mended; bookings in the way are listed, never removed."""

    template_name = "bookings/defects/defect_block.html"
    form_class = DefectBlockForm

    def get_form(self, form_class: Any = None) -> DefectBlockForm:
        """On the clocks of the house."""
        form = cast(DefectBlockForm, super().get_form(form_class))
        form.zone = zone_of(self.defect.room)
        return form

    def get_initial(self) -> dict[str, Any]:
        """The next day."""
        zone = zone_of(self.defect.room)
        start = next_on_grid(clock.now(), 15, zone)
        return as_initial(Interval(start, start + timedelta(days=1)), zone)

    def perform(self, form: BaseForm) -> Defect:
        """Block it."""
        asked = cast(DefectBlockForm, form)
        return block_for_defect(by=person_of(self.request), defect=self.defect, interval=asked.times, at=clock.now())

    def refused(self, form: BaseForm, refusal: Any) -> None:
        """On the field of the form that means the same."""
        name = FIELDS.get(refusal.field or "", refusal.field)
        form.add_error(name if name in form.fields else None, str(refusal))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what is in the way."""
        context = super().get_context_data(defect=self.defect, room=self.defect.room, **kwargs)
        refusal = context.get("refusal")
        if isinstance(refusal, RoomTaken):
            context["conflicts"] = refusal.details["conflicts"]
        return context

    def get_success_url(self) -> str:
        """Back to the defect."""
        said = _("%(room)s is out of use during that time.") % {"room": self.defect.room.name}
        messages.success(self.request, said)
        return reverse("bookings:defect-show", args=[self.defect.pk])
