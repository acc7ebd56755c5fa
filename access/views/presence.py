"""People in the building: who, where and since when; one's own coming and going, and what the desk saw."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import View

from facilities.kernel import clock
from facilities.kernel.pages import ServiceFormView
from facilities.models.places import Site
from facilities.scopes import person_of

from .. import rules
from ..errors import NotOfThisHouse
from ..forms.presence import PresenceForm
from ..models.presence import Presence
from ..presence import in_the_building, visible_rows
from ..services.presence import come_in, leave


class PeopleInside(ServiceFormView):
    """Everybody inside a site, with what that is known from; the desk signs colleagues in and out here."""

    template_name = "access/people.html"
    form_class = PresenceForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For who sees the site; names only as far as one may."""
        self.site = get_object_or_404(Site.objects.visible_to(person_of(request)), slug=kwargs["slug"])
        self.receives = rules.is_staff_of(person_of(request), self.site)
        if not rules.may_see_people(person_of(request), self.site):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The people of this house."""
        return super().get_form_kwargs() | {"site": self.site}

    def perform(self, form: BaseForm) -> Presence:
        """Sign a colleague in."""
        presence = come_in(by=person_of(self.request), site=self.site, at=clock.now(), **form.cleaned_data)
        messages.success(self.request, _("%(name)s is inside.") % {"name": presence.person.name})
        return presence

    def get_success_url(self) -> str:
        """The same page."""
        return reverse("access:people", args=[self.site.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows one may see, and the figures."""
        people = in_the_building(self.site, at=clock.now())
        return super().get_context_data(
            site=self.site,
            people=people,
            rows=visible_rows(people, person_of(self.request), self.site),
            receives=self.receives,
            **kwargs,
        )


class PresenceIn(View):
    """I am in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Say so, and go back."""
        person = person_of(request)
        site = get_object_or_404(Site.objects.visible_to(person), slug=slug)
        try:
            come_in(by=person, person=person, site=site, at=clock.now())
        except NotOfThisHouse as refusal:
            messages.error(request, str(refusal))
        return back(request)


class PresenceOut(View):
    """I leave, or the desk saw somebody leave."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say so, and go back."""
        presence = get_object_or_404(
            Presence.objects.declared_by(person_of(request)).select_related("site", "person"), pk=pk
        )
        leave(by=person_of(request), presence=presence, at=clock.now())
        return back(request)


def back(request: HttpRequest) -> HttpResponse:
    """To the page the form stood on, as far as it is one of ours."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(asked if is_ours else "home")
