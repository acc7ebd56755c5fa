"""The recount of one area, as a phone sends it."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RecountForm(forms.Form):
    """How many vehicles, and when that was; the script fills the moment in when the button is pressed."""

    area = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.IntegerField(label=_("Vehicles counted"), min_value=0, max_value=100_000)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
    # Milliseconds since 1970, so that no time zone comes into it.
    counted_at = forms.IntegerField(required=False, min_value=0, max_value=10**14, widget=forms.HiddenInput)
