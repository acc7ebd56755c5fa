"""Forms for the parts of a site: buildings, floors, spaces."""

from typing import Any, ClassVar

from django.contrib import messages
from django.forms import BaseForm
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from ..forms.places import BuildingForm, FloorForm, SpaceForm
from ..kernel.pages import ServiceFormView
from ..models.places import Building, Floor, Site, Space
from ..scopes import person_of
from ..services import places
from .site_pages import SitePage


class PartForm(SitePage, ServiceFormView):
    """A form that adds or changes a part of a site."""

    template_name = "facilities/places/part_form.html"
    heading: ClassVar[str | Promise]
    done: ClassVar[str | Promise] = gettext_lazy("Saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page is about and where its thing stands."""
        return super().get_context_data(**kwargs) | {
            "heading": self.heading,
            "above": self.above(),
            "remove_address": self.remove_address(),
        }

    def above(self) -> list[str]:
        """What the part stands in, from the outside in, below the site."""
        return []

    def remove_address(self) -> str | None:
        """Where to remove it, when it exists already."""
        return None

    def get_success_url(self) -> str:
        """Back to the tree."""
        messages.success(self.request, str(self.done))
        return reverse("facilities:site-places", args=[self.site.slug])


class BuildingAdd(PartForm):
    """A new building of a site."""

    form_class = BuildingForm
    heading = gettext_lazy("Add a building")
    done = gettext_lazy("The building has been added. Add its floors next.")

    def perform(self, form: BaseForm) -> Building:
        """Add it."""
        return places.add_building(by=person_of(self.request), site=self.site, **form.cleaned_data)


class OfBuilding(PartForm):
    """A form about a building, or something in it."""

    def find_site(self) -> Site:
        """By the building's short name."""
        found = Building.objects.visible_to(person_of(self.request)).select_related("site")
        self.building = get_object_or_404(found, slug=self.kwargs["slug"])
        return self.building.site


class BuildingEdit(OfBuilding):
    """A building."""

    form_class = BuildingForm
    heading = gettext_lazy("Change the building")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what is known."""
        return super().get_form_kwargs() | {"instance": Building.objects.get(pk=self.building.pk)}

    def remove_address(self) -> str:
        """Where to remove it."""
        return reverse("facilities:building-remove", args=[self.building.slug])

    def perform(self, form: BaseForm) -> Building:
        """Rename it."""
        return places.change_building(by=person_of(self.request), building=self.building, **form.cleaned_data)


class FloorAdd(OfBuilding):
    """A new floor of a building."""

    form_class = FloorForm
    heading = gettext_lazy("Add a floor")
    done = gettext_lazy("The floor has been added. Add its spaces next.")

    def above(self) -> list[str]:
        """The building."""
        return [self.building.name]

    def perform(self, form: BaseForm) -> Floor:
        """Add it."""
        return places.add_floor(by=person_of(self.request), building=self.building, **form.cleaned_data)


class OfFloor(PartForm):
    """A form about a floor, or something on it."""

    def find_site(self) -> Site:
        """By the floor's number."""
        found = Floor.objects.visible_to(person_of(self.request)).select_related("building__site")
        self.floor = get_object_or_404(found, pk=self.kwargs["pk"])
        return self.floor.building.site

    def above(self) -> list[str]:
        """The building."""
        return [self.floor.building.name]


class FloorEdit(OfFloor):
    """A floor."""

    form_class = FloorForm
    heading = gettext_lazy("Change the floor")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what is known."""
        return super().get_form_kwargs() | {"instance": Floor.objects.get(pk=self.floor.pk)}

    def remove_address(self) -> str:
        """Where to remove it."""
        return reverse("facilities:floor-remove", args=[self.floor.pk])

    def perform(self, form: BaseForm) -> Floor:
        """Change it."""
        return places.change_floor(by=person_of(self.request), floor=self.floor, **form.cleaned_data)


class SpaceAdd(OfFloor):
    """A new space on a floor."""

    form_class = SpaceForm
    heading = gettext_lazy("Add a space")
    done = gettext_lazy("The space has been added. It can now be offered as a room.")

    def above(self) -> list[str]:
        """The building and the floor."""
        return [self.floor.building.name, self.floor.name]

    def perform(self, form: BaseForm) -> Space:
        """Add it."""
        return places.add_space(by=person_of(self.request), floor=self.floor, **form.cleaned_data)


class SpaceEdit(PartForm):
    """A space."""

    form_class = SpaceForm
    heading = gettext_lazy("Change the space")

    def find_site(self) -> Site:
        """By the space's number."""
        found = Space.objects.visible_to(person_of(self.request)).select_related("floor__building__site")
        self.space = get_object_or_404(found, pk=self.kwargs["pk"])
        return self.space.floor.building.site

    def above(self) -> list[str]:
        """The building and the floor."""
        return [self.space.floor.building.name, self.space.floor.name]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what is known."""
        return super().get_form_kwargs() | {"instance": Space.objects.get(pk=self.space.pk)}

    def remove_address(self) -> str:
        """Where to remove it."""
        return reverse("facilities:space-remove", args=[self.space.pk])

    def perform(self, form: BaseForm) -> Space:
        """Change it."""
        return places.change_space(by=person_of(self.request), space=self.space, **form.cleaned_data)
