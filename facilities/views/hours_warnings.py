"""Says what a change of opening hours leaves outside them: what people agreed stands, and somebody must look at it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from ..kernel import clock
from ..models.places import Site
from ..outside import Agreed, agreed_outside_hours
from ..scopes import person_of


@contextmanager
def telling_what_falls_outside(request: HttpRequest, site: Site, *, is_listed_here: bool = True) -> Iterator[None]:
    """Warn on the next page of what this block puts outside the hours."""
    before = set(outside(request, site))
    yield
    # Read anew: the block may have changed the site itself.
    count = len(set(outside(request, Site.objects.get(pk=site.pk))) - before)
    if count:
        words = _listed_below(count) if is_listed_here else _listed_elsewhere(count)
        messages.warning(request, words % {"count": count})


def outside(request: HttpRequest, site: Site) -> list[Agreed]:
    """What stands outside the hours now, of what this person may see."""
    return agreed_outside_hours(site, user=person_of(request), at=clock.now())


def _listed_below(count: int) -> str:
    return ngettext(
        "%(count)d booking now lies outside the opening hours and stands. It is listed below.",
        "%(count)d bookings now lie outside the opening hours and stand. They are listed below.",
        count,
    )


def _listed_elsewhere(count: int) -> str:
    return ngettext(
        "%(count)d booking now lies outside the opening hours and stands. It is listed with the opening hours.",
        "%(count)d bookings now lie outside the opening hours and stand. They are listed with the opening hours.",
        count,
    )
