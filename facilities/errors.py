"""The refusals of this storey, each named by the fact that stops you."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from .kernel.errors import DomainError

# People and organisations


class TooManyAttempts(DomainError):
    """Slow down: the window of this counter is full."""

    status = 429
    code = "too_many_attempts"
    message = _("Too many attempts. Try again in %(minutes)s min.")

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after, minutes=max(1, round(retry_after / 60)))


# Places


class ValueRefused(DomainError):
    """A value cannot stand: it is missing, not of its kind, or already given to another."""

    code = "value_refused"

    def __init__(self, error: ValidationError) -> None:
        faults = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        super().__init__(faults=faults)
        self.fault_of = faults
        name = next(iter(faults))
        self.field = None if name == NON_FIELD_ERRORS else name  # type: ignore[misc]

    def __str__(self) -> str:
        return " ".join(message for messages in self.fault_of.values() for message in messages)


class StillUsed(DomainError):
    """Something else stands on it, so it cannot be removed."""

    code = "still_used"
    message = _("This cannot be removed while something still belongs to it: %(used_by)s.")


class HoursOverlap(DomainError):
    """Two stretches of one weekday share time."""

    code = "hours_overlap"
    message = _("Two stretches on one day overlap: %(day)s.")
