"""When a lease may end before its term, and from when a notice works."""

from collections.abc import Iterator
from datetime import date

from ..kernel.days import Days, plus_months
from .errors import NoBreak
from .regimes import Kind, Regime, deadlines

# A service agreement or an occupation ends by the notice its text gives; a common lease only where it has no term.
BY_AGREED_NOTICE = frozenset({Regime.SERVICES, Regime.PRECARIOUS, Regime.PARKING})
TENANT, LANDLORD, BOTH = "tenant", "landlord", "both"


def ends_open_to(
    party: str, *, regime: str, term: Days, received_on: date, notice_months: int, landlord_may_break: bool = False
) -> date:
    """The first day on which the lease can be over (excluded end) by a notice of `party` received on that day.

    `party` is `tenant`, `landlord` or `both`, who together may end it the next day. Raises `NoBreak`.
    """
    if party == BOTH:
        return received_on.fromordinal(received_on.toordinal() + 1)
    ends = _ends(party, regime, term, received_on, notice_months, landlord_may_break)
    first = min((end for end in ends if term.end is None or end <= term.end), default=None)
    if first is None:
        raise NoBreak
    return first


def _ends(
    party: str, regime: str, term: Days, received_on: date, notice_months: int, landlord_may_break: bool
) -> Iterator[date]:
    if regime == Regime.COMMERCIAL:
        kind = Kind.TENANT_BREAK if party == TENANT else Kind.LANDLORD_BREAK
        for deadline in deadlines(regime, term, landlord_may_break=landlord_may_break):
            if deadline.kind == kind and received_on <= deadline.latest:
                yield deadline.effective_on
    elif regime in BY_AGREED_NOTICE or (regime == Regime.COMMON and term.end is None):
        yield plus_months(received_on, notice_months)
    elif regime == Regime.SHORT and party == TENANT:
        # The decree: a month's notice at least (art. 3).
        yield plus_months(received_on, max(1, notice_months))
