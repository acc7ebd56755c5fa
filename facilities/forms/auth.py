"""Forms to log in and to set a password; nothing forbids pasting, and password managers can fill everything in."""

from typing import Any, cast

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..errors import TooManyAttempts
from ..kernel import clock
from ..models.people import User
from ..network import client_network
from ..services.attempts import begin_attempt
from ..services.people import mail_password_link, save_password

NEW_PASSWORD = {"autocomplete": "new-password"}


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
        network = client_network(cast(HttpRequest, self.request))
        try:
            attempt = begin_attempt(purpose="login", account=address, network=network, at=clock.now())
        except TooManyAttempts as refusal:
            self.retry_after = refusal.details["retry_after"]
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal
        cleaned = super().clean()
        attempt.succeeded()
        return cleaned


class PasswordLinkForm(PasswordResetForm):
    """Asks for the link to set a new password; the answer is the same for every address."""

    email = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none", "autofocus": True}),
    )
    retry_after: int | None = None

    def __init__(self, *args: Any, network: str = "", **kwargs: Any) -> None:  # Any: Django's own form arguments
        super().__init__(*args, **kwargs)
        self.network = network

    def clean_email(self) -> str:
        """Count the question: nobody's mailbox is to be flooded."""
        email = self.cleaned_data["email"].lower()
        try:
            begin_attempt(purpose="password", account=email, network=self.network, at=clock.now())
        except TooManyAttempts as refusal:
            self.retry_after = refusal.details["retry_after"]
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal
        return email

    def send_mail(  # Django's signature; our mails go through the outbox
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Leave it to the outbox."""
        user: User = context["user"]
        mail_password_link(user=user, uid=context["uid"], token=context["token"])


class NewPasswordForm(SetPasswordForm):
    """A new password, twice."""

    def save(self, commit: bool = True) -> User:
        """Keep it as a deed."""
        return save_password(by=super().save(commit=False))


class ChangePasswordForm(PasswordChangeForm):
    """The present password, and a new one twice."""

    def save(self, commit: bool = True) -> User:
        """Keep it as a deed."""
        return save_password(by=super().save(commit=False))
