"""What an operator says instead of the count."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from facilities.forms.days import DayField
from facilities.forms.hours import DAY, MinuteField
from facilities.kernel import clock
from facilities.kernel.errors import AmbiguousLocalTime, NonexistentLocalTime

from ..models.car_parks import Override

UNTIL = "until"
MINUTES = [
    ("30", _("half an hour")),
    ("60", _("1 hour")),
    ("120", _("2 hours")),
    ("240", _("4 hours")),
    ("720", _("12 hours")),
    ("1440", _("1 day")),
    ("10080", _("1 week")),
    (UNTIL, _("until a day and hour that I choose")),
]
PASSES = [("0", _("First pass (summer time)")), ("1", _("Second pass (winter time)"))]


class OverrideForm(forms.Form):
    """What the boards show, for how long or until when, and why."""

    state = forms.ChoiceField(label=_("Show"), choices=Override.State.choices, widget=forms.RadioSelect)
    lasts = forms.ChoiceField(
        label=_("For how long"),
        choices=MINUTES,
        initial="60",
        help_text=_("Then the count speaks again by itself; you can lift it earlier."),
    )
    until_day = DayField(label=_("Until day"), required=False)
    until_time = MinuteField(label=_("Until"))
    until_pass = forms.ChoiceField(label=_("Which one?"), choices=PASSES, required=False, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Only the people of the house read it."))

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.asks_pass = False
        self._until: datetime | None = None

    def clean(self) -> dict[str, Any]:
        """A day and an hour that exist, where they are asked for."""
        values = super().clean() or {}
        if values.get("lasts") == UNTIL and not {"until_day", "until_time"} & set(self.errors):
            self._until = self._moment(values)
        return values

    def ends_at(self, at: datetime) -> datetime:
        """When it is over."""
        return self._until or at + timedelta(minutes=int(self.cleaned_data["lasts"]))

    def _moment(self, values: dict[str, Any]) -> datetime | None:
        day, minute, chosen = values.get("until_day"), values.get("until_time"), values.get("until_pass")
        if day is None or minute is None:
            self.add_error("until_time" if day else "until_day", gettext("Give a day and an hour."))
            return None
        try:
            moment = _instant(day, minute, self.zone, int(chosen) if chosen else None)
        except AmbiguousLocalTime as refusal:
            self.asks_pass = True
            self.add_error("until_pass", str(refusal))
        except NonexistentLocalTime as refusal:
            self.add_error("until_time", str(refusal))
        except (OverflowError, ValueError):
            self.add_error("until_day", gettext("Give a day and an hour."))
        else:
            self.asks_pass = bool(chosen)
            return moment
        return None


def _instant(day: date, minute: int, zone: ZoneInfo, fold: int | None) -> datetime:
    if minute == DAY:
        return clock.local_midnight(day + timedelta(days=1), zone)
    return clock.instant(datetime.combine(day, time(*divmod(minute, 60))), zone, fold=fold)
