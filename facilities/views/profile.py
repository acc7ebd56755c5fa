"""One's own profile, and the language switch for everybody."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..forms.people import LanguageForm, ProfileForm
from ..kernel.pages import ServiceFormView
from ..models.people import Membership, User
from ..services.people import change_profile, choose_language, memberships_of

LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365


class Profile(ServiceFormView):
    """Name, language, telephone and shortcuts; and one's roles, to read."""

    template_name = "facilities/profile.html"
    form_class = ProfileForm
    success_url = reverse_lazy("facilities:profile")

    def get_form_kwargs(self) -> dict[str, Any]:
        """On a copy from the database: a refused form must not change what the page's head shows."""
        return super().get_form_kwargs() | {"instance": User.objects.get(pk=self.request.user.pk)}

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """With the roles."""
        return super().get_context_data(memberships=self._memberships(), **more)

    def perform(self, form: BaseForm) -> User:
        """Save."""
        user = change_profile(by=cast(User, self.request.user), **form.cleaned_data)
        with override(user.language):
            messages.success(self.request, _("Your profile is saved."))
        return user

    def _memberships(self) -> QuerySet[Membership]:
        return memberships_of(cast(User, self.request.user))


def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language: kept in the profile of whoever is logged in, and in a cookie for the next log-in page."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Choose a language of the list."))
    language = form.cleaned_data["language"]
    if request.user.is_authenticated:
        choose_language(by=request.user, language=language)
    response = HttpResponseRedirect(_safe_next(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("home")
