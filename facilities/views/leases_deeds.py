"""What managers write down about leases: drafts, their spaces and rates, signatures, notices."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import rules
from ..forms.leases import LeaseForm, LineForm, NoticeForm, RateForm, SignForm
from ..kernel import clock
from ..kernel.days import DAY
from ..kernel.pages import ServiceFormView
from ..models.leases import Lease, LeaseLine, Notice
from ..models.people import Organisation
from ..models.places import Site, Space
from ..models.rates import RateComponent
from ..scopes import person_of
from ..services import leases as deeds
from ..services.notices import give_notice
from .leases import visible_lease


class _LeasePage(ServiceFormView):
    """A form about one lease that its manager fills in."""

    template_name = "facilities/leases/form.html"
    heading: ClassVar[str | Promise]
    submit: ClassVar[str | Promise] = ""
    done: ClassVar[str | Promise] = gettext_lazy("Saved.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for who manages leases there; what is out of sight is not found."""
        self.lease = self.find_lease()
        self.site = self.lease.site
        if not rules.may_manage_leases(person_of(request), self.site):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def find_lease(self) -> Lease:
        """By number."""
        return visible_lease(person_of(self.request), self.kwargs["pk"])

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """What the page is about."""
        return super().get_context_data(
            lease=self.lease, heading=self.heading, submit=self.submit, back=self.get_back(), **more
        )

    def get_back(self) -> str:
        """Where to go without doing anything."""
        return reverse("facilities:lease-detail", args=[self.lease.pk])

    def get_success_url(self) -> str:
        """The lease."""
        messages.success(self.request, str(self.done))
        return self.get_back()


class LeaseAdd(ServiceFormView):
    """Draft a lease at a site."""

    template_name = "facilities/leases/form.html"
    form_class = LeaseForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for the site's managers."""
        found = Site.objects.visible_to(person_of(request))
        self.site = get_object_or_404(found, slug=kwargs["slug"])
        if not rules.may_manage_leases(person_of(request), self.site):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whom this person may let to."""
        return super().get_form_kwargs() | {"organisations": tenants_of(self.site)}

    def get_initial(self) -> dict[str, Any]:
        """The only landlord there is."""
        operators = list(Organisation.objects.filter(kind=Organisation.Kind.OPERATOR)[:2])
        return super().get_initial() | ({"landlord": operators[0]} if len(operators) == 1 else {})

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """What the page is about."""
        heading = _("Draft a lease at %(site)s") % {"site": self.site}
        return super().get_context_data(heading=heading, back=reverse("facilities:lease-list"), **more)

    def perform(self, form: BaseForm) -> Lease:
        """Draft it."""
        lease: Lease = deeds.draft_lease(by=person_of(self.request), site=self.site, **form.facts())  # type: ignore[attr-defined]
        messages.success(self.request, _("The lease is drafted. Add its spaces and what they cost."))
        return lease

    def get_success_url(self) -> str:
        """The lease."""
        return reverse("facilities:lease-detail", args=[self.result.pk])


class LeaseEdit(_LeasePage):
    """Change a draft."""

    form_class = LeaseForm
    heading = gettext_lazy("Change the draft")

    def get_form_kwargs(self) -> dict[str, Any]:
        """With what is known."""
        return super().get_form_kwargs() | {"organisations": tenants_of(self.site), "lease": self.lease}

    def get_initial(self) -> dict[str, Any]:
        """What stands now."""
        facts = ("tenant", "landlord", "regime", "purpose", "notice_months", "landlord_may_break", "starts_on")
        return {name: getattr(self.lease, name) for name in facts} | {"last_day": self.lease.last_day}

    def perform(self, form: BaseForm) -> Lease:
        """Change it."""
        return deeds.change_lease(by=person_of(self.request), lease=self.lease, **form.facts())  # type: ignore[attr-defined]


class LineAdd(_LeasePage):
    """Add a space to a draft."""

    form_class = LineForm
    heading = gettext_lazy("Add a space")

    def get_form_kwargs(self) -> dict[str, Any]:
        """What can be let at this site."""
        found = Space.objects.filter(floor__building__site=self.site, is_lettable=True)
        return super().get_form_kwargs() | {"spaces": found.select_related("floor__building")}

    def perform(self, form: BaseForm) -> LeaseLine:
        """Add it."""
        return deeds.add_line(by=person_of(self.request), lease=self.lease, **form.facts())  # type: ignore[attr-defined]


class RateAdd(_LeasePage):
    """Say what a line of a draft costs."""

    form_class = RateForm
    heading = gettext_lazy("Add a rate")

    def find_lease(self) -> Lease:
        """By the line's number."""
        seen = Lease.objects.visible_to(person_of(self.request))
        self.line = get_object_or_404(LeaseLine.objects.filter(lease__in=seen.values("pk")), pk=self.kwargs["pk"])
        return visible_lease(person_of(self.request), self.line.lease_id)

    def perform(self, form: BaseForm) -> RateComponent:
        """Add it."""
        return deeds.set_rate(by=person_of(self.request), line=self.line, **form.facts())  # type: ignore[attr-defined]


class LeaseSign(_LeasePage):
    """Sign a lease."""

    form_class = SignForm
    heading = gettext_lazy("Sign the lease")
    submit = gettext_lazy("Sign")
    done = gettext_lazy("The lease is signed and its spaces are let.")

    def perform(self, form: BaseForm) -> Lease:
        """Sign it."""
        return deeds.sign_lease(by=person_of(self.request), lease=self.lease, **form.cleaned_data)


class NoticeAdd(_LeasePage):
    """Record a notice."""

    form_class = NoticeForm
    heading = gettext_lazy("Record a notice")
    done = gettext_lazy("The notice is recorded; the spaces are free from the day it works.")

    def perform(self, form: BaseForm) -> Notice:
        """Record it."""
        facts = dict(form.cleaned_data)
        last = facts.pop("last_day")
        ends_on = last + DAY if last else None
        return give_notice(by=person_of(self.request), lease=self.lease, at=clock.now(), ends_on=ends_on, **facts)


def tenants_of(site: Site) -> Any:  # Any: a queryset of organisations
    """The organisations that may rent at a site."""
    return site.organisations.exclude(kind__in=[Organisation.Kind.OPERATOR, Organisation.Kind.WALK_IN]).order_by("name")
