"""Rooms: the list of what is offered, one room, and who manages it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, ListView, View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError
from facilities.kernel.pages import ServiceFormView
from facilities.models.places import Site, Space
from facilities.rules import may_manage_site, may_manage_some_site
from facilities.scopes import person_of
from facilities.views.site_pages import next_step

from ..forms.rooms import PartsForm, RoomAddForm, RoomFilter, RoomForm, SpaceChoice
from ..limits import in_words
from ..models.rooms import Room
from ..models.sensors import RoomSensor
from ..presence import presence_of
from ..rules import works_at
from ..services.rooms import add_room, change_room, remove_room, set_atoms
from .use_words import use_text


class RoomList(ListView):
    """The rooms offered to this person, narrowed by site, size and equipment."""

    template_name = "bookings/rooms/room_list.html"
    context_object_name = "rooms"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Room]:
        """Three queries: the rooms, their equipment, how many there are."""
        visible = Room.objects.visible_to(person_of(self.request))
        sites = Site.objects.filter(buildings__floors__spaces__rooms__in=visible).distinct()
        self.form = RoomFilter(self.request.GET, sites=sites)
        found = self.form.narrowed(visible.with_place().prefetch_related("equipment"))
        return found.order_by("space__floor__building__site__name", "space__floor__building__name", "name")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The filter, and whether this person may add a room."""
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "is_narrowed": any(self.request.GET.get(name) for name in self.form.fields),
            "may_add": may_manage_some_site(person_of(self.request)),
        }


class RoomShow(DetailView):
    """One room: where it is, what is in it, how it is booked."""

    template_name = "bookings/rooms/room_show.html"
    context_object_name = "room"

    def get_queryset(self) -> QuerySet[Room]:
        """Of the rooms offered to this person."""
        return Room.objects.visible_to(person_of(self.request)).with_place()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rules in words; the parts and neighbours for who manages it."""
        room: Room = self.object
        may_manage = may_manage_site(person_of(self.request), room.space.floor.building.site)
        sharing = Room.objects.visible_to(person_of(self.request)).filter(atoms__rooms=room).exclude(pk=room.pk)
        return super().get_context_data(**kwargs) | {
            "may_manage": may_manage,
            **self.use(room),
            "next_step": next_step(self.request, room.space.floor.building.site) if may_manage else None,
            "layouts": room.layouts.all(),
            "equipment": room.equipment.all(),
            "sharing": sharing.distinct(),
            "grid": in_words(room.grid),
            "shortest": in_words(room.shortest),
            "longest": in_words(room.longest),
            "notice": in_words(room.notice) if room.notice else None,
            "horizon": in_words(room.horizon * 24 * 60),
            "turnover": in_words(room.turnover) if room.turnover else None,
        }

    def use(self, room: Room) -> dict[str, Any]:
        """For those who work there: whether the room is used, where a sensor tells."""
        works_here, at = works_at(person_of(self.request), room.space.floor.building.site), clock.now()
        sensors = list(RoomSensor.objects.live().filter(room=room)) if works_here else []
        use = use_text(presence_of(sensors, at=at), at=at) if sensors else ""
        return {"works_here": works_here, "use": use}


class RoomSpace(FormView):
    """Which space a new room is offered on, when nobody said yet."""

    template_name = "bookings/rooms/room_space.html"
    form_class = SpaceChoice
    http_method_names = ["get", "head"]

    def get_form_kwargs(self) -> dict[str, Any]:
        """The spaces of the sites this person manages."""
        managed = Site.objects.managed_by(person_of(self.request))
        spaces = Space.objects.filter(floor__building__site__in=managed.values("pk"))
        return super().get_form_kwargs() | {"spaces": spaces.select_related("floor__building__site")}


class RoomAdd(ServiceFormView):
    """A new room on the space of `?space=`."""

    template_name = "bookings/rooms/room_add.html"
    form_class = RoomAddForm
    space: Space

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the space first; 404 outside what the person sees, 403 outside what he manages."""
        asked = request.GET.get("space", "")
        if not asked:
            return RoomSpace.as_view()(request)
        if not asked.isdecimal():
            raise Http404
        spaces = Space.objects.visible_to(person_of(request)).select_related("floor__building__site")
        self.space = get_object_or_404(spaces, pk=int(asked))
        if not may_manage_site(person_of(request), self.space.floor.building.site):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The parts of the building to choose from."""
        return super().get_form_kwargs() | {"space": self.space}

    def get_initial(self) -> dict[str, Any]:
        """What is known of the space."""
        return {
            "name": self.space.name or self.space.code,
            "seats": self.space.capacity,
            "equipment": self.space.equipment.all(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the room will be."""
        return super().get_context_data(**kwargs) | {"space": self.space}

    def perform(self, form: BaseForm) -> Room:
        """Add it; nothing ticked means a part of its own."""
        fields = dict(form.cleaned_data)
        atoms = list(fields.pop("atoms", [])) or None
        return add_room(by=person_of(self.request), space=self.space, atoms=atoms, **fields)

    def get_success_url(self) -> str:
        """The room's own page, from where layouts and bookings are one step."""
        messages.success(self.request, _("The room has been added and can be booked."))
        return reverse("bookings:room-show", args=[self.result.slug])


class RoomPage(ServiceFormView):
    """A form about one room, for who manages it."""

    room: Room

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the room: 404 when it is not seen, 403 when it is not managed."""
        super().setup(request, *args, **kwargs)
        self.room = managed_room(request, slug=kwargs["slug"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The room the page is about."""
        return super().get_context_data(**kwargs) | {"room": self.room}

    def get_success_url(self) -> str:
        """Back to the room."""
        messages.success(self.request, _("Saved."))
        return reverse("bookings:room-show", args=[self.room.slug])


class RoomEdit(RoomPage):
    """What the room offers and its rules."""

    template_name = "bookings/rooms/room_edit.html"
    form_class = RoomForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what is known; a copy, since a refused form must not rename the page around it."""
        return super().get_form_kwargs() | {"instance": Room.objects.get(pk=self.room.pk)}

    def perform(self, form: BaseForm) -> Room:
        """Change it."""
        return change_room(by=person_of(self.request), room=self.room, **form.cleaned_data)


class RoomParts(RoomPage):
    """What the room is made of."""

    template_name = "bookings/rooms/room_parts.html"
    form_class = PartsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The parts of its building to choose from."""
        return super().get_form_kwargs() | {"building": self.room.space.floor.building}

    def get_initial(self) -> dict[str, Any]:
        """The parts of now."""
        return {"atoms": self.room.atoms.all()}

    def perform(self, form: BaseForm) -> Room:
        """Set them; nothing ticked means a part of its own."""
        atoms = list(form.cleaned_data["atoms"]) or None
        return set_atoms(by=person_of(self.request), room=self.room, atoms=atoms, at=clock.now())


class RoomRemove(View):
    """Takes away a room nobody ever had; says why not otherwise."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Remove, then show the list; or the room with the refusal."""
        room = managed_room(request, slug=slug)
        try:
            remove_room(by=person_of(request), room=room)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("bookings:room-show", args=[room.slug]))
        messages.success(request, _("Removed."))
        return HttpResponseRedirect(reverse("bookings:room-list"))


def managed_room(request: HttpRequest, **look_up: Any) -> Room:
    """The room, for who manages its site: 404 when it is not seen, 403 when it is not managed."""
    person = person_of(request)
    room = get_object_or_404(Room.objects.visible_to(person).with_place(), **look_up)
    if not may_manage_site(person, room.space.floor.building.site):
        raise PermissionDenied
    return room
