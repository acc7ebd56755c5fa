"""The filter above the audit log."""

from django import forms
from django.utils.translation import gettext_lazy as _


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AuditFilterForm(forms.Form):
    """By deed, subject and period; days are Belgian days, the last one included."""

    verb = forms.CharField(label=_("Deed"), required=False, max_length=40)
    subject = forms.CharField(
        label=_("Subject"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "bookings.booking:12"}),
    )
    since = forms.DateField(label=_("From"), required=False, widget=_day(), input_formats=["%Y-%m-%d"])
    until = forms.DateField(label=_("Until"), required=False, widget=_day(), input_formats=["%Y-%m-%d"])
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
