"""Leases: the list with what is due next, and one lease with its spaces, rates, deadlines and notices."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from .. import rules
from ..deadlines import due
from ..forms.leases import LeaseFilter
from ..kernel import clock
from ..models.indices import Indexation
from ..models.leases import Lease, LeaseLine
from ..models.places import Site
from ..permissions import roles_of
from ..scopes import person_of
from .leases_words import Facts, facts_of, lines_of

PAGE = 50
SOON = 8


class LeaseList(TemplateView):
    """The leases one sees, by site and state, and what is due next."""

    template_name = "facilities/leases/list.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """One page of leases, and the nearest deadlines of all that run."""
        user, today = person_of(self.request), clock.today()
        sites = Site.objects.visible_to(user).order_by("name")
        form = LeaseFilter(self.request.GET, sites=sites)
        leases = (
            Lease.objects.visible_to(user)
            .with_notice()
            .select_related("site", "tenant")
            .prefetch_related(Prefetch("lines", LeaseLine.objects.select_related("space__floor__building")))
        )
        shown = form.chosen(leases, on=today).order_by("tenant__name", "starts_on", "number")
        page = Paginator(shown, PAGE).get_page(self.request.GET.get("page"))
        running = form.of_site(Lease.objects.visible_to(user).running_on(today)).select_related("site", "tenant")
        return super().get_context_data(
            form=form,
            page=page,
            rows=[facts_of(lease, on=today) for lease in page],
            due=due(running, on=today)[:SOON],
            managed=Site.objects.managed_by(user).order_by("name"),
            sees_rents=rules.ROUTES["facilities:indexation-round"].methods["GET"] & roles_of(user),
            **more,
        )


class LeaseDetail(TemplateView):
    """One lease."""

    template_name = "facilities/leases/detail.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Its facts, and of its rates what this person may read."""
        user, today = person_of(self.request), clock.today()
        lease = visible_lease(user, self.kwargs["pk"])
        shows_prices = Lease.objects.priced_for(user).filter(pk=lease.pk).exists()
        facts: Facts = facts_of(lease, on=today)
        return super().get_context_data(
            lease=lease,
            facts=facts,
            lines=lines_of(lease, on=today, shows_prices=shows_prices),
            shows_prices=shows_prices,
            due=due([lease], on=today) if facts.is_signed else [],
            notices=lease.notices.all(),
            indexations=indexations_of(lease) if shows_prices else [],
            may_manage=rules.may_manage_leases(user, lease.site),
            **more,
        )


def indexations_of(lease: Lease) -> QuerySet[Indexation]:
    """How its rents followed the index, the latest first."""
    return lease.indexations.select_related("initial", "new", "link").prefetch_related("rents__agreed__line__space")


def visible_lease(user: Any, pk: int) -> Lease:  # Any: a person, as `person_of` gives it
    """One lease that this person sees, with all that a page about one shows, or 404."""
    return get_object_or_404(Lease.objects.visible_to(user).with_notice().with_parts(), pk=pk)
