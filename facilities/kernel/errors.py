"""A refusal is a `DomainError` with a stable code; anything else that is raised is a bug."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule that says no: `code` is stable, `message` is translated, `details` go into the problem."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "refused"
    message: ClassVar[str | Promise] = _("This is not possible.")
    field: ClassVar[str | None] = None

    def __init__(self, **details: Any) -> None:  # Any: details are JSON members, whatever the rule knows
        super().__init__(details)
        self.details: Mapping[str, Any] = details

    def __str__(self) -> str:
        # A lazy plural picks its form while the count is filled in, so it must not become text before.
        return str(self.message % self.details) if self.details else str(self.message)


class NotAllowed(DomainError):
    """The person may see the thing but not do this to it."""

    status = 403
    code = "permission_denied"
    message = _("You do not have the right to do this.")


class NonexistentLocalTime(DomainError):
    """The clock jumps over this local time in spring."""

    status = 400
    code = "nonexistent_local_time"
    message = _("The clock goes forward that night: %(local)s does not exist.")

    def __init__(self, local: datetime) -> None:
        super().__init__(local=f"{local:%Y-%m-%d %H:%M}")


class AmbiguousLocalTime(DomainError):
    """The clock shows this local time twice in autumn."""

    status = 400
    code = "ambiguous_local_time"
    message = _("The clock goes back that night: %(local)s exists twice. Choose the first or the second.")

    def __init__(self, local: datetime) -> None:
        super().__init__(local=f"{local:%Y-%m-%d %H:%M}")
