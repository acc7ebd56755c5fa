"""The filter above the audit log."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .days import DayField


class AuditFilterForm(forms.Form):
    """By deed, subject and period; days are Belgian days, the last one included."""

    verb = forms.ChoiceField(label=_("Deed"), required=False)
    subject = forms.CharField(
        label=_("Subject"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "bookings.booking:12"}),
    )
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, words: Mapping[str, str | Promise], **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        choices = sorted(((verb, str(word)) for verb, word in words.items()), key=lambda choice: choice[1])
        self.fields["verb"].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]
