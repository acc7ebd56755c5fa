"""A recount as a person's phone sends it: maybe twice, maybe later than it was counted, counted once all the same."""

from datetime import datetime, timedelta

from facilities.deeds import deed
from facilities.models.people import User

from .. import rules
from ..models.areas import Area
from ..models.ledger import Anchor
from .recounts import recount
from .showing import hold

# Without a moment of its own a form sent twice comes within this time.
AGAIN = timedelta(seconds=10)


@deed
def recount_once(
    *, by: User, area: Area, value: int, counted_at: datetime | None, reason: str = "", at: datetime
) -> tuple[Anchor, bool]:
    """The recount, and whether it is new: the same number of the same person for the same moment is the same count.

    `counted_at` None means at the moment of receipt.
    """
    rules.require(rules.may_operate(by, area.car_park))
    # Who counts twice at once waits here for the first.
    hold(area.car_park, at=at)
    same = Anchor.objects.filter(area=area, counted_by=by, value=value)
    if counted_at is None:
        before = same.filter(recorded_at__gt=at - AGAIN).order_by("-pk").first()
    else:
        before = same.filter(counted_at=counted_at).first()
    if before is not None:
        return before, False
    return recount(by=by, area=area, value=value, counted_at=counted_at or at, reason=reason, at=at), True
