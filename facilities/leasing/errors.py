"""Why a lease, an index or an invoice is refused."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from ..kernel.errors import DomainError


class IndexBasesDiffer(DomainError):
    """Two index numbers that count from different years say nothing about each other."""

    code = "index_bases_differ"
    message = _("These indices have different bases (%(initial)s and %(new)s). Import the official coefficient first.")


class TooEarlyToIndex(DomainError):
    """A rent is adapted on the anniversary of entry into force at the earliest (art. 1728bis §1)."""

    code = "too_early_to_index"
    message = _("This rent can be indexed from %(earliest)s on.")

    def __init__(self, *, earliest: date) -> None:
        super().__init__(earliest=earliest.isoformat())


class IndexedThisYear(DomainError):
    """A rent is adapted once a lease year (art. 1728bis §1)."""

    code = "indexed_this_year"
    message = _("This rent was indexed in this lease year already; the next time is %(next_on)s.")

    def __init__(self, *, next_on: date) -> None:
        super().__init__(next_on=next_on.isoformat())


class LeapDayStart(DomainError):
    """A term counted in months from 29 February has no settled end: somebody must choose it."""

    code = "leap_day_start"
    message = _("A term that starts on 29 February has no certain end. Give the last day yourself.")
    field = "last_day"
