"""How a car park is laid out: its details, areas, places and lanes."""

from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import BaseForm
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from facilities.kernel import clock
from facilities.kernel.pages import ServiceFormView
from facilities.models.places import Site
from facilities.scopes import person_of

from ..forms.layout import AreaForm, CapacityForm, CarParkForm, LaneForm, NewAreaForm, NewCarParkForm, NewLaneForm
from ..layout import read_layout
from ..models.areas import Area, Capacity, Lane
from ..models.car_parks import CarPark
from ..services.areas import add_area, add_lane, change_area, change_lane, set_capacity
from ..services.car_parks import add_car_park, change_car_park
from .pages import CarParkPage


class CarParkAdd(ServiceFormView):
    """A new car park at one of one's sites."""

    template_name = "parking/car_park_add.html"
    form_class = NewCarParkForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The sites this person manages."""
        sites = Site.objects.managed_by(person_of(self.request)).order_by("name")
        return super().get_form_kwargs() | {"sites": sites}

    def get_initial(self) -> dict[str, Any]:
        """The site of `?site=`, or the only one there is; public, as most are."""
        asked = Site.objects.managed_by(person_of(self.request)).filter(slug=self.request.GET.get("site", ""))
        return {"site": asked.first() or self.only_site(), "is_public": True}

    def only_site(self) -> Site | None:
        """The site of who manages one."""
        sites = Site.objects.managed_by(person_of(self.request))[:2]
        return sites[0] if len(sites) == 1 else None

    def perform(self, form: BaseForm) -> CarPark:
        """Begin it."""
        return add_car_park(by=person_of(self.request), at=clock.now(), **form.cleaned_data)

    def get_success_url(self) -> str:
        """Where its levels are added."""
        messages.success(self.request, _("The car park has been added. Add its levels next."))
        return reverse("parking:car-park-layout", args=[self.result.slug])


class CarParkLayout(CarParkPage, TemplateView):
    """The levels with their places, and the lanes with their sensors."""

    changes = False
    template_name = "parking/car_park_layout.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As it stands now."""
        parts = read_layout(self.car_park, at=clock.now()).parts
        lanes = self.car_park.lanes.select_related("from_area", "to_area", "sensor__device")
        return super().get_context_data(**kwargs) | {
            "parts": [(part, part.places - part.in_service) for part in parts],
            "lanes": lanes.order_by("name"),
        }


