"""Invitations: the page behind the mailed link, sending again, withdrawing."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views import View

from .. import rules
from ..errors import InvitationNotOpen
from ..forms.people import ExistingAccountForm, NewAccountForm
from ..kernel import clock
from ..kernel.errors import DomainError
from ..kernel.pages import ServiceFormView
from ..models.people import Invitation, User
from ..network import client_network
from ..scopes import person_of
from ..services.attempts import begin_attempt, count_invitation
from ..services.invitations import (
    accept_invitation,
    account_of,
    open_invitation,
    resend_invitation,
    withdraw_invitation,
)

BACKEND = "django.contrib.auth.backends.ModelBackend"


class InvitationAccept(ServiceFormView):
    """What one is invited to, and a button; the first visit by GET changes nothing."""

    template_name = "facilities/invitations/accept.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One answer for links that are unknown, used, withdrawn or too old."""
        try:
            self.invitation = open_invitation(token=kwargs["token"], at=clock.now())
        except InvitationNotOpen:
            return render(request, "facilities/invitations/closed.html", status=404)
        self.account = account_of(self.invitation)
        self.is_me = self.account is not None and self.account == request.user
        with override(self._language(request)):
            answer = super().dispatch(request, *args, **kwargs)
            # Rendered here: later the language of the invitation would be forgotten.
            return answer.render() if isinstance(answer, TemplateResponse) else answer

    def _language(self, request: HttpRequest) -> str:
        """The one of the invitation, until the reader has chosen one here."""
        if request.user.is_authenticated or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
            return get_language()
        return self.invitation.language

    def get_form(self, form_class: type[BaseForm] | None = None) -> BaseForm:
        """Nothing to fill in when logged in; else the account's password; else a name and a new password."""
        if self.is_me:
            return Form(**self.get_form_kwargs())
        if self.account is not None:
            return ExistingAccountForm(**self.get_form_kwargs())
        return NewAccountForm(**self.get_form_kwargs(), invitation=self.invitation)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """With the offer."""
        return super().get_context_data(
            invitation=self.invitation, has_account=self.account is not None, is_me=self.is_me, **more
        )

    def perform(self, form: BaseForm) -> User:
        """Accept, and log in."""
        at = clock.now()
        attempt = None
        if self.account is not None and not self.is_me:
            network = client_network(self.request)
            attempt = begin_attempt(purpose="login", account=self.invitation.email, network=network, at=at)
        user, _membership = accept_invitation(
            by=person_of(self.request) if self.is_me else None,
            token=self.kwargs["token"],
            at=at,
            name=form.cleaned_data.get("name", ""),
            password=form.cleaned_data.get("password", ""),
        )
        if attempt is not None:
            attempt.succeeded()
        if not self.is_me:
            login(self.request, user, backend=BACKEND)
        messages.success(self.request, _("Welcome. Your invitation is accepted."))
        return user

    def get_success_url(self) -> str:
        """The start page."""
        return reverse("home")


class _InvitationDeed(View):
    """One button beside an open invitation."""

    http_method_names = ["post"]

    def deed(self, by: User, invitation: Invitation) -> str:
        """Do it; returns what to tell."""
        raise TypeError("a button beside an invitation must say what it does")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """404 out of sight, 403 in sight without the right, else back to the list."""
        seen = Invitation.objects.visible_to(person_of(request)).select_related("site", "organisation")
        invitation = get_object_or_404(seen, pk=pk)
        by, site, organisation = person_of(request), invitation.site, invitation.organisation
        if not rules.may_grant(by, invitation.role, site=site, organisation=organisation):
            raise PermissionDenied
        try:
            messages.success(request, self.deed(by, invitation))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(_list_of(invitation))


class InvitationResend(_InvitationDeed):
    """Mail a fresh link."""

    def deed(self, by: User, invitation: Invitation) -> str:
        """Send again."""
        at = clock.now()
        count_invitation(by=by, at=at)
        resend_invitation(by=by, invitation=invitation, at=at)
        return _("%(name)s gets a mail with a fresh link; the earlier one no longer works.") % {"name": invitation.name}


class InvitationWithdraw(_InvitationDeed):
    """Make the link worthless."""

    def deed(self, by: User, invitation: Invitation) -> str:
        """Withdraw."""
        withdraw_invitation(by=by, invitation=invitation, at=clock.now())
        return _("The invitation of %(name)s is withdrawn.") % {"name": invitation.name}


def _list_of(invitation: Invitation) -> str:
    if invitation.organisation_id:
        return reverse("facilities:organisation-detail", args=[invitation.organisation_id])
    if invitation.site:
        return reverse("facilities:site-people", args=[invitation.site.slug])
    return reverse("facilities:platform-people")
