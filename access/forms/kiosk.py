"""What a kiosk sends."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """A code scanned or typed; `deed` leave signs out whoever it belongs to."""

    code = forms.CharField(max_length=200)
    deed = forms.ChoiceField(choices=[("arrive", "arrive"), ("leave", "leave")], required=False)
    nonce = forms.UUIDField(required=False)
    version = forms.IntegerField(required=False, min_value=0, max_value=10**8)


class CallerForm(forms.Form):
    """Who somebody without an invitation is, and some letters of whom he comes for."""

    visitor_name = forms.CharField(label=_("Your name"), max_length=120)
    firm = forms.CharField(label=_("Your firm"), max_length=120, required=False)
    letters = forms.CharField(label=_("Whom do you come for?"), max_length=60)


class AnnounceForm(forms.Form):
    """The same, with one of the people found; the nonce makes a second touch an echo."""

    visitor_name = forms.CharField(max_length=120)
    firm = forms.CharField(max_length=120, required=False)
    nonce = forms.UUIDField()
    version = forms.IntegerField(required=False, min_value=0, max_value=10**8)
