"""Who works where: the people of the platform and of a site, inviting them, taking roles away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from .. import rules
from ..forms.organisations import SearchForm
from ..forms.people import InvitationForm, RemovalForm
from ..kernel import clock
from ..kernel.pages import ServiceFormView
from ..models.people import (
    ORGANISATION_ROLES,
    PLATFORM_ROLES,
    SITE_ROLES,
    Invitation,
    Membership,
    Organisation,
    Role,
    User,
)
from ..models.places import Site
from ..scopes import person_of, scope_of
from ..services.attempts import count_invitation
from ..services.invitations import invite
from ..services.people import is_last_admin_right, remove_membership
from .organisations import PAGE, visible_organisation
from .site_pages import SitePage


class PlatformPeople(TemplateView):
    """Everybody with an account, with their roles; for platform admins and auditors."""

    template_name = "facilities/people/platform.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """One page of people, the open invitations to the platform."""
        user = person_of(self.request)
        form = SearchForm(self.request.GET)
        words = form.cleaned_data["q"].strip() if form.is_valid() else ""
        held = Membership.objects.visible_to(user).select_related("site", "organisation").order_by("id")
        people = User.objects.visible_to(user).prefetch_related(Prefetch("memberships", held)).order_by("name", "id")
        if words:
            people = people.filter(Q(name__icontains=words) | Q(email__icontains=words))
        invitations = Invitation.objects.visible_to(user).open(clock.now()).filter(role__in=PLATFORM_ROLES)
        return super().get_context_data(
            form=form,
            words=words,
            page=Paginator(people, PAGE).get_page(self.request.GET.get("page")),
            invitations=invitations,
            is_admin=scope_of(user).is_admin,
            **more,
        )


class SitePeople(SitePage, TemplateView):
    """Managers and reception of one site."""

    changes = False
    template_name = "facilities/people/site.html"

    def find_site(self) -> Site:
        """For those who work there."""
        return staffed_site(person_of(self.request), self.kwargs["slug"])

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Who they are, and who was invited."""
        user, site = person_of(self.request), self.site
        people = Membership.objects.visible_to(user).filter(site=site).select_related("user").order_by("user__name")
        invitations = Invitation.objects.visible_to(user).open(clock.now()).filter(site=site)
        return super().get_context_data(
            memberships=people,
            invitations=invitations,
            may_invite=rules.may_grant(user, Role.RECEPTIONIST, site=site),
            is_admin=scope_of(user).is_admin,
            **more,
        )


def staffed_site(user: User, slug: str) -> Site:
    """The site, or 404 unless this person works there or over all."""
    site = get_object_or_404(Site.objects.visible_to(user), slug=slug)
    if not scope_of(user).is_platform and site.pk not in scope_of(user).staff_sites:
        raise Http404
    return site


class InvitePage(ServiceFormView):
    """Invite somebody into a scope, as one of the roles the inviter may give there."""

    template_name = "facilities/people/invite.html"
    form_class = InvitationForm
    roles_here: list[str] = []

    def find_scope(self) -> dict[str, Any]:
        """What `invite` is told besides the person: `site` or `organisation`, or nothing for the platform."""
        return {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 out of sight, 403 for whoever may give no role here."""
        self.scope = self.find_scope()
        self.roles = [Role(r) for r in self.roles_here if rules.may_grant(person_of(request), r, **self.scope)]
        if not self.roles:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the roles."""
        return super().get_form_kwargs() | {"roles": self.roles}

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """With the scope."""
        return super().get_context_data(back=self.get_success_url(), **self.scope, **more)

    def perform(self, form: BaseForm) -> Invitation:
        """Send it."""
        by, at = person_of(self.request), clock.now()
        count_invitation(by=by, at=at)
        invitation = invite(by=by, at=at, **form.cleaned_data, **self.scope)
        messages.success(
            self.request, _("%(name)s gets a mail with a link to accept.") % {"name": form.cleaned_data["name"]}
        )
        return invitation


class InviteToOrganisation(InvitePage):
    """A colleague, or the first person of a new tenant."""

    def find_scope(self) -> dict[str, Any]:
        """The organisation."""
        organisation = visible_organisation(person_of(self.request), self.kwargs["pk"])
        self.roles_here = ORGANISATION_ROLES
        return {"organisation": organisation}

    def get_initial(self) -> dict[str, Any]:
        """The role that is missing: a tenant's first person administers the others."""
        organisation: Organisation = self.scope["organisation"]
        if organisation.kind != Organisation.Kind.TENANT:
            return {"role": Role.EXTERNAL_BOOKER}
        has_admin = organisation.memberships.filter(role=Role.TENANT_ADMIN).exists()
        return {"role": Role.TENANT_MEMBER if has_admin else Role.TENANT_ADMIN}

    def get_success_url(self) -> str:
        """Back to the organisation."""
        return reverse("facilities:organisation-detail", args=[self.kwargs["pk"]])


class InviteToSite(InvitePage):
    """Somebody who works at a site."""

    roles_here = SITE_ROLES[::-1]

    def find_scope(self) -> dict[str, Any]:
        """The site."""
        return {"site": staffed_site(person_of(self.request), self.kwargs["slug"])}

    def get_success_url(self) -> str:
        """Back to the people of the site."""
        return reverse("facilities:site-people", args=[self.kwargs["slug"]])


class InviteToPlatform(InvitePage):
    """A platform admin or an auditor."""

    roles_here = PLATFORM_ROLES[::-1]

    def get_success_url(self) -> str:
        """Back to the people of the platform."""
        return reverse("facilities:platform-people")


class MembershipRemove(ServiceFormView):
    """Asks for a yes, then takes a role away; one's own too."""

    template_name = "facilities/people/remove.html"
    form_class = RemovalForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 out of sight, 403 in sight without the right."""
        seen = Membership.objects.visible_to(person_of(request)).select_related("user", "site", "organisation")
        held = self.membership = get_object_or_404(seen, pk=kwargs["pk"])
        self.is_own = held.user_id == request.user.pk
        may_grant = rules.may_grant(person_of(request), held.role, site=held.site, organisation=held.organisation)
        if not self.is_own and not may_grant:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """With a second question before one locks oneself out."""
        return super().get_form_kwargs() | {"own_last": self.is_own and is_last_admin_right(self.membership)}

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """With the role."""
        return super().get_context_data(
            membership=self.membership, is_own=self.is_own, back=self.get_success_url(), **more
        )

    def perform(self, form: BaseForm) -> None:
        """Take it away."""
        knowingly = form.cleaned_data.get("knowingly", False)
        remove_membership(by=person_of(self.request), membership=self.membership, knowingly=knowingly)
        messages.success(self.request, _("The role is taken away."))

    def get_success_url(self) -> str:
        """Where one came from; after giving up one's own, the start page."""
        if self.is_own and self.request.method == "POST":
            return reverse("home")
        held = self.membership
        if held.organisation_id:
            return reverse("facilities:organisation-detail", args=[held.organisation_id])
        if held.site:
            return reverse("facilities:site-people", args=[held.site.slug])
        return reverse("facilities:platform-people" if not self.is_own else "facilities:profile")
