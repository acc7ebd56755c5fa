"""Rents follow the index: one screen a month, and the letter of each lease."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from ..forms.indices import ApproveForm, RoundForm
from ..indexing import Standing, months_around, round_of
from ..kernel import clock
from ..kernel.errors import NotAllowed
from ..leasing.rents import total
from ..letters import file_name, letter_pdf
from ..models.indices import Indexation
from ..models.leases import Lease
from ..models.places import Site
from ..scopes import person_of, scope_of
from ..services.indexations import approve_round


class IndexationRound(TemplateView):
    """The leases with an anniversary in a month: formula, both numbers, what changes, and approval of many at once."""

    template_name = "facilities/leases/round.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """The round of the month and site asked for."""
        user, today = person_of(self.request), clock.today()
        form = self.round_form(today)
        month = self.month(form, today)
        leases = self.leases(form)
        found = round_of(leases, month=month, on=today)
        managed = {site.pk for site in Site.objects.managed_by(user)}
        ready = [proposal for proposal in found if proposal.standing == Standing.READY]
        return super().get_context_data(
            form=form,
            month=month,
            proposals=found,
            ready=ready,
            approvable={proposal.lease.pk for proposal in ready if proposal.lease.site_id in managed},
            difference=total(proposal.difference for proposal in ready),
            waiting=sum(proposal.standing == Standing.WAITING for proposal in found),
            approved=sum(proposal.standing == Standing.APPROVED for proposal in found),
            may_import=scope_of(user).is_admin,
            **more,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approve those that were chosen, and come back to the same round."""
        user, today = person_of(request), clock.today()
        form = self.round_form(today)
        month = self.month(form, today)
        chosen = ApproveForm(request.POST, leases=Lease.objects.managed_by(user).select_related("site"))
        if not chosen.is_valid():
            messages.error(request, _("Choose at least one lease that is ready."))
        else:
            self.approve(user, list(chosen.cleaned_data["leases"]), month)
        query = {"month": f"{month:%Y-%m}", "site": request.GET.get("site", "")}
        return HttpResponseRedirect(f"{request.path}?{urlencode(query)}")

    def approve(self, user: Any, leases: list[Lease], month: date) -> None:  # Any: a person, as `person_of` gives it
        """Approve, and say what came of it."""
        try:
            made = approve_round(by=user, leases=leases, month=month, at=clock.now())
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        if made:
            words = ngettext(
                "%(count)s lease follows the index. Its letter is on its way.",
                "%(count)s leases follow the index. Their letters are on their way.",
                len(made),
            )
            messages.success(self.request, words % {"count": len(made)})
        if len(made) < len(leases):
            words = ngettext(
                "%(count)s lease was left as it is: somebody approved it already, or it is not ready.",
                "%(count)s leases were left as they are: somebody approved them already, or they are not ready.",
                len(leases) - len(made),
            )
            messages.warning(self.request, words % {"count": len(leases) - len(made)})

    def round_form(self, today: date) -> RoundForm:
        """Which round, as the address says."""
        sites = Site.objects.visible_to(person_of(self.request)).order_by("name")
        known = {f"{month:%Y-%m}" for month in months_around(today)}
        asked = self.request.GET.get("month", "")
        given = {"site": self.request.GET.get("site", ""), "month": asked if asked in known else f"{today:%Y-%m}"}
        return RoundForm(given, sites=sites, months=months_around(today))

    def month(self, form: RoundForm, today: date) -> date:
        """The month asked for, else this one."""
        return (form.cleaned_data.get("month") if form.is_valid() else None) or today.replace(day=1)

    def leases(self, form: RoundForm) -> Any:  # Any: a QuerySet[Lease]
        """Those whose rents this person reads, of the site asked for."""
        leases = Lease.objects.managed_by(person_of(self.request))
        site = form.cleaned_data.get("site") if form.is_valid() else None
        return leases.filter(site=site) if site else leases


class Letter(View):
    """The letter of an indexation as PDF, for whoever reads what the lease costs."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Set it anew: the same row makes the same letter."""
        seen = Lease.objects.priced_for(person_of(request))
        found = Indexation.objects.filter(lease__in=seen.values("pk")).select_related(
            "lease__tenant", "lease__landlord", "lease__site", "initial", "new", "link"
        )
        indexation = get_object_or_404(found, pk=pk)
        answer = HttpResponse(letter_pdf(indexation), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{file_name(indexation)}"'
        return answer
