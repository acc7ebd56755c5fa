"""What hangs at the door of a room: a code to scan, and the page it leads to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from facilities.kernel import clock
from facilities.permissions import roles_of
from facilities.qr import qr_drawing
from facilities.scopes import person_of

from .. import rules
from ..availability import room_state
from ..models.rooms import Room
from ..querysets import RoomQuerySet
from .days import may_book_something
from .words import until_text, word_of, words


class DoorCode(DetailView):
    """The sheet to print and hang at the door."""

    template_name = "bookings/doors/code.html"
    context_object_name = "room"

    def get_queryset(self) -> RoomQuerySet:
        """Of the rooms this person sees."""
        return Room.objects.visible_to(person_of(self.request)).with_place()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The code and, for who cannot scan it, its address."""
        room: Room = self.object
        address = settings.BASE_URL + reverse("bookings:room-door", args=[room.slug])
        label = _("Code that leads to the page of %(room)s") % {"room": room.name}
        return super().get_context_data(**kwargs) | {"address": address, "code": qr_drawing(address, label=label)}


class Door(DetailView):
    """What somebody sees who scanned the code: how the room stands, book it, report a defect."""

    template_name = "bookings/doors/door.html"
    context_object_name = "room"

    def get_queryset(self) -> RoomQuerySet:
        """Of the rooms this person sees."""
        return Room.objects.visible_to(person_of(self.request)).with_place()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The state in words and what may be done."""
        room: Room = self.object
        person, at = person_of(self.request), clock.now()
        state = room_state(room, at=at)
        return super().get_context_data(**kwargs) | {
            "now": state["now"],
            "word": words()[word_of(state)],
            "until": until_text(state, at=at),
            "may_report": bool(roles_of(person) & rules.BOOKERS) and rules.may_report(person, room),
            "may_book": room.is_offered and may_book_something(person),
        }
