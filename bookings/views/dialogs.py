"""One template for a page and for the same thing in a dialog of the timeline."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse


class DialogMixin:
    """A form page that a script may also show in a dialog: it then answers without the shell, and success closes it."""

    request: HttpRequest

    @property
    def in_dialog(self) -> bool:
        """Whether the dialog asks."""
        return self.request.headers.get("X-Dialog") == "1"

    def done_message(self) -> str:
        """What to tell once the deed is done."""
        raise TypeError("a page in a dialog must say what it did")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """After the deed: the next page with a message, or an event for the dialog."""
        response = super().form_valid(form)  # type: ignore[misc]
        if response.status_code != 302:
            return response
        if not self.in_dialog:
            messages.success(self.request, self.done_message())
            return response
        event = {"ruimte:done": {"message": self.done_message()}}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(event)})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tells the template which frame to take."""
        frame = "bookings/dialog_frame.html" if self.in_dialog else "base.html"
        return super().get_context_data(frame=frame, in_dialog=self.in_dialog, **kwargs)  # type: ignore[misc]

    def render_to_response(self, context: dict[str, Any], **response: Any) -> HttpResponse:
        """The same address answers a page or a part of it: caches must tell them apart."""
        answer = super().render_to_response(context, **response)  # type: ignore[misc]
        answer["Vary"] = "X-Dialog, Cookie"
        answer["Cache-Control"] = "no-store"
        return answer
