"""Sensors of one room: what they say, how the room was used, a new one, another token, the end of one."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Sum
from django.forms import BaseForm, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from facilities.kernel import clock
from facilities.kernel.pages import ServiceFormView
from facilities.rules import may_manage_site
from facilities.scopes import person_of

from ..forms.sensors import RoomSensorForm
from ..models.rooms import Room
from ..models.sensors import RoomQuarter, RoomSensor
from ..occupancy import site_of
from ..presence import presence_of
from ..rules import works_at
from ..services.sensors import add_room_sensor, revoke_room_sensor, rotate_room_sensor
from .use_words import use_text

WEEK = timedelta(days=7)


class OfRoom:
    """A page about the sensors of a room: 404 for who does not work there, 403 when changing is not theirs."""

    changes = True
    request: HttpRequest
    kwargs: dict[str, Any]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the room before anything else happens."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        person = person_of(request)
        self.room = self.find_room()
        self.site = site_of(self.room)
        if not works_at(person, self.site):
            raise Http404
        self.may_manage = may_manage_site(person, self.site)
        if self.changes and not self.may_manage:
            raise PermissionDenied

    def find_room(self) -> Room:
        """The room of the address."""
        rooms = Room.objects.visible_to(person_of(self.request)).with_place()
        return get_object_or_404(rooms, slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The room, and where its list of sensors is."""
        shared = {"room": self.room, "may_manage": self.may_manage, "cancel": self.address()}
        return super().get_context_data(**kwargs) | shared  # type: ignore[misc]

    def address(self) -> str:
        """The list."""
        return reverse("bookings:sensor-list", args=[self.room.slug])

    def with_token(self, sensor: RoomSensor, token: str) -> HttpResponse:
        """The one page on which the token stands; no cache keeps it."""
        context = {"room": self.room, "sensor": sensor, "token": token, "cancel": self.address()}
        answer = render(self.request, "bookings/rooms/sensor_token.html", context)
        answer["Cache-Control"] = "no-store"
        return answer


class SensorList(OfRoom, ListView):
    """What the sensors of the room say now, and how it was used these seven days."""

    changes = False
    template_name = "bookings/rooms/sensor_list.html"
    context_object_name = "sensors"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[RoomSensor]:
        """Those that are not revoked."""
        return (
            RoomSensor.objects.visible_to(person_of(self.request))
            .live()
            .filter(room=self.room)
            .select_related("device")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each with its word, and the week in hours."""
        context, at = super().get_context_data(**kwargs), clock.now()
        rows = [(sensor, use_text(presence_of([sensor], at=at), at=at)) for sensor in context["sensors"]]
        return context | {"rows": rows, "week": used_hours(self.room, since=at - WEEK)}


def used_hours(room: Room, *, since: datetime) -> dict[str, float] | None:
    """Hours in use and hours known since then, of the sensor that knows most; None where none does."""
    sums = RoomQuarter.objects.filter(sensor__room=room, starts_at__gte=since).values("sensor")
    best = sums.annotate(all_known=Sum("known"), all_used=Sum("used")).order_by("-all_known").first()
    return best and {"used": best["all_used"] / 3600, "known": best["all_known"] / 3600}


class SensorAdd(OfRoom, ServiceFormView):
    """A new sensor; its token is shown once."""

    template_name = "bookings/rooms/sensor_form.html"
    form_class = RoomSensorForm
    heading = gettext_lazy("Add a sensor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what the page is called."""
        return super().get_context_data(**kwargs) | {"heading": self.heading}

    def perform(self, form: BaseForm) -> tuple[RoomSensor, str]:
        """Take it in."""
        return add_room_sensor(by=person_of(self.request), room=self.room, at=clock.now(), **form.cleaned_data)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Show the token, or the refusal."""
        answer = super().form_valid(form)
        return self.with_token(*self.result) if self.result else answer

    def get_success_url(self) -> str:
        """Never followed: the token is shown instead."""
        return self.address()


class OfSensor(OfRoom, ServiceFormView):
    """Asks before it does something to one sensor."""

    template_name = "bookings/rooms/sensor_ask.html"
    form_class = Form
    heading = lead = gettext_lazy("Another token")

    def find_room(self) -> Room:
        """By the sensor's number."""
        sensors = RoomSensor.objects.visible_to(person_of(self.request)).live()
        related = sensors.select_related("device__site", "room__space__floor__building__site")
        self.sensor = get_object_or_404(related, pk=self.kwargs["pk"])
        return self.sensor.room

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sensor, and what is asked."""
        return super().get_context_data(**kwargs) | {
            "sensor": self.sensor,
            "heading": self.heading,
            "lead": self.lead,
            "is_danger": isinstance(self, SensorRevoke),
        }

    def get_success_url(self) -> str:
        """The list."""
        return self.address()


class SensorRotate(OfSensor):
    """Another token: the old one is worth nothing at once."""

    lead = gettext_lazy("The token it has now is worth nothing from that moment: have the device at hand.")

    def perform(self, form: BaseForm) -> tuple[RoomSensor, str]:
        """Rotate it."""
        return self.sensor, rotate_room_sensor(by=person_of(self.request), sensor=self.sensor)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Show the token, or the refusal."""
        answer = super().form_valid(form)
        return self.with_token(*self.result) if self.result else answer


class SensorRevoke(OfSensor):
    """The end of a sensor."""

    heading = gettext_lazy("Revoke the sensor")
    lead = gettext_lazy("Nobody knows any more whether the room is used, unless another sensor tells.")

    def perform(self, form: BaseForm) -> Any:
        """Revoke it."""
        messages.success(self.request, _("%(name)s is revoked.") % {"name": self.sensor.device.name})
        return revoke_room_sensor(by=person_of(self.request), sensor=self.sensor, at=clock.now())
