"""What managers keep: the house rules, and who may not come in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.days import DayField
from facilities.models.places import Site


class HouseRulesForm(forms.Form):
    """Both languages at once, so that no visitor gets half."""

    text_nl = forms.CharField(label=_("House rules in Dutch"), max_length=20_000, widget=forms.Textarea({"rows": 12}))
    text_en = forms.CharField(
        label=_("House rules in English"), max_length=20_000, widget=forms.Textarea({"rows": 12, "lang": "en-GB"})
    )


class VisitorDaysForm(forms.Form):
    """How many days; empty means as the platform does."""

    days = forms.IntegerField(
        label=_("Days a visitor is remembered by name"),
        required=False,
        min_value=1,
        help_text=_("Empty means as long as the platform does."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class BlockedVisitorForm(forms.Form):
    """Who, where, why and until when; the reason stays with the managers."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("With an address somebody else of the same name is only looked at."),
    )
    site = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.none(), required=False, empty_label=_("every site")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Managers only; the desk reads “call security” and no more."),
    )
    until = DayField(
        label=_("Until and including"),
        required=False,
        help_text=_("Empty means until it is lifted."),
    )

    def __init__(self, *args: Any, sites: Any, may_block_everywhere: bool, **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        field = self.fields["site"]
        field.queryset = sites  # type: ignore[attr-defined]
        if not may_block_everywhere:
            field.required, field.empty_label = True, None  # type: ignore[attr-defined]
