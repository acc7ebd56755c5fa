"""A field for a day that reads the same in every browser: the browser's own follows the language of its owner."""

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..kernel.written import read_day, written_day


class DayInput(forms.TextInput):
    """Day, month and year as text, with a calendar beside it where scripts run."""

    template_name = "components/day.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 10, "placeholder": _("dd/mm/yyyy")}
        super().__init__(usual | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        """As it is written here; what cannot be read stays as it was typed."""
        day = value.date() if isinstance(value, datetime) else value
        if isinstance(day, str):
            day = read_day(day) or day
        return written_day(day) if isinstance(day, date) else super().format_value(day)


class DayField(forms.Field):
    """A day, written in any way that `read_day` knows."""

    widget = DayInput
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": _("Write day, month and year, such as 24/11/2026.")}

    def to_python(self, value: Any) -> date | None:
        """The day, or None when nothing was written."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        day = read_day(str(value))
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another day is meant, however the two are written."""
        if self.disabled:
            return False
        before = read_day(initial) if isinstance(initial, str) else initial
        try:
            return bool((before or None) != self.to_python(data))
        except ValidationError:
            return True
