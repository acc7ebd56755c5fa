"""Forms to log in and to set a password; nothing forbids pasting, and managers can fill everything in."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from ..errors import TooManyAttempts
from ..kernel import clock
from ..network import client_network
from ..services.attempts import begin_attempt


class LoginForm(AuthenticationForm):
    """Mail address and password; an unknown address and a wrong password get the same answer."""

    username = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": _("This mail address and password do not fit together."),
        "inactive": _("This mail address and password do not fit together."),
    }
    retry_after: int | None = None

    def clean(self) -> dict[str, Any]:
        """Count the attempt, then verify it."""
        address = self.cleaned_data.get("username")
        if not address or not self.cleaned_data.get("password"):
            return self.cleaned_data
        network = client_network(self.request)
        try:
            attempt = begin_attempt(purpose="login", account=address, network=network, at=clock.now())
        except TooManyAttempts as refusal:
            self.retry_after = refusal.details["retry_after"]
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal
        cleaned = super().clean()
        attempt.succeeded()
        return cleaned
