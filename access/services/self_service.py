"""What a visitor does by the link in his mail."""

from datetime import datetime

from facilities.deeds import deed

from ..errors import VisitOver
from ..models.visits import Visit
from ..querysets import OPEN
from ..spelling import normalised_plate
from . import traces
from .deciding import visit_of
from .visits import call_off


@deed
def give_plate(*, token: str, plate: str, at: datetime) -> Visit:
    """Say with which car he comes, or that he comes without."""
    visit = traces.locked(visit_of(token))
    if visit.status not in OPEN:
        raise VisitOver
    wanted = normalised_plate(plate)
    if visit.plate != wanted:
        visit.plate, visit.changed_at = wanted, at
        visit.save(update_fields=["plate", "changed_at"])
        traces.record(None, "changed", visit, fields=["plate"], by_visitor=True)
    return visit


@deed
def cancel_by_link(*, token: str, at: datetime) -> Visit:
    """Call his own visit off; the host gets a mail."""
    return call_off(by=None, visit=traces.locked(visit_of(token)), at=at, by_visitor=True)
