"""The mode of a house: switching it, and when it was not normal."""

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.views.generic import ListView

from ..forms.modes import SiteModeForm
from ..kernel import clock
from ..kernel.pages import ServiceFormView
from ..models.modes import SiteMode
from ..models.places import Site
from ..scopes import person_of
from ..services.modes import set_site_mode
from .site_pages import SitePage, address_for


class SiteModeSet(SitePage, ServiceFormView):
    """Switches every screen of the house to evacuation or lockdown, and back."""

    changes = False
    template_name = "facilities/places/mode_form.html"
    form_class = SiteModeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Only what this person may switch to."""
        return super().get_form_kwargs() | {"site": self.site, "person": person_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What goes on now, and by whom."""
        running = SiteMode.objects.running().filter(site=self.site).select_related("by").first()
        return super().get_context_data(**kwargs) | {"running": running, "back": self.get_success_url()}

    def perform(self, form: BaseForm) -> Site:
        """Switch it."""
        return set_site_mode(by=person_of(self.request), site=self.site, at=clock.now(), **form.cleaned_data)

    def get_success_url(self) -> str:
        """Back to the rooms, where the mode now shows."""
        return address_for(self.request, "bookings:site-live", slug=self.site.slug) or self.request.path


class SiteModeList(SitePage, ListView):
    """When this house was evacuated or locked down, by whom and why; the latest first."""

    changes = False
    template_name = "facilities/places/mode_list.html"
    context_object_name = "modes"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[SiteMode]:
        """Of this house."""
        modes = SiteMode.objects.visible_to(person_of(self.request)).filter(site=self.site)
        return modes.select_related("by", "ended_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """And where the mode is switched."""
        address = address_for(self.request, "facilities:site-mode", slug=self.site.slug)
        return super().get_context_data(**kwargs) | {"mode_address": address}
