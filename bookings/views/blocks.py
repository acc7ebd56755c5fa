"""Blocks as pages, for the people of the house: what is out of use, taking out of use, lifting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.db.models import QuerySet
from django.forms import BaseForm, Form
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView

from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from facilities.kernel.pages import ServiceFormView
from facilities.scopes import person_of, scope_of

from ..errors import RoomTaken
from ..forms.blocks import BlockForm
from ..forms.times import as_initial
from ..limits import next_on_grid
from ..models import Block, Room
from ..occupancy import zone_of
from ..services.blocks import block_room, lift_block
from .booking_forms import FIELDS
from .dialogs import DialogMixin


class BlockList(ListView):
    """Blocks that stand or are to come, or those that are over, at the sites of this person."""

    template_name = "bookings/block_list.html"
    context_object_name = "blocks"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Block]:
        """One of the two lists."""
        found = Block.objects.visible_to(person_of(self.request)).select_related("room__space__floor__building__site")
        if self.shows_past:
            return found.exclude(lifted_at=None, ends_at__gt=clock.now()).order_by("-starts_at", "-id")
        return found.standing().filter(ends_at__gt=clock.now())

    @property
    def shows_past(self) -> bool:
        """Whether what is over is asked for."""
        return self.request.GET.get("show") == "past"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list with its tabs."""
        tabs = [
            {"label": _("Now and to come"), "address": "?", "is_current": not self.shows_past},
            {"label": _("Over"), "address": "?show=past", "is_current": self.shows_past},
        ]
        scope = scope_of(person_of(self.request))
        may_block = scope.is_admin or bool(scope.staff_sites)
        return super().get_context_data(tabs=tabs, shows_past=self.shows_past, may_block=may_block, **kwargs)


class BlockAdd(DialogMixin, ServiceFormView):
    """Takes a room out of use; bookings in the way are listed, never removed."""

    form_class = BlockForm
    template_name = "bookings/block_form.html"

    @cached_property
    def rooms(self) -> list[Room]:
        """Rooms of the houses this person works at."""
        scope = scope_of(person_of(self.request))
        rooms = Room.objects.visible_to(person_of(self.request))
        if not scope.is_admin:
            rooms = rooms.filter(space__floor__building__site__in=scope.staff_sites)
        places = ("space__floor__building__site__name", "space__floor__building__name", "space__floor__level", "name")
        return list(rooms.with_place().order_by(*places))

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the rooms."""
        return super().get_form_kwargs() | {"rooms": self.rooms}

    def get_initial(self) -> dict[str, Any]:
        """The room of the address and the next two hours."""
        asked = self.request.GET.get("room")
        room = next((room for room in self.rooms if str(room.pk) == asked), None) or next(iter(self.rooms), None)
        if room is None:
            return {}
        start = next_on_grid(clock.now(), 30, zone_of(room))
        return as_initial(Interval(start, start + timedelta(hours=2)), zone_of(room)) | {"room": room.pk}

    def perform(self, form: BaseForm) -> Block:
        """Block it."""
        asked = cast(BlockForm, form)
        values = asked.cleaned_data
        return block_room(
            by=person_of(self.request),
            room=values["room"],
            interval=asked.times,
            reason=values["reason"],
            at=clock.now(),
        )

    def refused(self, form: BaseForm, refusal: Any) -> None:
        """On the field of the form that means the same."""
        name = FIELDS.get(refusal.field or "", refusal.field)
        form.add_error(name if name in form.fields else None, str(refusal))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what is in the way."""
        context = super().get_context_data(**kwargs)
        refusal = context.get("refusal")
        if isinstance(refusal, RoomTaken):
            context["conflicts"] = refusal.details["conflicts"]
        return context

    def done_message(self) -> str:
        """Says what is out of use."""
        return _("%(room)s is out of use during that time.") % {"room": self.result.room.name}

    def get_success_url(self) -> str:
        """The list."""
        return reverse("bookings:block-list")


class BlockLift(DialogMixin, ServiceFormView):
    """Asks once, then gives the room free again."""

    form_class = Form
    template_name = "bookings/block_lift.html"

    @cached_property
    def block(self) -> Block:
        """The block of the address, or 404."""
        found = Block.objects.visible_to(person_of(self.request)).select_related("room__space__floor__building__site")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def perform(self, form: BaseForm) -> Block:
        """Lift it."""
        return lift_block(by=person_of(self.request), block=self.block, at=clock.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form and what it is about."""
        return super().get_context_data(block=self.block, **kwargs)

    def done_message(self) -> str:
        """Says what is free again."""
        return _("%(room)s can be booked again.") % {"room": self.block.room.name}

    def get_success_url(self) -> str:
        """The list."""
        return reverse("bookings:block-list")
