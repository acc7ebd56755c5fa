"""Choosing a room, from lists grouped by the house it stands in, and its times."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..models import Room
from ..occupancy import zone_of
from .times import TimesForm


class RoomAndTimesForm(TimesForm):
    """A room of those given and when; `chosen_room` is the one that stands in the form now."""

    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.none(), empty_label=None)

    def __init__(self, *args: Any, rooms: Iterable[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {room.pk: room for room in rooms}
        field = cast("forms.ModelChoiceField[Room]", self.fields["room"])
        field.queryset = cast(Any, Room.objects.filter(pk__in=self.rooms)).with_place()
        field.choices = _by_building(self.rooms.values())
        first = next(iter(self.rooms.values()), None)
        self.chosen_room = self.rooms.get(number(self["room"].value()), first)
        if self.chosen_room is not None:
            self.zone = zone_of(self.chosen_room)


def number(value: object) -> int:
    """The key in what a form holds, 0 when it is none."""
    text = str(value.pk if isinstance(value, Room) else value or "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _by_building(rooms: Iterable[Room]) -> list[Any]:
    groups = [
        (building, [(room.pk, _room_label(room)) for room in group])
        for building, group in groupby(rooms, key=_building_label)
    ]
    return groups[0][1] if len(groups) == 1 else groups


def _building_label(room: Room) -> str:
    building = room.space.floor.building
    return building.name if building.name == building.site.name else f"{building.site.name}, {building.name}"


def _room_label(room: Room) -> str:
    words = ngettext("%(room)s (%(count)d person)", "%(room)s (%(count)d people)", room.seats)
    return words % {"room": room.name, "count": room.seats}
