"""Forms for sensors."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models.areas import Sensor


class SensorForm(forms.ModelForm):
    """What a sensor is called and how it is heard."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Where it is: entrance, ramp to level 2."))

    field_order = ("name",)

    class Meta:
        model = Sensor
        fields = ["kind", "expected_every", "time_zone", "has_bad_clock"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["name"] = self.instance.device.name

    def clean_time_zone(self) -> str:
        """One that exists."""
        name = str(self.cleaned_data["time_zone"]).strip()
        try:
            if name:
                ZoneInfo(name)
        except (ValueError, KeyError, OSError) as error:
            raise forms.ValidationError(gettext("There is no such time zone; write Europe/Brussels.")) from error
        return name
