"""Pages whose form calls a service: a refusal becomes a form error, and nothing typed is lost."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.views.generic import FormView

from .errors import DomainError


class ServiceFormView(FormView):
    """A form page whose `perform(form)` calls a service and returns what the success address is made of."""

    result: Any = None

    def perform(self, form: BaseForm) -> Any:
        """Call the service with the cleaned form."""
        raise TypeError("a service page must say what it performs")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Redirect after the deed, or show the form again with the refusal (status 409) beside what was typed."""
        try:
            self.result = self.perform(form)
        except DomainError as refusal:
            self.refused(form, refusal)
            response = self.render_to_response(self.get_context_data(form=form, refusal=refusal), status=refusal.status)
            if "retry_after" in refusal.details:
                response["Retry-After"] = str(refusal.details["retry_after"])
            return response
        return super().form_valid(form)

    def refused(self, form: BaseForm, refusal: DomainError) -> None:
        """Put the refusal on its field, or on the form as a whole."""
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, ValidationError(str(refusal), code=refusal.code))

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The form again, status 400 so that scripts and tests can tell."""
        return self.render_to_response(self.get_context_data(form=form), status=400)
