"""Sites: adding one, changing its facts."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ..deeds import Actor, deed
from ..models.devices import Board
from ..models.people import Organisation
from ..models.places import Site
from ..rules import may_manage_site, may_run_the_platform, require
from .upkeep import changed, free_slug, locked, written

FACTS = (
    "name",
    "kind",
    "street",
    "postcode",
    "city",
    "desk_email",
    "desk_phone",
    "closes_on_holidays",
    "longest_stay",
)


@dataclass(frozen=True, slots=True)
class SiteShowsAnew:
    """Announced when every screen of a site must look again: its name, hours or mode changed."""

    site: Site


@deed
def add_site(*, by: Actor, name: str, kind: str, city: str, slug: str = "", **fields: Any) -> Site:
    """Open a site, with the organisation that holds what is booked at its door panels."""
    require(may_run_the_platform(by))
    site = Site(name=name, kind=kind, city=city, slug=slug or free_slug(Site, name), **fields)
    site.walk_in_organisation = _walk_in_organisation(name)
    written(site)
    site.walk_in_organisation.sites.add(site)
    deed.record("site.added", site, by=by, site=site)
    return site


def _walk_in_organisation(name: str) -> Organisation:
    # A stored name has one language: the house's own.
    with translation.override(settings.LANGUAGE_CODE):
        base = _("Walk-in guests of %(site)s") % {"site": name}
    taken = set(Organisation.objects.filter(name__startswith=base[:100]).values_list("name", flat=True))
    names = [base[:120], *(f"{base[:110]} ({n})" for n in range(2, len(taken) + 3))]
    return Organisation.objects.create(
        name=next(each for each in names if each not in taken), kind=Organisation.Kind.WALK_IN
    )


@deed
def change_site(*, by: Actor, site: Site, **fields: Any) -> Site:
    """Change a site's facts; names not given stay as they are."""
    require(may_manage_site(by, site))
    site = locked(site)
    names = changed(site, fields, of=FACTS)
    if names:
        deed.record("site.changed", site, by=by, site=site, changed=names)
        show_anew(site)
    return site


def show_anew(site: Site) -> None:
    """Touch what shows this site: its rooms together and its boards here, each room by who listens above."""
    boards = Board.objects.filter(site=site).values_list("slug", flat=True)
    deed.touch(f"rooms.{site.slug}", *(f"board.{slug}" for slug in boards))
    deed.announce(SiteShowsAnew(site))
