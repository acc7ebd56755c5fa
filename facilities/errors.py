"""The refusals of this storey, each named by the fact that stops you."""

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
