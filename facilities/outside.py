"""What stays agreed outside a site's opening hours; the storeys above tell of theirs through the settings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.module_loading import import_string

from .kernel.intervals import Interval
from .models.people import User
from .models.places import Site
from .opening import OpeningCalendar


@dataclass(frozen=True, slots=True, order=True)
class Agreed:
    """Something people count on: when, what in words, and the page to change it on."""

    interval: Interval
    what: str
    url: str


def agreed_outside_hours(site: Site, *, user: User, at: datetime) -> list[Agreed]:
    """All that `user` may see and that ends after `at` while the site is closed during some of it, the first first."""
    found: list[Agreed] = []
    for path in settings.RUIMTE_AGREED:
        found += import_string(path)(site, user=user, at=at)
    return sorted(_outside(site, found))


def _outside(site: Site, agreed: list[Agreed]) -> Iterable[Agreed]:
    if not agreed:
        return []
    zone = ZoneInfo(site.time_zone)
    first, last = min(one.interval.start for one in agreed), max(one.interval.end for one in agreed)
    opened = OpeningCalendar(site, first.astimezone(zone).date(), last.astimezone(zone).date()).merged()
    return [one for one in agreed if not any(stretch.covers(one.interval) for stretch in opened)]
