"""What is written down about invoices: payments, credit notes, the journal of a landlord."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from .. import rules
from ..forms.invoices import CreditForm, JournalForm, PaymentForm
from ..kernel import clock
from ..kernel.pages import ServiceFormView
from ..models.invoices import Invoice
from ..scopes import person_of
from ..services.credits import credit_invoice
from ..services.journals import begin_journal
from ..services.payments import enter_payment
from .invoices import seen_invoice


class _InvoicePage(ServiceFormView):
    """A form about one invoice that its manager fills in."""

    template_name = "facilities/invoices/form.html"
    heading: ClassVar[str | Promise]
    done: ClassVar[str | Promise]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for who sends invoices there; what is out of sight is not found."""
        self.invoice = seen_invoice(person_of(request), kwargs["pk"])
        if not rules.may_manage_invoices(person_of(request), self.invoice.site):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """What the page is about."""
        back = reverse("facilities:invoice-detail", args=[self.invoice.pk])
        return super().get_context_data(invoice=self.invoice, heading=self.heading, back=back, **more)

    def get_success_url(self) -> str:
        """The document that came of it, or the invoice."""
        messages.success(self.request, str(self.done))
        shown = self.result if isinstance(self.result, Invoice) else self.invoice
        return reverse("facilities:invoice-detail", args=[shown.pk])


class PaymentAdd(_InvoicePage):
    """Enter money received."""

    form_class = PaymentForm
    heading = gettext_lazy("Enter a payment")
    done = gettext_lazy("The payment is entered.")

    def get_initial(self) -> dict[str, Any]:
        """What is still owed, today."""
        return super().get_initial() | {"amount": self.invoice.open, "received_on": clock.today()}

    def perform(self, form: BaseForm) -> Any:
        """Enter it."""
        return enter_payment(by=person_of(self.request), invoice=self.invoice, at=clock.now(), **form.cleaned_data)


class CreditAdd(_InvoicePage):
    """Give all that remains of an invoice back."""

    form_class = CreditForm
    heading = gettext_lazy("Credit what remains")
    done = gettext_lazy("The credit note is issued.")

    def perform(self, form: BaseForm) -> Invoice:
        """Issue it."""
        return credit_invoice(by=person_of(self.request), invoice=self.invoice, at=clock.now(), **form.cleaned_data)


class JournalAdd(ServiceFormView):
    """Let a landlord number invoices."""

    template_name = "facilities/invoices/form.html"
    form_class = JournalForm

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """What the page is about."""
        heading = gettext_lazy("Begin a journal")
        return super().get_context_data(heading=heading, back=reverse("facilities:invoice-list"), **more)

    def perform(self, form: BaseForm) -> Any:
        """Begin it."""
        facts = dict(form.cleaned_data)
        return begin_journal(by=person_of(self.request), prefix=facts.pop("digits"), **facts)

    def get_success_url(self) -> str:
        """The list."""
        messages.success(self.request, str(gettext_lazy("The journal is begun; invoices can be sent now.")))
        return reverse("facilities:invoice-list")
