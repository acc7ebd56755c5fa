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


class LeaseNotDraft(DomainError):
    """What was offered or signed is changed by notice, renewal or a new lease, never behind anybody's back."""

    code = "lease_not_draft"
    message = _("This lease is no draft any more: %(number)s.")


class LeaseHasNoLines(DomainError):
    """A lease lets something."""

    code = "lease_has_no_lines"
    message = _("Add at least one space before the lease is offered or signed.")


class SpaceLet(DomainError):
    """Somebody rents this space during part of these days."""

    code = "space_let"
    message = _("%(space)s is let during part of these days: %(conflicts)s.")


class PlacesLet(DomainError):
    """A shared space has fewer places left than are asked, on some day."""

    code = "places_let"
    message = _("%(space)s has %(left)s places left on %(day)s, and %(asked)s are asked.")


class OutOfService(DomainError):
    """A space is let while it exists, and only where it can be let."""

    code = "space_out_of_service"
    message = _("%(space)s cannot be let on all of these days.")


class OutsideLease(DomainError):
    """A line lies within its lease, and a rate within its line."""

    code = "outside_lease"
    message = _("These days lie outside the lease.")
    field = "starts_on"


class NoticeTooLate(DomainError):
    """Received after the last day on which it could still work on that date."""

    code = "notice_too_late"
    message = _("Received on this day, the notice works on %(earliest)s at the earliest.")
    field = "ends_on"

    def __init__(self, *, earliest: date) -> None:
        super().__init__(earliest=earliest.isoformat())


class NoBreak(DomainError):
    """The kind of lease, or this lease, gives that party no way to end it before its term."""

    code = "no_break"
    message = _("This party cannot end the lease before its term.")
    field = "party"


class UnderNotice(DomainError):
    """One notice at a time."""

    code = "under_notice"
    message = _("This lease is under notice already.")


class LeaseOver(DomainError):
    """What has ended, or has not been signed, cannot be ended."""

    code = "lease_not_running"
    message = _("This lease is not running.")


class UnreadableIndices(DomainError):
    """A file of index numbers holds a row that says nothing."""

    code = "unreadable_indices"
    status = 400
    message = _(
        "Row %(line)s cannot be read. Needed are series, base, month and value, or base, to_base and coefficient."
    )
    field = "file"


class IndexUsed(DomainError):
    """A published number that rents followed is never changed behind their back."""

    code = "index_used"
    message = _("Row %(line)s would change a number that rents have followed already. Nothing was imported.")
    field = "file"


class IndexRefused(DomainError):
    """A row of a file breaks a rule of index numbers."""

    code = "index_refused"
    message = _("Row %(line)s: %(reason)s Nothing was imported.")
    field = "file"
