"""What is asked about a defect."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from .blocks import STEP
from .times import ClockField, TimesForm, clock_times


class DefectForm(forms.Form):
    """A new one, as whoever stands there can tell it."""

    summary = forms.CharField(label=_("What is wrong?"), max_length=120)
    details = forms.CharField(
        label=_("Details"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class OutcomeForm(forms.Form):
    """How it was resolved."""

    outcome = forms.CharField(label=_("What was done"), max_length=200, required=False)


class DefectBlockForm(TimesForm):
    """From when until when the room is out of use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        times = list(clock_times(STEP))
        for name, offered in (("start", times[:-1]), ("end", times[1:])):
            cast(ClockField, self.fields[name]).offer(offered, self[name].value())
