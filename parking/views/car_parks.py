"""Car parks: which there are, how one stands now and why, and what a person should look at."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.generic import ListView, View

from facilities.kernel import clock
from facilities.rules import may_manage_some_site
from facilities.scopes import person_of

from .. import publishing, rules
from ..explaining import explain, together
from ..models.areas import Sensor
from ..models.car_parks import CarPark
from ..models.ledger import Anomaly
from ..querysets import SensorQuerySet
from ..shown import ShownArea, ShownCarPark, shown
from .holds import todays_holds
from .pages import CarParkPage, tabs_of, works_at
from .words import ago, arithmetic, facts_of, sum_in_words, words

NEWEST = 8


class CarParkList(ListView):
    """The car parks this person sees, with the places free now."""

    template_name = "parking/car_park_list.html"
    context_object_name = "car_parks"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[CarPark]:
        """By site, by name."""
        return CarPark.objects.visible_to(person_of(self.request)).select_related("site", "state")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each with its numbers, and whether one may be added."""
        context = super().get_context_data(**kwargs)
        return context | {
            "parks": shown(context["car_parks"], at=clock.now()),
            "words": words(),
            "may_add": may_manage_some_site(person_of(self.request)),
        }


class CarParkShow(View):
    """One car park, live: for everybody when it is public; with names, sensors and anomalies for who works there."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The page as it is now; the script keeps it so."""
        car_parks = CarPark.objects.seen_by(request.user).select_related("site", "state")
        car_park = get_object_or_404(car_parks, slug=slug)
        at, works_here = clock.now(), works_at(request.user, car_park)
        face = publishing.published(car_park, at=at)
        explained = explain(car_park, at=at)
        why = {
            row.area.slug: _told(arithmetic(row, at=at, names=works_here), row.last_contact_at, at) for row in explained
        }
        whole = together(explained)
        context = {
            "car_park": car_park,
            "park": ShownCarPark(face, car_park),
            "levels": [ShownArea(area, why.get(area.slug)) for area in face.areas],
            "whole": _told(sum_in_words(whole), whole.last_contact_at, at),
            "tabs": tabs_of(request, car_park),
            "works_here": works_here,
            "may_operate": works_here and rules.may_operate(person_of(request), car_park),
            "words": words(),
            "now": at,
        }
        if works_here:
            context |= _for_staff(car_park, at)
        return render(request, "parking/car_park.html", context)


def _told(text: str, last_contact_at: datetime | None, at: datetime) -> dict[str, Any]:
    return {"text": text, "last_contact_at": last_contact_at, "ago": ago(last_contact_at, at=at)}


def _for_staff(car_park: CarPark, at: datetime) -> dict[str, Any]:
    anomalies = Anomaly.objects.filter(car_park=car_park).select_related("area", "sensor__device")
    newest = anomalies.order_by(F("ended_at").desc(nulls_first=True), "-started_at")[:NEWEST]
    overrides = car_park.overrides.filter(starts_at__lte=at, ends_at__gt=at, lifted_at__isnull=True)
    return {
        "override": overrides.select_related("set_by").order_by("-starts_at").first(),
        "anomalies": [(anomaly, facts_of(anomaly)) for anomaly in newest],
        "rows": todays_holds(car_park, at=at),
        "sensors": [(sensor, ago(sensor.last_contact_at, at=at)) for sensor in by_silence(car_park)],
    }


def by_silence(car_park: CarPark) -> SensorQuerySet:
    """The sensors that should be heard; who was silent longest stands first."""
    live = Sensor.objects.filter(car_park=car_park, device__revoked_at__isnull=True)
    return live.select_related("device").order_by(F("last_contact_at").asc(nulls_first=True), "device__name")


class AnomalyList(CarParkPage, ListView):
    """Everything remarkable about the count; what goes on stands first."""

    changes = False
    template_name = "parking/anomaly_list.html"
    context_object_name = "anomalies"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Anomaly]:
        """Of this car park."""
        rows = Anomaly.objects.filter(car_park=self.car_park).select_related("area", "sensor__device")
        return rows.order_by(F("ended_at").desc(nulls_first=True), "-started_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the facts of each in words."""
        context = super().get_context_data(**kwargs)
        return context | {"rows": [(anomaly, facts_of(anomaly)) for anomaly in context["anomalies"]]}
