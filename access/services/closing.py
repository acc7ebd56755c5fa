"""The end of the day: visits that are still open are closed, without inventing when somebody left."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from facilities.deeds import deed
from facilities.kernel import clock
from facilities.models.places import Site

from ..models.upkeep import ClosedDay
from ..models.visits import Visit
from . import parking, traces
from .arriving import AFTER
from .presence import close_presences


def close_days(*, at: datetime) -> int:
    """Close every local day that is over and was not closed yet, at every site; says how many."""
    return sum(_close_days_of(site, at=at) for site in Site.objects.order_by("pk"))


@deed
def close_day(*, site: Site, day: date, at: datetime) -> ClosedDay:
    """Close one local day once: who is still inside was "not signed out", who was still expected did not come."""
    closed, is_mine = ClosedDay.objects.get_or_create(site=site, day=day, defaults={"closed_at": at})
    if not is_mine:
        return closed
    ending = clock.local_day(day, ZoneInfo(site.time_zone)).end
    still_open = Visit.objects.open().filter(site=site, ends_at__lte=ending)
    for visit in still_open.select_for_update(of=("self",)).select_related("site").order_by("pk"):
        if visit.status == Visit.Status.PLANNED:
            visit.status, visit.closed_how = Visit.Status.NO_SHOW, Visit.Closing.NO_SHOW
            closed.did_not_come += 1
        else:
            visit.status, visit.closed_how, visit.waits_for = Visit.Status.AUTO_CLOSED, Visit.Closing.DAY_END, ""
            closed.not_signed_out += 1
        visit.closed_at = visit.changed_at = at
        visit.save()
        parking.give_back(visit, at=at)
        traces.record(None, "closed", visit, closed_how=visit.closed_how)
    close_presences(site, before=ending, at=at)
    closed.save()
    return closed


def _close_days_of(site: Site, *, at: datetime) -> int:
    zone = ZoneInfo(site.time_zone)
    # A code works for a while after its visit ends, also past midnight.
    last = (at - AFTER).astimezone(zone).date() - timedelta(days=1)
    day = _first_open_day(site, zone) or last
    count = 0
    while day <= last:
        close_day(site=site, day=day, at=at)
        day, count = day + timedelta(days=1), count + 1
    return count


def _first_open_day(site: Site, zone: ZoneInfo) -> date | None:
    newest = ClosedDay.objects.filter(site=site).order_by("-day").first()
    if newest is not None:
        return newest.day + timedelta(days=1)
    oldest = Visit.objects.open().filter(site=site).order_by("ends_at").first()
    # Half-open: a visit until midnight belongs to the day before.
    return (oldest.ends_at - timedelta(microseconds=1)).astimezone(zone).date() if oldest is not None else None
