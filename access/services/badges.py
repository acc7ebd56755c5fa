"""Badges: who is inside gets one, and its code signs him out."""

from datetime import datetime

from facilities.deeds import Actor, deed

from .. import rules
from ..errors import NotCheckedIn
from ..models.visits import Visit, VisitPass
from . import traces
from .notices import issue_pass


@deed
def mark_badge_printed(*, by: Actor, visit: Visit, at: datetime) -> Visit:
    """Write down that a visitor inside got a badge; printing it again changes nothing."""
    rules.require(rules.may_receive(by, visit.site))
    visit = traces.locked(visit)
    if visit.status != Visit.Status.IN:
        raise NotCheckedIn
    if visit.badge_printed_at is None:
        visit.badge_printed_at = visit.changed_at = at
        visit.save(update_fields=["badge_printed_at", "changed_at"])
        traces.record(by, "badge_printed", visit)
    return visit


@deed
def make_badge(*, by: Actor, visit: Visit, at: datetime) -> tuple[Visit, str]:
    """The visit whose badge is to be printed, and the token of the code on it, which only signs out."""
    visit = mark_badge_printed(by=by, visit=visit, at=at)
    return visit, issue_pass(visit, VisitPass.Kind.BADGE, at=at)
