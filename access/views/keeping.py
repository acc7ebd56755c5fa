"""Pages of managers: house rules by version, and the list of who may not come in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import ListView, View

from facilities.kernel import clock
from facilities.kernel.pages import ServiceFormView
from facilities.models.places import Site
from facilities.scopes import person_of, scope_of

from .. import rules
from ..forms.keeping import BlockedVisitorForm, HouseRulesForm, VisitorDaysForm
from ..models.blocked import BlockedVisitor
from ..models.house_rules import HouseRules
from ..models.terms import VisitorTerm
from ..models.upkeep import PurgeLine, PurgeReport
from ..services.blocking import block_visitor, lift_visitor_block
from ..services.house_rules import publish_rules
from ..services.terms import days_of, set_visitor_days

# The last nights on the page of a house.
SHOWN = 14


class HouseRulesEdit(ServiceFormView):
    """The version that counts, to write the next; staff read, managers publish."""

    template_name = "access/house_rules.html"
    form_class = HouseRulesForm

    @cached_property
    def site(self) -> Site:
        """The site of the address, one where this person works, or 404."""
        return get_object_or_404(rules.sites_of(person_of(self.request)), slug=self.kwargs["slug"])

    @cached_property
    def versions(self) -> list[HouseRules]:
        """All versions, the newest first."""
        found = HouseRules.objects.visible_to(person_of(self.request)).filter(site=self.site)
        return list(found.select_related("published_by"))

    def get_initial(self) -> dict[str, Any]:
        """The text that counts."""
        newest = next(iter(self.versions), None)
        return {"text_nl": newest.text_nl, "text_en": newest.text_en} if newest else {}

    def perform(self, form: BaseForm) -> HouseRules:
        """Publish it."""
        published = publish_rules(by=person_of(self.request), site=self.site, at=clock.now(), **form.cleaned_data)
        told = _("Version %(version)d of the house rules counts from now on.") % {"version": published.version}
        messages.success(self.request, told)
        return published

    def get_success_url(self) -> str:
        """The same page."""
        return reverse("access:house-rules", args=[self.site.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With all versions."""
        return super().get_context_data(
            site=self.site,
            versions=self.versions,
            may_publish=rules.may_publish_rules(person_of(self.request), self.site),
            **kwargs,
        )


class VisitorDays(ServiceFormView):
    """How long a house remembers its visitors; staff read, managers change."""

    template_name = "access/visitor_days.html"
    form_class = VisitorDaysForm

    @cached_property
    def site(self) -> Site:
        """The site of the address, one where this person works, or 404."""
        return get_object_or_404(rules.sites_of(person_of(self.request)), slug=self.kwargs["slug"])

    def get_initial(self) -> dict[str, Any]:
        """What the house chose, if it did."""
        return {"days": VisitorTerm.objects.filter(site=self.site).values_list("days", flat=True).first()}

    def perform(self, form: BaseForm) -> int:
        """Set it."""
        days = set_visitor_days(by=person_of(self.request), site=self.site, days=form.cleaned_data["days"])
        said = ngettext(
            "Visitors are forgotten after %(days)d day.", "Visitors are forgotten after %(days)d days.", days
        )
        messages.success(self.request, said % {"days": days})
        return days

    def get_success_url(self) -> str:
        """The same page."""
        return reverse("access:visitor-days", args=[self.site.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the days that count, and what was forgotten here of late."""
        person = person_of(self.request)
        return super().get_context_data(
            site=self.site,
            days=days_of(self.site),
            platform_days=settings.VISITOR_DAYS,
            lines=PurgeLine.objects.filter(site=self.site).select_related("report").order_by("-report_id")[:SHOWN],
            may_set=rules.may_set_visitor_days(person, self.site),
            **kwargs,
        )


class BlockedList(ListView):
    """Who may not come in, where, and why; those in force first."""

    template_name = "access/blocked_list.html"
    context_object_name = "blocked"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[BlockedVisitor]:
        """Those of one's own sites; the platform sees all."""
        seen = BlockedVisitor.objects.visible_to(person_of(self.request))
        return seen.select_related("site", "blocked_by").order_by("lifted_at", "-created_at", "-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With who may add."""
        scope = scope_of(person_of(self.request))
        return super().get_context_data(
            now=clock.now(), may_block=scope.is_admin or bool(scope.managed_sites), is_admin=scope.is_admin, **kwargs
        )


class BlockedAdd(ServiceFormView):
    """Keep somebody out."""

    template_name = "access/blocked_form.html"
    form_class = BlockedVisitorForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """One's own sites; every site only for platform admins."""
        user = person_of(self.request)
        return super().get_form_kwargs() | {
            "sites": Site.objects.managed_by(user),
            "may_block_everywhere": rules.may_block(user, None),
        }

    def perform(self, form: BaseForm) -> BlockedVisitor:
        """Put the person on the list."""
        values = form.cleaned_data
        zone = ZoneInfo(values["site"].time_zone) if values["site"] else clock.BRUSSELS
        last = values.pop("until")
        until = clock.local_midnight(last + timedelta(days=1), zone) if last else None
        blocked = block_visitor(by=person_of(self.request), at=clock.now(), until=until, **values)
        messages.success(self.request, _("%(name)s is kept out from now on.") % {"name": blocked.name})
        return blocked

    def get_success_url(self) -> str:
        """The list."""
        return reverse("access:blocked-list")


class BlockedLift(View):
    """Let somebody in again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lift it, and say so on the list."""
        seen = BlockedVisitor.objects.visible_to(person_of(request)).select_related("site")
        blocked = get_object_or_404(seen, pk=pk)
        lift_visitor_block(by=person_of(request), blocked=blocked, at=clock.now())
        messages.success(request, _("%(name)s may come in again.") % {"name": blocked.name})
        return redirect("access:blocked-list")


class PurgeReports(ListView):
    """The proof of forgetting, night by night: figures, no people; for platform admins and auditors."""

    template_name = "access/purge_reports.html"
    context_object_name = "reports"
    paginate_by = 50
    queryset = PurgeReport.objects.prefetch_related("lines__site")
