"""That a badge was made."""

from datetime import datetime

from facilities.deeds import Actor, deed

from .. import rules
from ..errors import NotCheckedIn
from ..models.visits import Visit
from . import traces


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
