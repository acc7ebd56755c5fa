"""What the pages of one site share: finding the site, the tabs between them, and what is still missing."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from ..models.people import Organisation
from ..models.places import Building, Floor, OpeningHours, Site, Space
from ..permissions import roles_of, table
from ..rules import may_manage_site
from ..scopes import person_of


class SitePage:
    """A page of one site; 404 when the person does not see the site, 403 when a changing page is not theirs."""

    changes = True
    request: HttpRequest
    kwargs: dict[str, Any]
    site: Site

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the site before anything else happens."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.site = self.find_site()
        self.may_manage = may_manage_site(person_of(request), self.site)
        if self.changes and not self.may_manage:
            raise PermissionDenied

    def find_site(self) -> Site:
        """The site of the address."""
        return get_object_or_404(Site.objects.visible_to(person_of(self.request)), slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The site, its tabs, and what to do next."""
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {
            "site": self.site,
            "may_manage": self.may_manage,
            "tabs": site_tabs(self.request, self.site),
            "next_step": next_step(self.request, self.site) if self.may_manage else None,
        }


def site_tabs(request: HttpRequest, site: Site) -> list[dict[str, Any]]:
    """The pages of a site this person may open."""
    places = [
        (_("Now"), "bookings:site-live", {"slug": site.slug}, ""),
        (_("Tasks"), "bookings:task-list", {"slug": site.slug}, ""),
        (_("Places"), "facilities:site-places", {"slug": site.slug}, ""),
        (_("Rooms"), "bookings:room-list", {}, f"?site={site.slug}"),
        (_("Opening hours"), "facilities:site-hours", {"slug": site.slug}, ""),
        (_("Details"), "facilities:site-edit", {"slug": site.slug}, ""),
        (_("People"), "facilities:site-people", {"slug": site.slug}, ""),
    ]
    return [
        {"label": label, "address": address + query, "is_current": request.path == address}
        for label, name, kwargs, query in places
        if (address := address_for(request, name, **kwargs))
    ]


def address_for(request: HttpRequest, name: str, **kwargs: Any) -> str | None:
    """The address of a page, if it exists and this person's roles may open it."""
    entry = table().get(name)
    device = getattr(request, "device", None)
    if entry is None or not entry.methods.get("GET", frozenset()) & roles_of(request.user, device):
        return None
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return None


def next_step(request: HttpRequest, site: Site) -> dict[str, Any] | None:
    """What a new site still lacks, in the order in which a house is built, with the page that adds it; one query."""
    mine = OuterRef("pk")
    buildings = Building.objects.filter(site=mine)
    floors = Floor.objects.filter(building__site=mine)
    spaces = Space.objects.filter(floor__building__site=mine)
    firms = Organisation.objects.filter(sites=mine).exclude(kind=Organisation.Kind.WALK_IN)
    found = (
        Site.objects.filter(pk=site.pk)
        .annotate(
            has_hours=Exists(OpeningHours.objects.filter(site=mine)),
            building=Subquery(buildings.values("slug")[:1]),
            floor=Subquery(floors.values("pk")[:1]),
            space=Subquery(spaces.values("pk")[:1]),
            has_room=Exists(spaces.filter(rooms__isnull=False)),
            has_organisation=Exists(firms),
        )
        .values("has_hours", "building", "floor", "space", "has_room", "has_organisation")
        .get()
    )
    slug, query = {"slug": site.slug}, f"?space={found['space']}"
    steps = [
        (found["has_hours"], _("Set the opening hours"), "facilities:site-hours", slug, ""),
        (found["building"], _("Add a building"), "facilities:building-add", slug, ""),
        (found["floor"], _("Add a floor"), "facilities:floor-add", {"slug": found["building"]}, ""),
        (found["space"], _("Add a space"), "facilities:space-add", {"pk": found["floor"]}, ""),
        (found["has_room"], _("Offer a room for booking"), "bookings:room-add", {}, query),
        (found["has_organisation"], _("Add an organisation"), "facilities:organisation-add", {}, ""),
    ]
    if site.kind == Site.Kind.PARKEERGEBOUW:
        # Cars come here; nobody waits for a room.
        steps = [step for step in steps if step[2] != "bookings:room-add"]
    for number, (is_done, action, name, kwargs, query) in enumerate(steps, start=1):
        if not is_done:
            address = address_for(request, name, **kwargs)
            return (
                {"number": number, "total": len(steps), "action": action, "address": f"{address}{query}"}
                if address
                else None
            )
    return None
