"""Why an invoice, a credit note or a payment is refused."""

from django.utils.translation import gettext_lazy as _

from ..kernel.errors import DomainError


class NoJournal(DomainError):
    """A firm that sends invoices numbers them in a journal of its own."""

    code = "no_journal"
    message = _("%(landlord)s has no journal to number invoices in.")


class NothingToInvoice(DomainError):
    """All there was is billed, perhaps a moment ago by somebody else."""

    code = "nothing_to_invoice"
    message = _("There is nothing to invoice for this month, or no longer.")


class CreditBeyondInvoice(DomainError):
    """Of every line at most what was not credited yet."""

    code = "credit_beyond_invoice"
    message = _("At most %(left)s euro of line %(position)s remains to be credited.")
    field = "amount"


class NothingToCredit(DomainError):
    """A credit note gives something back."""

    code = "nothing_to_credit"
    message = _("Nothing of this invoice remains to be credited.")


class CreditOfCredit(DomainError):
    """A credit note stands against an invoice."""

    code = "credit_of_credit"
    message = _("A credit note cannot be credited.")


class PaidBeyondOpen(DomainError):
    """A payment is at most what is open."""

    code = "paid_beyond_open"
    message = _("%(open)s euro of this invoice is open.")
    field = "amount"
