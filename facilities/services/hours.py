"""Opening hours of a site: the week's rule and dated exceptions to it."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext_lazy

from ..deeds import Actor, deed
from ..errors import HoursOverlap
from ..models.places import OpeningException, OpeningHours, Site
from ..rules import may_manage_site, require
from .sites import show_anew
from .upkeep import locked, written

Week = Mapping[int, Sequence[tuple[int, int]]]
WEEKDAYS = [
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
]


@deed
def set_opening_hours(*, by: Actor, site: Site, week: Week) -> Site:
    """Replace the week's rule: weekday (0 is Monday) to stretches in minutes; a day left out is closed."""
    require(may_manage_site(by, site))
    site = locked(site)
    for weekday, stretches in week.items():
        _refuse_overlap(weekday, stretches)
    OpeningHours.objects.filter(site=site).delete()
    for weekday, stretches in sorted(week.items()):
        for opens, closes in stretches:
            written(OpeningHours(site=site, weekday=weekday, opens=opens, closes=closes))
    deed.record(
        "site.hours_set", site, by=by, site=site, week={str(day): [list(s) for s in week[day]] for day in sorted(week)}
    )
    show_anew(site)
    return site


def _refuse_overlap(weekday: int, stretches: Sequence[tuple[int, int]]) -> None:
    ordered = sorted(stretches)
    for (_opens, closes), (opens, _closes) in pairwise(ordered):
        if opens < closes:
            raise HoursOverlap(day=str(WEEKDAYS[weekday]))


@deed
def add_exception(
    *,
    by: Actor,
    site: Site,
    day: date,
    opens: int | None = None,
    closes: int | None = None,
    reason: str = "",
) -> OpeningException:
    """Give one day other hours than its weekday, or none; it wins over a holiday too."""
    require(may_manage_site(by, site))
    exception = written(OpeningException(site=site, day=day, opens=opens, closes=closes, reason=reason))
    deed.record("site.exception_added", site, by=by, site=site, day=day.isoformat(), opens=opens, closes=closes)
    show_anew(site)
    return exception


@deed
def remove_exception(*, by: Actor, exception: OpeningException) -> None:
    """Let the day follow the week's rule again."""
    site = exception.site
    require(may_manage_site(by, site))
    deed.record("site.exception_removed", site, by=by, site=site, day=exception.day.isoformat())
    exception.delete()
    show_anew(site)
