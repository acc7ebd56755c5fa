"""When a site is open: weekly hours, closed on Belgian public holidays; dated exceptions win over both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.db.models import prefetch_related_objects
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .kernel.clock import at_minute, local_day
from .kernel.intervals import Interval, merged
from .models.places import OpeningException, Site


@lru_cache(maxsize=64)
def _holidays_of(year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("BE", years=year, language=language))


def holiday_name(day: date) -> str | None:
    """The Belgian public holiday on `day` in the language of this moment, or None."""
    language = "nl" if (get_language() or "nl").startswith("nl") else "en_US"
    return _holidays_of(day.year, language).get(day)


def holidays_between(first: date, last: date) -> list[tuple[date, str]]:
    """The Belgian public holidays from `first` up to and including `last`, in order."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [(day, name) for day in days if (name := holiday_name(day))]


def today_at(site: Site, at: datetime) -> Interval:
    """The local day of `site` that holds `at`."""
    zone = ZoneInfo(site.time_zone)
    return local_day(at.astimezone(zone).date(), zone)


class OpeningCalendar:
    """The hours of one site from `first` up to and including `last`, read once with two queries.

    Who reads many sites at once hands the `exceptions` over; see `calendars`.
    """

    def __init__(
        self, site: Site, first: date, last: date, *, exceptions: Iterable[OpeningException] | None = None
    ) -> None:
        self.site = site
        self.first = first
        self.last = last
        self.zone = ZoneInfo(site.time_zone)
        self._weekly: dict[int, list[tuple[int, int]]] = {}
        for hours in site.opening_hours.all():
            self._weekly.setdefault(hours.weekday, []).append((hours.opens, hours.closes))
        if exceptions is None:
            exceptions = site.opening_exceptions.filter(day__range=(first, last))
        self._exceptions: dict[date, OpeningException] = {exception.day: exception for exception in exceptions}

    def days(self) -> Iterator[date]:
        """Each day of the range, in order."""
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    def minutes(self, day: date) -> list[tuple[int, int]]:
        """The open stretches of `day` as minutes of the wall clock."""
        exception = self._exceptions.get(day)
        if exception is not None:
            if exception.opens is None or exception.closes is None:
                return []
            return [(exception.opens, exception.closes)]
        if self.site.closes_on_holidays and holiday_name(day):
            return []
        return self._weekly.get(day.weekday(), [])

    def stretches(self, day: date) -> list[Interval]:
        """The open stretches of `day` as instants, those that touch joined."""
        edges = (
            (at_minute(day, opens, self.zone), at_minute(day, closes, self.zone)) for opens, closes in self.minutes(day)
        )
        # A stretch that lies wholly in the hour the clock skips in spring does not exist.
        return merged(Interval(start, end) for start, end in edges if end > start)

    def reason(self, day: date) -> str | None:
        """The reason given for other hours on `day`, or the holiday it is; None where there is neither."""
        exception = self._exceptions.get(day)
        given = exception.reason if exception is not None else ""
        return given or (holiday_name(day) if self.site.closes_on_holidays else None)

    def note(self, day: date) -> str | None:
        """Why `day` differs from the week's rule, in words for people, or None on an ordinary day."""
        exception = self._exceptions.get(day)
        if exception is None:
            return self.reason(day)
        return self.reason(day) or (_("Closed") if exception.opens is None else _("Other hours"))

    def merged(self) -> list[Interval]:
        """All open stretches of the range; a night between two days that touch is no gap."""
        return merged(interval for day in self.days() for interval in self.stretches(day))


def calendars(sites: Iterable[Site], first: date, last: date) -> dict[int, OpeningCalendar]:
    """The calendar of each of `sites` by its key; two queries however many."""
    sites = list(sites)
    prefetch_related_objects(sites, "opening_hours")
    exceptions: dict[int, list[OpeningException]] = {site.pk: [] for site in sites}
    for exception in OpeningException.objects.filter(site__in=sites, day__range=(first, last)):
        exceptions[exception.site_id].append(exception)
    return {site.pk: OpeningCalendar(site, first, last, exceptions=exceptions[site.pk]) for site in sites}


def hours_between(site: Site, first_day: date, last_day: date) -> dict[date, list[Interval]]:
    """The open stretches of each day from `first_day` up to and including `last_day`; two queries in all."""
    calendar = OpeningCalendar(site, first_day, last_day)
    return {day: calendar.stretches(day) for day in calendar.days()}


def open_intervals(site: Site, day: date) -> list[Interval]:
    """The open stretches of one local day, in order; empty when the site is closed."""
    return OpeningCalendar(site, day, day).stretches(day)


def day_note(site: Site, day: date) -> str | None:
    """Why `day` has other hours than its weekday (a holiday, the reason of an exception), or None."""
    return OpeningCalendar(site, day, day).note(day)


def is_open(site: Site, interval: Interval) -> bool:
    """Whether the site is open during the whole of `interval`, over midnights too."""
    zone = ZoneInfo(site.time_zone)
    calendar = OpeningCalendar(site, interval.start.astimezone(zone).date(), interval.end.astimezone(zone).date())
    return any(stretch.covers(interval) for stretch in calendar.merged())
