"""A place that the desk holds for somebody."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from facilities.forms.days import DayField
from facilities.forms.hours import STEP, MinuteField
from facilities.kernel import clock
from facilities.kernel.intervals import Interval

from ..models.areas import Area
from ..models.car_parks import CarPark

DAY = 24 * 60


class HoldForm(forms.Form):
    """For whom, when, and on which level."""

    label = forms.CharField(label=_("For whom"), max_length=120, help_text=_("Only the people of the house read it."))
    day = DayField(label=_("Day"))
    starts = MinuteField(label=_("Expected at"), last=DAY - STEP)
    ends = MinuteField(label=_("Until"), first=STEP)
    area = forms.ModelChoiceField(
        label=_("Level"), queryset=Area.objects.none(), required=False, empty_label=_("the first with a place left")
    )

    def __init__(self, *args: Any, car_park: CarPark, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(car_park.site.time_zone)
        self.fields["area"].queryset = car_park.areas.counting().order_by("position", "pk")  # type: ignore[attr-defined]
        for name in ("starts", "ends"):
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        """The end after the start, on the same day."""
        values = super().clean() or {}
        starts, ends = values.get("starts"), values.get("ends")
        if starts is not None and ends is not None and ends <= starts:
            self.add_error("ends", ValidationError(gettext("The end must come after the start."), code="order"))
        return values

    def interval(self) -> Interval:
        """What was chosen, as instants."""
        day: date = self.cleaned_data["day"]
        starts, ends = (clock.at_minute(day, self.cleaned_data[name], self.zone) for name in ("starts", "ends"))
        return Interval(starts, ends)
