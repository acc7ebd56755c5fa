"""Forms about invoices: which to show, which month to send, money received, what is given back, a journal."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Max, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from stdnum import iban

from ..kernel.days import plus_months
from ..models.journals import Journal, check_iban
from ..models.people import Organisation
from ..models.places import Site
from ..querysets_invoices import InvoiceQuerySet
from .days import DayField

BEFORE, AFTER = 3, 1
CENT = Decimal("0.01")


class InvoiceFilter(forms.Form):
    """Which invoices: of which site, and whether all or what is still owed."""

    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("Site"), required=False, to_field_name="slug", empty_label=_("All")
    )
    show = forms.ChoiceField(label=_("State"), choices=[("", _("All")), ("open", _("still owed"))], required=False)

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]

    def chosen(self, invoices: InvoiceQuerySet) -> InvoiceQuerySet:
        """Those that were asked for; `invoices` must carry `open`."""
        if not self.is_valid():
            return invoices
        if self.cleaned_data["site"]:
            invoices = invoices.filter(site=self.cleaned_data["site"])
        return invoices.still_owed() if self.cleaned_data["show"] else invoices


class MonthForm(forms.Form):
    """The month a run is about."""

    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = today.replace(day=1)
        months = [plus_months(first, step) for step in range(-BEFORE, AFTER + 1)]
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (f"{month:%Y-%m}", date_format(month, "F Y")) for month in months
        ]

    def clean_month(self) -> date:
        """Its first day."""
        return date.fromisoformat(f"{self.cleaned_data['month']}-01")


class PaymentForm(forms.Form):
    """Money received."""

    amount = forms.DecimalField(label=_("Amount in euro"), max_digits=12, decimal_places=2, min_value=CENT)
    received_on = DayField(label=_("Received on"))
    bank_reference = forms.CharField(
        label=_("Reference of the bank"),
        max_length=80,
        required=False,
        help_text=_("One line of a statement is entered once."),
    )


class CreditForm(forms.Form):
    """Why all that remains is given back."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It stands on the credit note."))


class JournalForm(forms.Form):
    """Where a landlord numbers, and where it is paid."""

    landlord = forms.ModelChoiceField(Organisation.objects.none(), label=_("Landlord"))
    code = forms.SlugField(label=_("Short name"), max_length=8, help_text=_("It begins each number: VF 2026/00001."))
    digits = forms.IntegerField(label=_("First digits of payment references"), min_value=1, max_value=999)
    iban = forms.CharField(label=_("Account number (IBAN)"), max_length=42)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without = Organisation.objects.filter(kind=Organisation.Kind.OPERATOR, journal__isnull=True).order_by("name")
        self.fields["landlord"].queryset = without  # type: ignore[attr-defined]
        highest = Journal.objects.aggregate(Max("prefix"))["prefix__max"]
        self.fields["digits"].initial = 101 if highest is None else highest + 1

    def clean_iban(self) -> str:
        """Written with spaces or without."""
        number = iban.compact(self.cleaned_data["iban"])
        check_iban(number)
        return number
