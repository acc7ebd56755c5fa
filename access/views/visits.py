"""Visits as pages: the list, one visit, what its host may do about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError, NotAllowed
from facilities.kernel.pages import ServiceFormView
from facilities.models.people import User
from facilities.models.places import Site
from facilities.scopes import person_of, scope_of

from .. import rules
from ..badge import FORMATS, badge_pdf
from ..errors import NotCheckedIn
from ..models.visits import Visit
from ..services.badges import make_badge
from ..services.deciding import answer_visit, approve_walk_in, refuse_visit
from ..services.leaving import sign_out
from ..services.parking import place_of
from ..services.visits import cancel_visit

TABS = ("today", "upcoming", "past")


class VisitList(ListView):
    """Whom one receives: own visitors, the firm's for its admin, the site's for its staff."""

    template_name = "access/visit_list.html"
    context_object_name = "visits"
    paginate_by = 50

    @cached_property
    def tab(self) -> str:
        """Which list is asked for."""
        asked = self.request.GET.get("show", "")
        return asked if asked in TABS else TABS[0]

    def get_queryset(self) -> QuerySet[Visit]:
        """One list, without a query a row."""
        today = clock.local_day(clock.today())
        found = Visit.objects.visible_to(person_of(self.request)).with_people()
        match self.tab:
            case "today":
                found = found.during(today)
            case "upcoming":
                found = found.filter(starts_at__gte=today.end, status=Visit.Status.PLANNED)
            case _:
                found = found.filter(ends_at__lte=today.start).order_by("-starts_at", "-id")
        words = self.request.GET.get("q", "").replace("\x00", "").strip()
        if words:
            found = found.filter(
                Q(visitor_name__icontains=words) | Q(visitor_firm__icontains=words) | Q(host__name__icontains=words)
            )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With tabs, filter and the ways to invite."""
        words = {"today": _("Today"), "upcoming": _("Upcoming"), "past": _("Past")}
        scope = scope_of(person_of(self.request))
        return super().get_context_data(
            tabs=[{"label": words[tab], "address": f"?show={tab}", "is_current": tab == self.tab} for tab in TABS],
            tab=self.tab,
            asked=self.request.GET,
            sees_others=scope.is_staff or bool(scope.administered_organisations),
            may_invite=not scope.roles <= {"auditor"},
            rule_sites=Site.objects.all() if scope.is_platform else Site.objects.filter(pk__in=scope.staff_sites),
            now=clock.now(),
            **kwargs,
        )


class OneVisit:
    """A page about one visit; what this person may not open is not there."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def visit(self) -> Visit:
        """The visit of the address, or 404."""
        found = Visit.objects.visible_to(person_of(self.request)).with_people().select_related("rules_accepted")
        return get_object_or_404(found, pk=self.kwargs["pk"])


class VisitDetails(OneVisit, DetailView):
    """Who, whom, when, where it stands, and what may be done."""

    template_name = "access/visit_details.html"
    context_object_name = "visit"

    def get_object(self, queryset: QuerySet[Visit] | None = None) -> Visit:
        """The visit of the address."""
        return self.visit

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the deeds that are possible now."""
        visit, user = self.visit, person_of(self.request)
        may_change = visit.anonymised_at is None and rules.may_change(user, visit)
        is_here = visit.status in {Visit.Status.ARRIVED, Visit.Status.IN}
        return super().get_context_data(
            place=place_of(visit),
            may_change=may_change and visit.status == Visit.Status.PLANNED,
            may_answer=may_change and is_here,
            may_decide=may_change and visit.waits_for == Visit.WaitsFor.APPROVAL,
            may_sign_out=may_change and visit.status == Visit.Status.IN,
            may_print=visit.status == Visit.Status.IN and rules.is_staff_of(user, visit.site),
            **kwargs,
        )


class VisitCancel(OneVisit, ServiceFormView):
    """Asks once, then calls the visit off."""

    template_name = "access/visit_cancel.html"
    form_class = Form

    def perform(self, form: BaseForm) -> Visit:
        """Cancel it."""
        visit = cancel_visit(by=person_of(self.request), visit=self.visit, at=clock.now())
        messages.success(self.request, _("The visit of %(visitor)s is cancelled.") % {"visitor": visit.visitor_name})
        return visit

    def get_success_url(self) -> str:
        """The visit, now cancelled."""
        return reverse("access:visit-details", args=[self.visit.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form and what it is about."""
        return super().get_context_data(visit=self.visit, **kwargs)


class VisitDecide(OneVisit, View):
    """One button of the page of a visit: an answer to the desk, yes or no to a walk-in, signing out."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, and say on the page of the visit how that went."""
        visit, by, at = self.visit, person_of(request), clock.now()
        try:
            told = self._do(request.POST.get("deed", ""), by, visit, at)
        except NotAllowed:
            raise
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, told)
        return redirect("access:visit-details", pk=pk)

    @staticmethod
    def _do(deed: str, by: User, visit: Visit, at: datetime) -> str:
        match deed:
            case "coming" | "send_up":
                answer_visit(by=by, visit=visit, answer=deed, at=at)
                return _("The desk knows.")
            case "approve":
                approve_walk_in(by=by, visit=visit, at=at)
                return _("%(visitor)s may come in.") % {"visitor": visit.visitor_name}
            case "refuse":
                refuse_visit(by=by, visit=visit, at=at)
                return _("%(visitor)s is sent away.") % {"visitor": visit.visitor_name}
            case "sign_out":
                sign_out(by=by, visit=visit, at=at, nonce=uuid4())
                return _("%(visitor)s is signed out.") % {"visitor": visit.visitor_name}
        return _("Nothing was changed.")


class VisitBadge(OneVisit, View):
    """The badge of somebody inside, to print; its code signs him out."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A PDF for the label printer or on A6; a refusal is told on the page of the visit."""
        form = request.POST.get("format", "")
        try:
            visit, token = make_badge(by=person_of(request), visit=self.visit, at=clock.now())
        except NotCheckedIn as refusal:
            messages.error(request, str(refusal))
            return redirect("access:visit-details", pk=pk)
        whole = Visit.objects.with_people().get(pk=visit.pk)
        made = badge_pdf(whole, token=token, form=form if form in FORMATS else FORMATS[0])
        answer = HttpResponse(made, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="badge-{visit.badge_number}.pdf"'
        answer["Cache-Control"] = "private, no-store"
        return answer
