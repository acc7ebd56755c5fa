"""Forms for the opening hours of a week and for one day that differs."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..services.hours import WEEKDAYS
from .days import DayField

DAY = 24 * 60
STEP = 15
STRETCHES = 2


def clock_time(minute: int) -> str:
    """Minutes after midnight as the wall clock shows them; the end of a day is 24:00, later is the next day."""
    if minute > DAY:
        return gettext("%(time)s the next day") % {"time": clock_time(minute - DAY)}
    return f"{minute // 60:02}:{minute % 60:02}"


class MinuteField(forms.TypedChoiceField):
    """A time of day on the 24-hour clock, kept as minutes after midnight; empty means none."""

    def __init__(self, *, first: int = 0, last: int = 24 * 60, current: int | None = None, **more: Any) -> None:
        # A time that was stored off the steps stays a choice, or saving the form would change it.
        minutes = sorted({*range(first, last + 1, STEP), *([] if current is None else [current])})
        choices = [("", "–"), *((minute, clock_time(minute)) for minute in minutes)]
        super().__init__(choices=choices, coerce=int, empty_value=None, required=False, initial=current, **more)


class WeekForm(forms.Form):
    """Opening hours of a week: up to two stretches a day, filled in with `rows` of hours as they stand."""

    latest = DAY

    def __init__(self, *args: Any, rows: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored: dict[int, list[tuple[int, int]]] = {}
        for row in rows:
            stored.setdefault(row.weekday, []).append((row.opens, row.closes))
        self.stretches = max([STRETCHES, *(len(stretches) for stretches in stored.values())])
        for weekday in range(7):
            for number in range(self.stretches):
                known = stored.get(weekday, [])
                opens, closes = known[number] if number < len(known) else (None, None)
                words = {"day": WEEKDAYS[weekday], "number": number + 1}
                self.fields[f"opens_{weekday}_{number}"] = MinuteField(
                    last=24 * 60 - STEP, current=opens, label=_("%(day)s, stretch %(number)s, opens at") % words
                )
                self.fields[f"closes_{weekday}_{number}"] = MinuteField(
                    first=STEP,
                    last=self.latest,
                    current=closes,
                    label=_("%(day)s, stretch %(number)s, closes at") % words,
                )

    def days(self) -> Iterator[dict[str, Any]]:
        """Each weekday with its pairs of fields, for the table."""
        for weekday, name in enumerate(WEEKDAYS):
            pairs = [
                (self[f"opens_{weekday}_{number}"], self[f"closes_{weekday}_{number}"])
                for number in range(self.stretches)
            ]
            yield {
                "name": name,
                "pairs": pairs,
                "faults": [fault for pair in pairs for field in pair for fault in field.errors],
            }

    def clean(self) -> dict[str, Any]:
        """Both ends or none, the end after the start."""
        cleaned = super().clean() or {}
        for weekday in range(7):
            for number in range(self.stretches):
                opens, closes = (cleaned.get(f"{end}_{weekday}_{number}") for end in ("opens", "closes"))
                if (opens is None) != (closes is None):
                    self.add_error(f"opens_{weekday}_{number}", gettext("Give both hours, or none."))
                elif opens is not None and closes is not None and closes <= opens:
                    self.add_error(f"closes_{weekday}_{number}", gettext("Closing time must come after opening time."))
        return cleaned

    def week(self) -> dict[int, list[tuple[int, int]]]:
        """What was filled in, as the service takes it."""
        week: dict[int, list[tuple[int, int]]] = {}
        for weekday in range(7):
            for number in range(self.stretches):
                opens, closes = (self.cleaned_data[f"{end}_{weekday}_{number}"] for end in ("opens", "closes"))
                if opens is not None:
                    week.setdefault(weekday, []).append((opens, closes))
        return week


class ExceptionForm(forms.Form):
    """One day with other hours, or none."""

    day = DayField(label=_("Day"))
    opens = MinuteField(
        last=24 * 60 - STEP, label=_("Opens at"), help_text=_("Leave both hours empty for a day on which it is closed.")
    )
    closes = MinuteField(first=STEP, label=_("Closes at"))
    reason = forms.CharField(
        label=_("Reason"), max_length=120, required=False, help_text=_("Everybody who looks at this day reads it.")
    )

    def clean(self) -> dict[str, Any]:
        """Both ends or none, the end after the start."""
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if (opens is None) != (closes is None):
            self.add_error("opens", gettext("Give both hours, or none."))
        elif opens is not None and closes is not None and closes <= opens:
            self.add_error("closes", gettext("Closing time must come after opening time."))
        return cleaned
