"""Forms about leases: filter, draft, line, rate, signature, notice. A period is written with its last day."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ..kernel.days import DAY
from ..leasing.vat import Treatment
from ..models.leases import REGIMES, Lease, Notice
from ..models.people import Organisation
from ..models.places import Site, Space
from ..models.rates import PERS, RateComponent
from .days import DayField


class LeaseFilter(forms.Form):
    """Which leases: of which site, in which state."""

    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("Site"), required=False, to_field_name="slug", empty_label=_("All")
    )
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *Lease.State.choices], required=False)

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]

    def of_site(self, leases: QuerySet[Lease]) -> QuerySet[Lease]:
        """Those of the site chosen."""
        site = self.cleaned_data.get("site") if self.is_valid() else None
        return leases.filter(site=site) if site else leases

    def chosen(self, leases: QuerySet[Lease], *, on: date) -> QuerySet[Lease]:
        """Those that were asked for; `leases` must carry `is_noticed`."""
        leases = self.of_site(leases)
        state = self.cleaned_data.get("state") if self.is_valid() else ""
        signed, over = Q(stage="signed"), Q(ends_on__lte=on)
        running = signed & Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
        meant = {
            "signed": signed & Q(starts_on__gt=on),
            "active": running & Q(is_noticed=False),
            "noticed": running & Q(is_noticed=True),
            "ended": signed & over,
        }
        return leases.filter(meant.get(state) or Q(stage=state)) if state else leases


class WithLastDay(forms.Form):
    """First and last day of a period; the deeds take the day after the last."""

    starts_on = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("That day is in. Empty: without end."))

    def period(self) -> dict[str, date | None]:
        """As the services take it, [starts_on, ends_on)."""
        last = self.cleaned_data.get("last_day")
        return {"starts_on": self.cleaned_data.get("starts_on"), "ends_on": last + DAY if last else None}

    def facts(self) -> dict[str, Any]:
        """Everything filled in, as the services take it."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in {"starts_on", "last_day"}}
        return kept | self.period()


class LeaseForm(WithLastDay):
    """The facts of a draft."""

    number = forms.CharField(label=_("Number"), max_length=20)
    tenant = forms.ModelChoiceField(Organisation.objects.none(), label=_("Tenant"))
    landlord = forms.ModelChoiceField(Organisation.objects.none(), label=_("Landlord"))
    regime = forms.ChoiceField(label=_("Kind of lease"), choices=list(REGIMES.items()))
    purpose = forms.CharField(label=_("Purpose"), max_length=200, required=False)
    notice_months = forms.IntegerField(
        label=_("Months of notice"),
        min_value=0,
        max_value=36,
        initial=1,
        help_text=_("What the agreement says; the law decides for a commercial lease."),
    )
    landlord_may_break = forms.BooleanField(label=_("The landlord may break too"), required=False)

    field_order = (
        "number",
        "tenant",
        "landlord",
        "regime",
        "starts_on",
        "last_day",
        "purpose",
        "notice_months",
        "landlord_may_break",
    )

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], lease: Lease | None = None, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        operators = Organisation.objects.filter(kind=Organisation.Kind.OPERATOR)
        self.fields["tenant"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["landlord"].queryset = operators  # type: ignore[attr-defined]
        if lease is not None:
            del self.fields["number"]


class LineForm(WithLastDay):
    """A space of a lease."""

    space = forms.ModelChoiceField(Space.objects.none(), label=_("Space"))
    quantity = forms.IntegerField(
        label=_("Places"),
        min_value=1,
        required=False,
        help_text=_("Of a shared space, such as parking; empty for the whole space."),
    )
    starts_on = DayField(label=_("First day"), required=False, help_text=_("Empty: as the lease."))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Empty: as the lease."))

    field_order = ("space", "quantity", "starts_on", "last_day")

    def __init__(self, *args: Any, spaces: Collection[Space], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["space"].queryset = spaces  # type: ignore[attr-defined]


class RateForm(WithLastDay):
    """What a line costs."""

    kind = forms.ChoiceField(label=_("What for"), choices=RateComponent.Kind.choices)
    amount = forms.DecimalField(
        label=_("Amount in euro"), max_digits=14, decimal_places=4, help_text=_("Without VAT; a discount below zero.")
    )
    per = forms.ChoiceField(label=_("Per"), choices=PERS)
    vat = forms.ChoiceField(label=_("VAT"), choices=Treatment.choices)
    is_indexable = forms.BooleanField(
        label=_("Follows the index"),
        required=False,
        help_text=_("The rent does; charges and provisions never do."),
    )
    starts_on = DayField(label=_("First day"), required=False, help_text=_("Empty: as the line."))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Empty: as the line."))

    field_order = ("kind", "amount", "per", "vat", "is_indexable", "starts_on", "last_day")


class SignForm(forms.Form):
    """When a lease was signed."""

    signed_on = DayField(
        label=_("Signed on"), help_text=_("The first index of the rent is that of the month before this day.")
    )


class NoticeForm(forms.Form):
    """A notice: who, how, received when."""

    party = forms.ChoiceField(label=_("Given by"), choices=Notice.Party.choices)
    method = forms.ChoiceField(label=_("Given as"), choices=Notice.Method.choices)
    sent_on = DayField(label=_("Sent on"), required=False)
    received_on = DayField(label=_("Received on"), help_text=_("What counts is the day it was received."))
    last_day = DayField(
        label=_("Last day of the lease"), required=False, help_text=_("Empty: the earliest day the law allows.")
    )
    accepts_late = forms.BooleanField(
        label=_("Accept a notice that comes too late for that day"),
        required=False,
        help_text=_("It stays marked as late."),
    )
