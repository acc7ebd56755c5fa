"""What is filled in on an evacuation list: why it was called, a tick, somebody nobody knew of."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models.muster import MusterMark


class CallForm(forms.Form):
    """Whether it is a drill, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
    is_drill = forms.BooleanField(label=_("This is a drill"), required=False)


class MarkForm(forms.Form):
    """One line, and what was seen."""

    key = forms.CharField(max_length=48)
    kind = forms.ChoiceField(choices=MusterMark.Kind.choices[:2])
    nonce = forms.UUIDField()


class AddForm(forms.Form):
    """A name, or what the person looks like."""

    name = forms.CharField(label=_("Name or description"), max_length=120)
    nonce = forms.UUIDField()
