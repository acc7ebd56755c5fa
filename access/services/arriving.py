"""Coming in: one scan identifies, checks in and tells the host; ten scans of one code are one arrival."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from facilities.deeds import Actor, deed
from facilities.kernel import clock
from facilities.models.places import Site

from .. import rules
from ..errors import CallSecurity, TooEarly, UnknownPass, VisitCancelled, VisitOver, WrongDay, WrongSite
from ..models.house_rules import HouseRules
from ..models.visits import Visit, VisitStep
from . import parking, traces
from .blocking import verdict_on
from .muster import follow
from .notices import tell_host

BEFORE = timedelta(minutes=60)
AFTER = timedelta(minutes=30)
BADGE = "badge"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The answer to a scan: whether this was the arrival, and the only thing left to do ("" when nothing is).

    `next_step` is look, approval, rules or badge.
    """

    visit: Visit
    is_new: bool
    next_step: str


def check_in(
    *,
    by: Actor,
    at: datetime,
    nonce: uuid.UUID,
    token: str | None = None,
    visit: Visit | None = None,
    happened_at: datetime | None = None,
) -> CheckIn:
    """Let the visitor of a scanned code, or of a line on the desk's list, come in; raises what stops him.

    `happened_at` is when a desk without a connection did it. A person on the block list leaves an audit entry, though
    nothing else of the deed remains.
    """
    found = _found(token, visit)
    try:
        return _check_in(by=by, visit=found, at=at, nonce=nonce, happened_at=happened_at, by_code=token is not None)
    except CallSecurity:
        note_stop(by=by, visit=found)
        raise


@deed
def _check_in(
    *, by: Actor, visit: Visit, at: datetime, nonce: uuid.UUID, happened_at: datetime | None, by_code: bool
) -> CheckIn:
    if by_code and not rules.may_receive(by, visit.site) and rules.receives_somewhere(by):
        raise WrongSite(site_name=visit.site.name)
    rules.require(rules.may_receive(by, visit.site))
    visit = traces.locked(visit)
    moment = min(happened_at or at, at)
    if traces.is_echo(nonce, visit, VisitStep.Kind.ARRIVED) or _came_before(visit, moment):
        return CheckIn(visit, is_new=False, next_step=next_step(visit))
    _must_be_expected(visit, moment)
    verdict = verdict_on(visit, at=at)
    if verdict.is_blocked:
        raise CallSecurity

    visit.resembles_blocked = verdict.needs_a_look
    visit.arrived_at, visit.changed_at = moment, at
    was_closed = visit.status == Visit.Status.NO_SHOW
    if was_closed:
        # Told after the day was closed: he did come, and nobody saw him leave.
        visit.status, visit.closed_how = Visit.Status.AUTO_CLOSED, Visit.Closing.DAY_END
    else:
        visit.status = Visit.Status.ARRIVED
        advance(visit, moment)
    visit.save()
    parking.take(visit, at=moment)
    traces.take_step(VisitStep.Kind.ARRIVED, visit, by=by, nonce=nonce, at=at, happened_at=happened_at)
    traces.record(by, "arrived", visit, late=happened_at is not None)
    follow(visit.site, key=f"visit:{visit.pk}", has_left=False, at=at)
    if not was_closed:
        tell_host("arrived", visit, at=at, once=True)
    return CheckIn(visit, is_new=True, next_step=next_step(visit))


def next_step(visit: Visit) -> str:
    """The only thing left to do for a visitor who came."""
    if visit.status == Visit.Status.IN and visit.badge_printed_at is None:
        return BADGE
    return visit.waits_for


def advance(visit: Visit, moment: datetime) -> None:
    """Let a visitor at the desk in as soon as nothing is waited for; the caller saves."""
    visit.waits_for = _waits_for(visit)
    if not visit.waits_for:
        visit.status, visit.entered_at = Visit.Status.IN, moment


def opens_at(visit: Visit) -> datetime:
    """From when the code works."""
    return visit.starts_at - BEFORE


def closes_at(visit: Visit) -> datetime:
    """Until when the code works."""
    return visit.ends_at + AFTER


def newest_rules(site: Site) -> HouseRules | None:
    """The house rules that count at `site`."""
    return HouseRules.objects.newest(site).first()


def _waits_for(visit: Visit) -> Visit.WaitsFor:
    if visit.resembles_blocked:
        return Visit.WaitsFor.LOOK
    if visit.is_walk_in and visit.approved_at is None:
        return Visit.WaitsFor.APPROVAL
    newest = newest_rules(visit.site)
    if newest is not None and visit.rules_accepted_id != newest.pk:
        return Visit.WaitsFor.RULES
    return Visit.WaitsFor.NOTHING


def _found(token: str | None, visit: Visit | None) -> Visit:
    if token is None and visit is not None:
        return visit
    found = Visit.objects.with_pass(token or "").select_related("site").first()
    if found is None:
        raise UnknownPass
    return found


def _came_before(visit: Visit, moment: datetime) -> bool:
    """He is here, or this message is older than his leaving: a second desk that scanned the same code."""
    if visit.status in {Visit.Status.ARRIVED, Visit.Status.IN}:
        return True
    gone = visit.left_at or visit.closed_at
    return visit.arrived_at is not None and gone is not None and moment <= gone


def _must_be_expected(visit: Visit, moment: datetime) -> None:
    if visit.status == Visit.Status.CANCELLED:
        raise VisitCancelled
    if visit.status in {Visit.Status.OUT, Visit.Status.AUTO_CLOSED}:
        raise VisitOver
    if moment < opens_at(visit) or moment >= closes_at(visit):
        zone = ZoneInfo(visit.site.time_zone)
        today, day = moment.astimezone(zone).date(), visit.starts_at.astimezone(zone).date()
        last = visit.ends_at.astimezone(zone).date()
        if not day <= today <= last:
            raise WrongDay(date=day.isoformat(), day=date_format(day, "DATE_FORMAT"))
        if moment < opens_at(visit):
            opening = opens_at(visit)
            raise TooEarly(opens_at=opening.isoformat(), clock=clock.wall_text(opening, at=moment, tz=zone))
        raise VisitOver


@deed
def note_stop(*, by: Actor, visit: Visit) -> None:
    """Write down that somebody was stopped, where the deed itself left nothing; a walk-in has no row of his own."""
    subject = visit if visit.pk is not None else visit.site
    deed.record("visit.stopped", subject, by=by, site=visit.site_id, organisation=visit.organisation_id)
