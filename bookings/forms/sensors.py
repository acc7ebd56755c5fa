"""A sensor for a room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models.sensors import RoomSensor


class RoomSensorForm(forms.ModelForm):
    """What the sensor is called, what it tells and how often."""

    name = forms.CharField(label=_("Name"), max_length=80)

    class Meta:
        model = RoomSensor
        fields = ["kind", "expected_every", "clears_after"]

    field_order = ["name", "kind", "expected_every", "clears_after"]
