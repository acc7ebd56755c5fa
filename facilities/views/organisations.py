"""Organisations: list, add, change, suspend, and one with its people."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.forms import BaseForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from .. import rules
from ..forms.organisations import OrganisationForm, SearchForm, SuspensionForm
from ..kernel import clock
from ..kernel.pages import ServiceFormView
from ..models.people import Invitation, Membership, Organisation, User
from ..scopes import person_of, scope_of
from ..services.organisations import (
    HOUSE_KINDS,
    add_organisation,
    change_organisation,
    sites_to_choose,
    suspend_organisation,
    unsuspend_organisation,
)

PAGE = 25


class OrganisationList(TemplateView):
    """The organisations one sees, with search."""

    template_name = "facilities/organisations/list.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """One page of them, with sites and number of members."""
        form = SearchForm(self.request.GET)
        words = form.cleaned_data["q"].strip() if form.is_valid() else ""
        organisations = Organisation.objects.visible_to(person_of(self.request))
        if words:
            number = "".join(c for c in words if c.isdigit())
            found = Q(name__icontains=words)
            organisations = organisations.filter(found | Q(enterprise_number__contains=number) if number else found)
        page = Paginator(_with_members(organisations), PAGE).get_page(self.request.GET.get("page"))
        can_add = rules.may_manage_some_site(person_of(self.request))
        return super().get_context_data(form=form, words=words, page=page, can_add=can_add, **more)


def _with_members(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    members = Membership.objects.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    count = Subquery(members.annotate(n=Count("user", distinct=True)).values("n"))
    return organisations.annotate(members=Coalesce(count, Value(0))).prefetch_related("sites").order_by("name")


class OrganisationDetail(TemplateView):
    """One organisation: facts, people, open invitations."""

    template_name = "facilities/organisations/detail.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """What this person may see and do here."""
        user = person_of(self.request)
        organisation = visible_organisation(user, self.kwargs["pk"])
        shows_people = scope_of(user).is_staff or organisation.pk in scope_of(user).tenant_organisations
        people = Membership.objects.visible_to(user).filter(organisation=organisation).select_related("user")
        invitations = Invitation.objects.visible_to(user).open(clock.now()).filter(organisation=organisation)
        return super().get_context_data(
            organisation=organisation,
            memberships=people.order_by("user__name", "id") if shows_people else (),
            shows_people=shows_people,
            shows_addresses=rules.may_see_addresses(user, organisation),
            invitations=invitations.order_by("-created_at"),
            may_edit=rules.may_manage_organisation(user, organisation),
            may_suspend=rules.may_suspend_organisation(user, organisation),
            may_invite=rules.may_grant(user, "tenant_member", organisation=organisation),
            **more,
        )


class _OrganisationForm(ServiceFormView):
    template_name = "facilities/organisations/form.html"
    form_class = OrganisationForm
    organisation: Organisation | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Sites and kinds this person may choose, and a bare instance: the service does the writing."""
        user, organisation = person_of(self.request), self.organisation
        kinds = {organisation.kind} if organisation and organisation.kind in HOUSE_KINDS else self._kinds()
        kwargs = super().get_form_kwargs() | {"sites": sites_to_choose(user), "kinds": kinds}
        return kwargs | {"instance": Organisation.objects.get(pk=organisation.pk) if organisation else None}

    def _kinds(self) -> set[str]:
        return {kind for kind in Organisation.Kind.values if kind not in HOUSE_KINDS}

    def get_success_url(self) -> str:
        """The organisation's own page."""
        return reverse("facilities:organisation-detail", args=[self.result.pk])


class OrganisationAdd(_OrganisationForm):
    """Add an organisation."""

    def get_initial(self) -> dict[str, Any]:
        """The only site there is to choose is chosen."""
        sites = list(sites_to_choose(person_of(self.request))[:2])
        return super().get_initial() | ({"sites": sites} if len(sites) == 1 else {})

    def perform(self, form: BaseForm) -> Organisation:
        """Add it."""
        added = add_organisation(by=person_of(self.request), **form.cleaned_data)
        messages.success(self.request, _("The organisation is added. Invite its first people."))
        return added


class OrganisationEdit(_OrganisationForm):
    """Change an organisation."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 out of sight, 403 in sight without the right."""
        self.organisation = visible_organisation(person_of(request), kwargs["pk"])
        if not rules.may_manage_organisation(person_of(request), self.organisation):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """With the organisation as it stands."""
        return super().get_context_data(organisation=self.organisation, **more)

    def perform(self, form: BaseForm) -> Organisation:
        """Change it; sites out of this person's reach stay."""
        organisation = cast(Organisation, self.organisation)
        reach = {site.pk for site in sites_to_choose(person_of(self.request))}
        kept = [site for site in organisation.sites.all() if site.pk not in reach]
        values = form.cleaned_data | {"sites": [*form.cleaned_data["sites"], *kept]}
        changed = change_organisation(by=person_of(self.request), organisation=organisation, **values)
        messages.success(self.request, _("The organisation is changed."))
        return changed


class OrganisationSuspend(ServiceFormView):
    """Asks for a yes, then suspends an organisation or lets it in again."""

    template_name = "facilities/organisations/suspend.html"
    form_class = SuspensionForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 out of sight, 403 in sight without the right."""
        self.organisation = visible_organisation(person_of(request), kwargs["pk"])
        if not rules.may_suspend_organisation(person_of(request), self.organisation):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """The other state than the one it is in."""
        return {"suspended": not self.organisation.is_suspended}

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """With the organisation."""
        return super().get_context_data(organisation=self.organisation, **more)

    def perform(self, form: BaseForm) -> Organisation:
        """The form says which way, so that a second press changes nothing."""
        suspends = form.cleaned_data["suspended"]
        deed = suspend_organisation if suspends else unsuspend_organisation
        organisation = deed(by=person_of(self.request), organisation=self.organisation)
        done = _("The organisation is suspended.") if suspends else _("The organisation is let in again.")
        messages.success(self.request, done)
        return organisation

    def get_success_url(self) -> str:
        """Back to the organisation."""
        return reverse("facilities:organisation-detail", args=[self.organisation.pk])


def visible_organisation(user: User, pk: int) -> Organisation:
    """The organisation, or 404 when there is none in this person's sight."""
    return get_object_or_404(Organisation.objects.visible_to(user).prefetch_related("sites"), pk=pk)
