"""Day and clock times as people choose them, turned into instants of the house's zone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from facilities.forms.days import DayField
from facilities.kernel import clock
from facilities.kernel.errors import AmbiguousLocalTime, NonexistentLocalTime
from facilities.kernel.intervals import Interval
from facilities.kernel.written import read_day

from ..errors import InvalidRange

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
DAY_MINUTES = 24 * 60
PASSES = [("0", _("First pass (summer time)")), ("1", _("Second pass (winter time)"))]


class ClockField(forms.Field):
    """A time of day as HH:MM, up to 24:00, chosen from a list; a time that is not in the list is taken too."""

    widget = forms.Select
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": _("Choose a time.")}

    def offer(self, times: Iterable[str], chosen: object) -> None:
        """Fill the list, with what is chosen now in its place."""
        extra = {str(chosen)} if chosen and CLOCK.fullmatch(str(chosen)) else set()
        self.widget.choices = [(text, text) for text in sorted(set(times) | extra)]

    def clean(self, value: Any) -> str:
        """The text, checked."""
        text = super().clean(value)
        if text and not CLOCK.fullmatch(str(text)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return str(text or "")


class TimesForm(forms.Form):
    """From a day and a clock time to a day and a clock time; `interval` holds the instants once it is valid."""

    day = DayField(label=_("Day"))
    start = ClockField(label=_("From"))
    start_pass = forms.ChoiceField(label=_("Which one?"), choices=PASSES, required=False, widget=forms.RadioSelect)
    end_day = DayField(label=_("Until day"), required=False)
    end = ClockField(label=_("Until"))
    end_pass = forms.ChoiceField(label=_("Which one?"), choices=PASSES, required=False, widget=forms.RadioSelect)

    zone: ZoneInfo = clock.BRUSSELS
    interval: Interval | None = None

    def clean(self) -> dict[str, Any]:
        """Turn both ends into instants; what the clock skips or shows twice never passes silently."""
        values = super().clean() or {}
        day = values.get("day")
        if day is None or not values.get("start") or not values.get("end"):
            return values
        start = self._moment("start", day, values["start"], values.get("start_pass"))
        end = self._moment("end", values.get("end_day") or day, values["end"], values.get("end_pass"))
        if start is None or end is None:
            return values
        if end <= start:
            self.add_error("end", ValidationError(str(InvalidRange()), code=InvalidRange.code))
            return values
        self.interval = Interval(start, end)
        return values

    @property
    def times(self) -> Interval:
        """The instants of a form that is valid."""
        if self.interval is None:
            raise ValueError("only a valid form has its times")
        return self.interval

    def as_chosen(self) -> Interval | None:
        """The instants that stand in the form now, judged by nobody; None while they make no stretch of time."""
        day, last = self._day(self["day"].value()), self._day(self["end_day"].value())
        texts = [str(self[name].value() or "") for name in ("start", "end")]
        if day is None or not all(CLOCK.fullmatch(text) for text in texts):
            return None
        try:
            start, end = (
                clock.at_minute(on, int(text[:2]) * 60 + int(text[3:]), self.zone)
                for on, text in zip((day, last or day), texts, strict=True)
            )
            return Interval(start, end) if start < end else None
        except (OverflowError, ValueError):
            return None

    @property
    def shows_end_day(self) -> bool:
        """Whether the end lies on another day."""
        return bool(self["end_day"].value()) or "end_day" in self.errors

    @property
    def asks_pass(self) -> set[str]:
        """The ends whose clock time exists twice that day."""
        return {name for name in ("start", "end") if self.is_ambiguous(name)}

    def is_ambiguous(self, name: str) -> bool:
        """Whether this end, as chosen, is a time the clock shows twice."""
        chosen = str(self[name].value() or "")
        day = self._day(self["end_day"].value() or self["day"].value() if name == "end" else self["day"].value())
        if day is None or not CLOCK.fullmatch(chosen) or chosen == "24:00":
            return False
        try:
            clock.instant(datetime.combine(day, time.fromisoformat(chosen)), self.zone)
        except AmbiguousLocalTime:
            return True
        except NonexistentLocalTime:
            return False
        return False

    @staticmethod
    def _day(value: object) -> date | None:
        return value if isinstance(value, date) else read_day(str(value or ""))

    def _moment(self, name: str, day: date, text: str, chosen: str | None) -> datetime | None:
        try:
            if text == "24:00":
                return clock.local_midnight(day + timedelta(days=1), self.zone)
            local = datetime.combine(day, time.fromisoformat(text))
            return clock.instant(local, self.zone, fold=int(chosen) if chosen else None)
        except AmbiguousLocalTime as refusal:
            self.add_error(f"{name}_pass", ValidationError(str(refusal), code=refusal.code))
        except NonexistentLocalTime as refusal:
            self.add_error(name, ValidationError(str(refusal), code=refusal.code))
        except (OverflowError, ValueError):
            self.add_error("day", ValidationError(_("This day cannot be booked."), code="invalid"))
        return None


def clock_times(step: int, first: int = 0, last: int = DAY_MINUTES) -> Iterator[str]:
    """The times of day in steps of `step` minutes from midnight, between two minutes of the day."""
    for minute in range(-(-first // step) * step, last + 1, step):
        yield f"{minute // 60:02}:{minute % 60:02}"


def as_initial(interval: Interval, zone: ZoneInfo) -> dict[str, Any]:
    """The fields of a `TimesForm` that mean `interval`."""
    start, end = (moment.astimezone(zone) for moment in (interval.start, interval.end))
    is_midnight = (end.hour, end.minute) == (0, 0)
    last = end.date() - timedelta(days=1) if is_midnight else end.date()
    return {
        "day": start.date(),
        "start": f"{start:%H:%M}",
        "start_pass": str(start.fold) if _is_twice(start) else "",
        "end_day": last if last != start.date() else None,
        "end": "24:00" if is_midnight else f"{end:%H:%M}",
        "end_pass": str(end.fold) if _is_twice(end) else "",
    }


def _is_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
