"""Sensors: which there are by silence, taking one in, its token, ending it."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm, Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from facilities.kernel import clock
from facilities.scopes import person_of

from ..forms.sensors import SensorForm
from ..models.areas import Sensor
from ..models.car_parks import CarPark
from ..querysets import SensorQuerySet
from ..services.sensors import add_sensor, change_sensor, revoke_sensor, rotate_sensor
from .car_parks import by_silence
from .layout import PartForm
from .pages import CarParkPage
from .words import ago


class SensorList(CarParkPage, ListView):
    """The sensors of a car park; who was silent longest stands first."""

    changes = False
    template_name = "parking/sensor_list.html"
    context_object_name = "sensors"
    paginate_by = 50

    def get_queryset(self) -> SensorQuerySet:
        """Those that should be heard, with the lanes they watch."""
        return by_silence(self.car_park).prefetch_related("lanes")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With how long each has been silent, and whether that is too long."""
        context, at = super().get_context_data(**kwargs), clock.now()
        rows = [(sensor, ago(sensor.last_contact_at, at=at), is_silent(sensor, at)) for sensor in context["sensors"]]
        return context | {"rows": rows}


def is_silent(sensor: Sensor, at: Any) -> bool:
    """Whether it missed three of its reports."""
    heard = sensor.last_contact_at
    return heard is None or (at - heard).total_seconds() >= 3 * sensor.expected_every


class SensorForms(PartForm):
    """A form about sensors; back to their list."""

    tab = "parking:sensor-list"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Cancel goes there too."""
        return super().get_context_data(**kwargs) | {
            "cancel": reverse("parking:sensor-list", args=[self.car_park.slug])
        }

    def get_success_url(self) -> str:
        """The list."""
        messages.success(self.request, str(self.done))
        return reverse("parking:sensor-list", args=[self.car_park.slug])

    def with_token(self, sensor: Sensor, token: str) -> HttpResponse:
        """The one page on which the token stands; no cache keeps it."""
        context = {"car_park": self.car_park, "sensor": sensor, "token": token}
        answer = render(self.request, "parking/sensor_token.html", context)
        answer["Cache-Control"] = "no-store"
        return answer


class SensorAdd(SensorForms):
    """A new sensor; its token is shown once."""

    form_class = SensorForm
    heading = gettext_lazy("Add a sensor")
    lead = gettext_lazy("It gets a token of its own, which is shown once.")

    def perform(self, form: BaseForm) -> tuple[Sensor, str]:
        """Take it in."""
        return add_sensor(by=person_of(self.request), car_park=self.car_park, at=clock.now(), **form.cleaned_data)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Show the token, or the refusal."""
        answer = super().form_valid(form)
        return self.with_token(*self.result) if self.result else answer

    def get_success_url(self) -> str:
        """Never followed: the token is shown instead."""
        return reverse("parking:sensor-list", args=[self.car_park.slug])


class OfSensor(SensorForms):
    """A form about one sensor."""

    def find_car_park(self) -> CarPark:
        """By the sensor's number."""
        sensors = Sensor.objects.visible_to(person_of(self.request)).filter(device__revoked_at__isnull=True)
        self.sensor = get_object_or_404(sensors.select_related("device__site", "car_park__site"), pk=self.kwargs["pk"])
        return self.sensor.car_park

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the sensor, as it stands."""
        return super().get_context_data(**kwargs) | {"above": self.sensor.device.name, "sensor": self.sensor}


class SensorEdit(OfSensor):
    """What a sensor is called and how it is heard."""

    form_class = SensorForm
    template_name = "parking/sensor_edit.html"
    heading = gettext_lazy("Change the sensor")

    def get_form_kwargs(self) -> dict[str, Any]:
        """A copy of what is known."""
        instance = Sensor.objects.select_related("device").get(pk=self.sensor.pk)
        return super().get_form_kwargs() | {"instance": instance}

    def perform(self, form: BaseForm) -> Sensor:
        """Change it."""
        return change_sensor(by=person_of(self.request), sensor=self.sensor, at=clock.now(), **form.cleaned_data)


class SensorRotate(OfSensor):
    """Asks first: the old token is worth nothing at once."""

    form_class = Form
    template_name = "parking/sensor_ask.html"
    heading = gettext_lazy("Another token")
    lead = gettext_lazy("The token it has now is worth nothing from that moment: have the device at hand.")

    def perform(self, form: BaseForm) -> tuple[Sensor, str]:
        """Rotate it."""
        return self.sensor, rotate_sensor(by=person_of(self.request), sensor=self.sensor)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Show the token, or the refusal."""
        answer = super().form_valid(form)
        return self.with_token(*self.result) if self.result else answer

    def get_success_url(self) -> str:
        """Never followed: the token is shown instead."""
        return reverse("parking:sensor-list", args=[self.car_park.slug])


class SensorRevoke(OfSensor):
    """Asks first: its lanes go uncounted."""

    form_class = Form
    template_name = "parking/sensor_ask.html"
    heading = gettext_lazy("Revoke the sensor")
    lead = gettext_lazy(
        "It counts nothing any more. The lanes it watches need another sensor, or the number goes stale."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A button that warns."""
        return super().get_context_data(**kwargs) | {"is_danger": True}

    def perform(self, form: BaseForm) -> Sensor:
        """Revoke it."""
        return revoke_sensor(by=person_of(self.request), sensor=self.sensor, at=clock.now())

    def get_success_url(self) -> str:
        """The list."""
        messages.success(self.request, _("%(name)s is revoked.") % {"name": self.sensor.device.name})
        return reverse("parking:sensor-list", args=[self.car_park.slug])
