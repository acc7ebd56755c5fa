"""Logging in and out, and passwords."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.views import (
    LoginView,
    LogoutView,
    PasswordChangeView,
    PasswordResetConfirmView,
    PasswordResetView,
)
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ..forms.auth import ChangePasswordForm, LoginForm, NewPasswordForm, PasswordLinkForm
from ..models.people import User
from ..network import client_network


class KeepsWhatWasTyped:
    """Shows a form that was refused again, with a status scripts and tests can tell: 400, or 429 with Retry-After."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The form with its errors."""
        response = self.render_to_response(self.get_context_data(form=form), status=400)  # type: ignore[attr-defined]
        retry_after = getattr(form, "retry_after", None)
        if retry_after:
            response.status_code = 429
            response["Retry-After"] = str(retry_after)
        return response


class LogIn(KeepsWhatWasTyped, LoginView):
    """The page to log in; `next` may only lead within this house."""

    template_name = "facilities/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True


class LogOut(LogoutView):
    """Ends the session; by POST only, so that no picture or link logs anybody out."""

    http_method_names = ["post"]


class PasswordForgotten(KeepsWhatWasTyped, PasswordResetView):
    """Asks for a link by mail; says the same whether the address is known or not."""

    template_name = "facilities/password_forgotten.html"
    form_class = PasswordLinkForm
    success_url = reverse_lazy("facilities:password-sent")

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the network that asks."""
        return super().get_form_kwargs() | {"network": client_network(self.request)}


class PasswordSent(TemplateView):
    """Tells to look into one's mailbox."""

    template_name = "facilities/password_sent.html"


class PasswordSet(KeepsWhatWasTyped, PasswordResetConfirmView):
    """Behind the mailed link: a new password."""

    template_name = "facilities/password_set.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("facilities:login")

    def form_valid(self, form: "SetPasswordForm[User]") -> HttpResponse:
        """Log in with it next."""
        response = super().form_valid(form)
        messages.success(self.request, _("Your new password is set. Log in with it."))
        return response


class PasswordChange(KeepsWhatWasTyped, PasswordChangeView):
    """Change one's password; all other sessions end."""

    template_name = "facilities/password_change.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("facilities:profile")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Back to the profile."""
        response = super().form_valid(form)
        messages.success(self.request, _("Your password is changed. You are logged out everywhere else."))
        return response
