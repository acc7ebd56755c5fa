"""Signing out: at the desk, at a kiosk, or by the host."""

import uuid
from datetime import datetime

from facilities.deeds import Actor, deed

from .. import rules
from ..errors import NotCheckedIn, UnknownPass, VisitCancelled
from ..models.visits import Visit, VisitStep
from . import parking, traces
from .muster import follow


def sign_out(
    *,
    by: Actor,
    at: datetime,
    nonce: uuid.UUID,
    visit: Visit | None = None,
    token: str | None = None,
    happened_at: datetime | None = None,
) -> Visit:
    """Say that a visitor left, by his badge or code; saying it again changes nothing.

    `happened_at` is when a desk without a connection saw it.
    """
    if visit is None:
        visit = Visit.objects.with_pass(token or "", kinds=["visitor", "badge"]).select_related("site").first()
    if visit is None:
        raise UnknownPass
    return _sign_out(by=by, visit=visit, at=at, nonce=nonce, happened_at=happened_at)


@deed
def _sign_out(*, by: Actor, visit: Visit, at: datetime, nonce: uuid.UUID, happened_at: datetime | None) -> Visit:
    rules.require(rules.may_sign_out(by, visit))
    visit = traces.locked(visit)
    if traces.is_echo(nonce, visit, VisitStep.Kind.SIGNED_OUT) or visit.status == Visit.Status.OUT:
        return visit
    if visit.status == Visit.Status.CANCELLED:
        raise VisitCancelled
    told_late = visit.status == Visit.Status.AUTO_CLOSED and visit.entered_at is not None and happened_at is not None
    if visit.status != Visit.Status.IN and not told_late:
        raise NotCheckedIn

    left = max(min(happened_at or at, at), visit.entered_at or at)
    visit.status, visit.closed_how = Visit.Status.OUT, Visit.Closing.SIGNED_OUT
    visit.left_at = visit.closed_at = left
    visit.changed_at = at
    visit.save()
    parking.give_back(visit, at=left)
    traces.take_step(VisitStep.Kind.SIGNED_OUT, visit, by=by, nonce=nonce, at=at, happened_at=happened_at)
    traces.record(by, "signed_out", visit, late=happened_at is not None)
    follow(visit.site, key=f"visit:{visit.pk}", has_left=True, at=at)
    return visit
