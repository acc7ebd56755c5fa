"""Forms about organisations, and the search above their lists."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..identifiers import enterprise_number
from ..models.people import Organisation
from ..models.places import Site


class OrganisationForm(forms.ModelForm):
    """An organisation; `sites` are those this person may put it at."""

    enterprise_number = forms.CharField(
        label=_("Enterprise number"),
        required=False,
        max_length=20,
        help_text=_("Ten digits; dots and BE in front are no matter."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    class Meta:
        model = Organisation
        fields = [
            "name",
            "kind",
            "enterprise_number",
            "is_vat_liable",
            "street",
            "postcode",
            "city",
            "sites",
            "email",
            "phone",
        ]
        widgets = {"sites": forms.CheckboxSelectMultiple, "phone": forms.TextInput(attrs={"type": "tel"})}

    def __init__(self, *args: Any, sites: Collection[Site], kinds: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sites"].queryset = sites  # type: ignore[attr-defined]
        self.fields["kind"].choices = [c for c in Organisation.Kind.choices if c[0] in kinds]  # type: ignore[attr-defined]

    def clean_enterprise_number(self) -> str | None:
        """The bare ten digits."""
        text = self.cleaned_data["enterprise_number"]
        return enterprise_number(text) if text else None

    def validate_unique(self) -> None:
        """Left to the service, which says it as a refusal."""


class SearchForm(forms.Form):
    """One search field above a list."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )


class SuspensionForm(forms.Form):
    """Which way: suspended or let in again."""

    suspended = forms.BooleanField(required=False, widget=forms.HiddenInput)
