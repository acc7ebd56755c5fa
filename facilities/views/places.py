"""Sites: the list, adding one, its facts, and the tree of its buildings, floors and spaces."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, DecimalField, IntegerField, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView

from ..forms.places import SiteForm
from ..kernel.pages import ServiceFormView
from ..models.places import Building, Floor, Site, Space
from ..scopes import person_of
from ..services.sites import add_site, change_site
from .hours_warnings import telling_what_falls_outside
from .site_pages import SitePage


class SiteList(ListView):
    """The sites this person sees, with what stands on them."""

    template_name = "facilities/places/site_list.html"
    context_object_name = "sites"

    def get_queryset(self) -> QuerySet[Site]:
        """Three figures a site, counted beside each other so that none multiplies the other."""
        spaces = Space.objects.filter(floor__building__site=OuterRef("pk")).order_by()
        buildings = Building.objects.filter(site=OuterRef("pk")).order_by().values("site")
        return Site.objects.visible_to(person_of(self.request)).annotate(
            building_count=_figure(buildings.annotate(n=Count("pk"))),
            room_count=_figure(spaces.values("floor__building__site").annotate(n=Count("rooms", distinct=True))),
            area=Coalesce(
                Subquery(spaces.values("floor__building__site").annotate(n=Sum("area")).values("n")),
                0,
                output_field=DecimalField(),
            ),
        )


def _figure(counted: QuerySet) -> Coalesce:
    return Coalesce(Subquery(counted.values("n")), 0, output_field=IntegerField())


class SiteAdd(ServiceFormView):
    """A new site."""

    template_name = "facilities/places/site_add.html"
    form_class = SiteForm

    def perform(self, form: BaseForm) -> Site:
        """Add it."""
        return add_site(by=person_of(self.request), **form.cleaned_data)

    def get_success_url(self) -> str:
        """Its opening hours come next."""
        messages.success(self.request, _("The site has been added. Say next when it is open."))
        return reverse("facilities:site-hours", args=[self.result.slug])


class SiteEdit(SitePage, ServiceFormView):
    """The facts of a site."""

    template_name = "facilities/places/site_edit.html"
    form_class = SiteForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what is known; a copy, since a refused form must not rename the page around it."""
        return super().get_form_kwargs() | {"instance": Site.objects.get(pk=self.site.pk)}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """A house that now closes on holidays may have meetings on them."""
        with telling_what_falls_outside(self.request, self.site, is_listed_here=False):
            return super().form_valid(form)

    def perform(self, form: BaseForm) -> Site:
        """Change it."""
        return change_site(by=person_of(self.request), site=self.site, **form.cleaned_data)

    def get_success_url(self) -> str:
        """Stay on the page."""
        messages.success(self.request, _("Saved."))
        return reverse("facilities:site-edit", args=[self.site.slug])


class SitePlaces(SitePage, TemplateView):
    """What stands on a site: buildings, their floors, their spaces."""

    changes = False
    template_name = "facilities/places/site_places.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The whole tree in a query a level, however large it is."""
        spaces = Space.objects.prefetch_related("equipment", "rooms").order_by("code")
        floors = Floor.objects.order_by("level").prefetch_related(Prefetch("spaces", spaces))
        buildings = Building.objects.visible_to(person_of(self.request)).filter(site=self.site)
        return super().get_context_data(**kwargs) | {
            "buildings": buildings.order_by("name").prefetch_related(Prefetch("floors", floors))
        }