class PartForm(CarParkPage, ServiceFormView):
    """A form about a car park or a part of it."""

    template_name = "parking/part_form.html"
    tab = "parking:car-park-layout"
    heading: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""
    done: ClassVar[str | Promise] = gettext_lazy("Saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page is about."""
        return super().get_context_data(**kwargs) | {
            "heading": self.heading,
            "lead": self.lead,
            "cancel": reverse("parking:car-park-layout", args=[self.car_park.slug]),
            "remove_address": self.remove_address(),
        }

    def remove_address(self) -> str | None:
        """Where to remove it, when it exists already."""
        return None

    def get_success_url(self) -> str:
        """Back to the levels and lanes."""
        messages.success(self.request, str(self.done))
        return reverse("parking:car-park-layout", args=[self.car_park.slug])


class CarParkEdit(PartForm):
    """What the car park is called and who may look at it."""

    tab = "parking:car-park-edit"
    form_class = CarParkForm
    heading = gettext_lazy("Details of the car park")

    def get_form_kwargs(self) -> dict[str, Any]:
        """A copy of what is known."""
        return super().get_form_kwargs() | {"instance": CarPark.objects.get(pk=self.car_park.pk)}

    def remove_address(self) -> str:
        """Where to remove it."""
        return reverse("parking:car-park-remove", args=[self.car_park.slug])

    def perform(self, form: BaseForm) -> CarPark:
        """Change it."""
        return change_car_park(by=person_of(self.request), car_park=self.car_park, at=clock.now(), **form.cleaned_data)


class AreaAdd(PartForm):
    """A new level or zone."""

    form_class = NewAreaForm
    heading = gettext_lazy("Add a level or zone")
    done = gettext_lazy("Added. It shows a number as soon as somebody counts it.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """What it can be part of."""
        return super().get_form_kwargs() | {"car_park": self.car_park}

    def perform(self, form: BaseForm) -> Area:
        """Add it."""
        return add_area(by=person_of(self.request), car_park=self.car_park, at=clock.now(), **form.cleaned_data)


class OfArea(PartForm):
    """A form about an area."""

    def find_car_park(self) -> CarPark:
        """By the area's number."""
        areas = Area.objects.filter(car_park__in=CarPark.objects.worked_by(person_of(self.request)).values("pk"))
        self.area = get_object_or_404(areas.select_related("car_park__site"), pk=self.kwargs["pk"])
        return self.area.car_park

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the area, as it stands."""
        return super().get_context_data(**kwargs) | {"above": self.area.name}


class AreaEdit(OfArea):
    """What an area is and when it reads full."""

    form_class = AreaForm
    heading = gettext_lazy("Change the level or zone")

    def get_form_kwargs(self) -> dict[str, Any]:
        """A copy of what is known."""
        instance = Area.objects.get(pk=self.area.pk)
        return super().get_form_kwargs() | {"car_park": self.car_park, "instance": instance}

    def remove_address(self) -> str:
        """Where to remove it."""
        return reverse("parking:area-remove", args=[self.area.pk])

    def perform(self, form: BaseForm) -> Area:
        """Change it."""
        return change_area(by=person_of(self.request), area=self.area, at=clock.now(), **form.cleaned_data)


class CapacitySet(OfArea):
    """How many places an area has, from now or a later day on; what it had before stays listed."""

    form_class = CapacityForm
    template_name = "parking/capacity_form.html"
    heading = gettext_lazy("Number of places")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Days begin at the midnight of the house."""
        return super().get_form_kwargs() | {"zone": ZoneInfo(self.car_park.site.time_zone)}

    def get_initial(self) -> dict[str, Any]:
        """What it has now."""
        now = self.area.capacities.filter(starts_at__lte=clock.now()).order_by("-starts_at").first()
        return {"places": now.places, "out_of_service": now.out_of_service} if now else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With all that was and will be."""
        known = self.area.capacities.select_related("set_by").order_by("-starts_at")
        return super().get_context_data(**kwargs) | {"capacities": known[:50], "now": clock.now()}

    def perform(self, form: BaseForm) -> Capacity:
        """Set it."""
        values = cast(CapacityForm, form).values()
        return set_capacity(by=person_of(self.request), area=self.area, at=clock.now(), **values)


class LaneAdd(PartForm):
    """A new lane."""

    form_class = NewLaneForm
    heading = gettext_lazy("Add a lane")
    lead = gettext_lazy("Leave “from” or “to” empty where vehicles come in from outside or leave.")
    done = gettext_lazy("The lane has been added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The areas and sensors to choose from."""
        return super().get_form_kwargs() | {"car_park": self.car_park}

    def perform(self, form: BaseForm) -> Lane:
        """Add it."""
        return add_lane(by=person_of(self.request), car_park=self.car_park, at=clock.now(), **form.cleaned_data)


class LaneEdit(PartForm):
    """Where a lane leads, and which sensor watches it."""

    form_class = LaneForm
    heading = gettext_lazy("Change the lane")

    def find_car_park(self) -> CarPark:
        """By the lane's number."""
        lanes = Lane.objects.visible_to(person_of(self.request)).select_related("car_park__site")
        self.lane = get_object_or_404(lanes, pk=self.kwargs["pk"])
        return self.lane.car_park

    def get_form_kwargs(self) -> dict[str, Any]:
        """A copy of what is known."""
        instance = Lane.objects.get(pk=self.lane.pk)
        return super().get_form_kwargs() | {"car_park": self.car_park, "instance": instance}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the lane, as it stands."""
        return super().get_context_data(**kwargs) | {"above": f"{self.lane.name} ({self.lane.slug})"}

    def remove_address(self) -> str:
        """Where to remove it."""
        return reverse("parking:lane-remove", args=[self.lane.pk])

    def perform(self, form: BaseForm) -> Lane:
        """Change it."""
        return change_lane(by=person_of(self.request), lane=self.lane, at=clock.now(), **form.cleaned_data)
