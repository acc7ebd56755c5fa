"""Kinds of equipment that spaces and rooms of all sites may offer."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.forms import BaseForm
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView

from ..forms.places import AmenityForm
from ..kernel.pages import ServiceFormView
from ..models.places import Amenity
from ..rules import may_manage_some_site, may_run_the_platform
from ..scopes import person_of
from ..services.places import add_amenity, change_amenity


class AmenityList(ListView):
    """All kinds of equipment, and in how many spaces and rooms each is found."""

    template_name = "facilities/places/equipment.html"
    context_object_name = "amenities"

    def get_queryset(self) -> QuerySet[Amenity]:
        """With both counts."""
        return Amenity.objects.annotate(
            space_count=Count("spaces", distinct=True), room_count=Count("rooms", distinct=True)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What this person may do here."""
        return super().get_context_data(**kwargs) | {
            "may_add": may_manage_some_site(person_of(self.request)),
            "may_change": may_run_the_platform(person_of(self.request)),
        }


class AmenityAdd(ServiceFormView):
    """A new kind."""

    template_name = "facilities/places/equipment_form.html"
    form_class = AmenityForm

    def perform(self, form: BaseForm) -> Amenity:
        """Add it."""
        return add_amenity(by=person_of(self.request), **form.cleaned_data)

    def get_success_url(self) -> str:
        """Back to the list."""
        messages.success(self.request, _("Saved."))
        return reverse("facilities:amenity-list")


class AmenityEdit(AmenityAdd):
    """What a kind is called."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what is known."""
        return super().get_form_kwargs() | {"instance": get_object_or_404(Amenity, pk=self.kwargs["pk"])}

    def perform(self, form: BaseForm) -> Amenity:
        """Rename it."""
        amenity = get_object_or_404(Amenity, pk=self.kwargs["pk"])
        return change_amenity(by=person_of(self.request), amenity=amenity, **form.cleaned_data)
