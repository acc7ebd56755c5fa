"""The form that takes a room out of use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Room
from .choosing import RoomAndTimesForm
from .times import ClockField, clock_times

STEP = 15


class BlockForm(RoomAndTimesForm):
    """Which room, from when until when, why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=120, help_text=_("Only staff read this; others see that the room is taken.")
    )

    def __init__(self, *args: Any, rooms: Iterable[Room], **kwargs: Any) -> None:
        super().__init__(*args, rooms=rooms, **kwargs)
        times = list(clock_times(STEP))
        for name, offered in (("start", times[:-1]), ("end", times[1:])):
            cast(ClockField, self.fields[name]).offer(offered, self[name].value())
