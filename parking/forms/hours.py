"""The hours of a gate as a form: a week, with closing times past midnight."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from facilities.forms.hours import STEP, ExceptionForm, MinuteField, WeekForm

from ..models.car_parks import CarPark

DAY = 24 * 60
LATEST = DAY + 12 * 60


class GateWeekForm(WeekForm):
    """Open day and night, or up to two stretches a day that may close the next morning."""

    latest = LATEST
    is_always_open = forms.BooleanField(label=_("Open day and night"), required=False)

    def __init__(self, *args: Any, car_park: CarPark, **kwargs: Any) -> None:
        super().__init__(*args, rows=car_park.gate_hours.all(), **kwargs)
        self.fields["is_always_open"].initial = car_park.is_always_open

    def clean(self) -> dict[str, Any]:
        """A gate that is not always open opens some time."""
        values = super().clean()
        if not self.errors and not values.get("is_always_open") and not self.week():
            self.add_error("is_always_open", gettext("Give hours, or say that it is always open."))
        return values


class GateExceptionForm(ExceptionForm):
    """One day with other hours of the gate, or none."""

    closes = MinuteField(first=STEP, last=LATEST, label=_("Closes at"))
