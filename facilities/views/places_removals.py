"""Buttons that take a part of a site away; when something stands on it they say so."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from ..kernel.errors import DomainError, NotAllowed
from ..models.places import Building, Floor, OpeningException, Site, Space
from ..scopes import person_of
from ..services.hours import remove_exception
from ..services.places import remove_building, remove_floor, remove_space
from .hours_warnings import telling_what_falls_outside


class Removal(View):
    """Removes on POST and returns to the page that showed the thing."""

    page = "facilities:site-places"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Remove, or show the refusal there."""
        site = self.remove(request, **kwargs)
        return HttpResponseRedirect(reverse(self.page, args=[site.slug]))

    def remove(self, request: HttpRequest, **kwargs: Any) -> Site:
        """Find the thing, remove it, and return its site."""
        raise TypeError("a removal must say what it removes")


class BuildingRemove(Removal):
    """An empty building."""

    def remove(self, request: HttpRequest, **kwargs: Any) -> Site:
        """By short name."""
        found = Building.objects.visible_to(person_of(request)).select_related("site")
        building = get_object_or_404(found, slug=kwargs["slug"])
        _try(request, remove_building, building=building)
        return building.site


class FloorRemove(Removal):
    """An empty floor."""

    def remove(self, request: HttpRequest, **kwargs: Any) -> Site:
        """By number."""
        found = Floor.objects.visible_to(person_of(request)).select_related("building__site")
        floor = get_object_or_404(found, pk=kwargs["pk"])
        _try(request, remove_floor, floor=floor)
        return floor.building.site


class SpaceRemove(Removal):
    """A space nothing stands on."""

    def remove(self, request: HttpRequest, **kwargs: Any) -> Site:
        """By number."""
        found = Space.objects.visible_to(person_of(request)).select_related("floor__building__site")
        space = get_object_or_404(found, pk=kwargs["pk"])
        _try(request, remove_space, space=space)
        return space.floor.building.site


class ExceptionRemove(Removal):
    """An exception to the opening hours."""

    page = "facilities:site-hours"

    def remove(self, request: HttpRequest, **kwargs: Any) -> Site:
        """By number, among those of the sites the person sees."""
        sites = Site.objects.visible_to(person_of(request))
        found = OpeningException.objects.filter(site__in=sites.values("pk")).select_related("site")
        exception = get_object_or_404(found, pk=kwargs["pk"])
        with telling_what_falls_outside(request, exception.site):
            _try(request, remove_exception, exception=exception)
        return exception.site


def _try(request: HttpRequest, deed: Any, **thing: Any) -> None:  # Any: each deed names its own argument
    try:
        deed(by=person_of(request), **thing)
    except NotAllowed:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Removed."))
