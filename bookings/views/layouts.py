"""Layouts of a room: the ways to furnish it."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from facilities.kernel.errors import DomainError
from facilities.scopes import person_of

from ..forms.rooms import LayoutForm
from ..models.rooms import Layout, Room
from ..services.rooms import add_layout, change_layout, remove_layout
from .rooms import RoomPage, managed_room


class LayoutAdd(RoomPage):
    """A new way to furnish a room."""

    template_name = "bookings/rooms/layout_form.html"
    form_class = LayoutForm

    def perform(self, form: BaseForm) -> Layout:
        """Add it."""
        return add_layout(by=person_of(self.request), room=self.room, **form.cleaned_data)


class LayoutEdit(RoomPage):
    """A way to furnish a room."""

    template_name = "bookings/rooms/layout_form.html"
    form_class = LayoutForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The room by its layout."""
        self.layout = managed_layout(request, kwargs["pk"])
        super().setup(request, *args, **kwargs | {"slug": self.layout.room.slug})

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what is known."""
        return super().get_form_kwargs() | {"instance": Layout.objects.get(pk=self.layout.pk)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The layout the page is about."""
        return super().get_context_data(**kwargs) | {"layout": self.layout}

    def perform(self, form: BaseForm) -> Layout:
        """Change it."""
        return change_layout(by=person_of(self.request), layout=self.layout, **form.cleaned_data)


class LayoutRemove(View):
    """Takes away a layout no booking was made with; says why not otherwise."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove, then show the room."""
        layout = managed_layout(request, pk)
        try:
            remove_layout(by=person_of(request), layout=layout)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Removed."))
        return HttpResponseRedirect(reverse("bookings:room-show", args=[layout.room.slug]))


def managed_layout(request: HttpRequest, pk: int) -> Layout:
    """The layout, for who manages its room."""
    rooms = Room.objects.visible_to(person_of(request))
    layout = get_object_or_404(Layout.objects.filter(room__in=rooms.values("pk")).select_related("room"), pk=pk)
    layout.room = managed_room(request, pk=layout.room_id)
    return layout
