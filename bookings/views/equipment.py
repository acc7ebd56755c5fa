"""The stock of equipment that is carried to meetings: what there is, who has it, adding and changing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import ListView, View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError
from facilities.kernel.pages import ServiceFormView
from facilities.models.places import Building, Site
from facilities.rules import may_manage_site, may_manage_some_site
from facilities.scopes import person_of, scope_of

from ..forms.equipment import ItemForm, ItemsForm
from ..models import Claim, Item
from ..services.equipment import add_items, change_item, remove_item
from ..touching import stock_topic

# As many topics as one page may watch.
WATCHED = 10


@dataclass(frozen=True, slots=True)
class Counted:
    """One kind of equipment at one site, now."""

    site: str
    kind: str
    free: int
    total: int


class StockList(ListView):
    """Every item at the sites of this person, and which meeting has it now or next."""

    template_name = "bookings/equipment/stock_list.html"
    context_object_name = "items"

    def get_queryset(self) -> QuerySet[Item]:
        """Two queries: the items, and who has them from now on."""
        held = Claim.objects.filter(ends_at__gt=clock.now(), booking__isnull=False).select_related("booking__room")
        scope = scope_of(person_of(self.request))
        items = Item.objects.visible_to(person_of(self.request))
        if not scope.is_platform:
            items = items.filter(atom__building__site__in=scope.staff_sites)
        return (
            items.select_related("kind", "atom__building__site")
            .prefetch_related(Prefetch("atom__claims", held.order_by("starts_at"), to_attr="coming"))
            .order_by("atom__building__site__name", "kind__name_nl", "atom__building__name", "atom__name")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What this person may do here."""
        person = person_of(self.request)
        scope = scope_of(person)
        managed = set(Site.objects.managed_by(person).values_list("pk", flat=True))
        sites = Site.objects.all() if scope.is_platform else Site.objects.filter(pk__in=scope.staff_sites)
        context, at = super().get_context_data(**kwargs), clock.now()
        return context | {
            "may_add": may_manage_some_site(person),
            "managed": managed,
            "now": at,
            "has_sites": scope.is_platform or len(scope.staff_sites) > 1,
            "counts": counted(context["items"], at=at),
            "topics": [stock_topic(site) for site in sites.order_by("pk")[:WATCHED]],
        }


def counted(items: Iterable[Item], *, at: datetime) -> list[Counted]:
    """How many of each kind each site has and has left at `at`; `items` come by site and kind, with their claims."""
    found = []
    for (site, kind), group in groupby(items, key=lambda item: (item.atom.building.site, item.kind)):
        promised = [item for item in group if item.is_in_service]
        # The claims of `StockList` have not ended: the first of an item has begun, or the item is here.
        away = [item for item in promised if any(claim.starts_at <= at for claim in item.atom.coming[:1])]  # type: ignore[attr-defined]
        found.append(Counted(site.name, kind.name, len(promised) - len(away), len(promised)))
    return found


class StockAdd(ServiceFormView):
    """New items of one kind."""

    template_name = "bookings/equipment/items_form.html"
    form_class = ItemsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The buildings this person manages."""
        sites = Site.objects.managed_by(person_of(self.request))
        buildings = Building.objects.filter(site__in=sites.values("pk")).select_related("site")
        return super().get_form_kwargs() | {"buildings": buildings}

    def perform(self, form: BaseForm) -> list[Item]:
        """Add them."""
        return add_items(by=person_of(self.request), **form.cleaned_data)

    def get_success_url(self) -> str:
        """Back to the stock."""
        count = len(self.result)
        said = ngettext("%(count)d item has been added.", "%(count)d items have been added.", count)
        messages.success(self.request, said % {"count": count})
        return reverse("bookings:stock-list")


class StockEdit(ServiceFormView):
    """One item: its name, and whether it can be promised."""

    template_name = "bookings/equipment/item_form.html"
    form_class = ItemForm
    item: Item

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The item, for who manages its site."""
        super().setup(request, *args, **kwargs)
        self.item = managed_item(request, kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        """As it stands."""
        return {"name": self.item.atom.name, "is_in_service": self.item.is_in_service}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The item and the meetings that count on it."""
        coming = self.item.atom.claims.filter(ends_at__gt=clock.now(), booking__isnull=False)
        return super().get_context_data(**kwargs) | {
            "item": self.item,
            "coming": coming.select_related("booking__room", "booking__organisation").order_by("starts_at"),
        }

    def perform(self, form: BaseForm) -> Item:
        """Change it."""
        return change_item(by=person_of(self.request), item=self.item, **form.cleaned_data)

    def get_success_url(self) -> str:
        """Back to the stock."""
        messages.success(self.request, _("Saved."))
        return reverse("bookings:stock-list")


class StockRemove(View):
    """Takes away an item nobody ever had; says why not otherwise."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove, then show the stock."""
        item = managed_item(request, pk)
        try:
            remove_item(by=person_of(request), item=item)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("bookings:stock-edit", args=[pk]))
        messages.success(request, _("Removed."))
        return HttpResponseRedirect(reverse("bookings:stock-list"))


def managed_item(request: HttpRequest, pk: int) -> Item:
    """The item: 404 when it is not seen, 403 when its site is not managed."""
    person = person_of(request)
    items = Item.objects.visible_to(person).select_related("kind", "atom__building__site")
    item = get_object_or_404(items, pk=pk)
    if not may_manage_site(person, item.atom.building.site):
        raise PermissionDenied
    return item
