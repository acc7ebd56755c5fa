"""What an operator says instead of the count."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models.car_parks import Override

MINUTES = [
    (30, _("half an hour")),
    (60, _("1 hour")),
    (120, _("2 hours")),
    (240, _("4 hours")),
    (720, _("12 hours")),
    (1440, _("1 day")),
    (10080, _("1 week")),
]


class OverrideForm(forms.Form):
    """What the boards show, for how long, and why."""

    state = forms.ChoiceField(label=_("Show"), choices=Override.State.choices, widget=forms.RadioSelect)
    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        choices=MINUTES,
        coerce=int,
        initial=60,
        help_text=_("Then the count speaks again by itself; you can lift it earlier."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Only the people of the house read it."))

    def ends_at(self, at: datetime) -> datetime:
        """When it is over."""
        return at + timedelta(minutes=self.cleaned_data["minutes"])
