"""Forms for car parks and what they are laid out of: areas, places, lanes."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.forms.days import DayField
from facilities.kernel import clock
from facilities.models.places import Floor, Site

from ..models.areas import Area, Lane
from ..models.car_parks import CarPark

NONE = pgettext_lazy("choice", "none")
# Heading, words below it, names of fields.
Group = tuple[str | Promise, str | Promise, list[str]]
FREE_SLUG = _("Sensors name it so. Made of the name when left empty; it stays as it is afterwards.")


class Grouped:
    """A form whose fields stand in groups, each under a heading; components/fields.html draws them."""

    groups: ClassVar[list[Group]]

    def fieldsets(self: Any) -> list[tuple[str | Promise, str | Promise, list[forms.BoundField]]]:
        """Heading, words below it, and the fields that this form has of the group."""
        return [
            (heading, lead, [self[name] for name in names if name in self.fields])
            for heading, lead, names in self.groups
        ]


class CarParkForm(Grouped, forms.ModelForm):
    """What a car park is called and who may look at it."""

    groups: ClassVar[list[Group]] = [
        (_("What it is"), "", ["site", "name", "slug", "is_public"]),
        (_("Where it is"), _("For maps and open data; in degrees, as 51.1621."), ["latitude", "longitude"]),
    ]

    class Meta:
        model = CarPark
        fields = ["name", "is_public", "latitude", "longitude"]


class NewCarParkForm(CarParkForm):
    """The same, and at which site it stands."""

    slug = forms.SlugField(label=_("Short name"), required=False, help_text=_("Part of its address."))

    class Meta(CarParkForm.Meta):
        fields = ["site", "name", "slug", "is_public", "latitude", "longitude"]

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]
        self.fields["site"].empty_label = _("Choose a site")  # type: ignore[attr-defined]


class AreaForm(Grouped, forms.ModelForm):
    """A level or zone and when it reads full."""

    groups: ClassVar[list[Group]] = [
        (_("What it is"), "", ["name", "slug", "places", "vehicle_class", "kind", "parent", "floor", "position"]),
        (_("How it is counted"), "", ["method", "stale_after"]),
        (
            _("When it reads full"),
            _("In free places. Between entering and leaving a state lies a gap, so that a board does not flicker."),
            ["full_on", "full_off", "almost_on", "almost_off", "min_dwell"],
        ),
    ]

    class Meta:
        model = Area
        fields = [
            "name",
            "kind",
            "parent",
            "floor",
            "position",
            "vehicle_class",
            "method",
            "full_on",
            "full_off",
            "almost_on",
            "almost_off",
            "min_dwell",
            "stale_after",
        ]

    def __init__(self, *args: Any, car_park: CarPark, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = car_park.areas.filter(parent__isnull=True).exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = above  # type: ignore[attr-defined]
        self.fields["parent"].empty_label = _("nothing, it stands by itself")  # type: ignore[attr-defined]
        floors = Floor.objects.filter(building__site=car_park.site).select_related("building")
        field = self.fields["floor"]
        field.queryset = floors.order_by("building__name", "level")  # type: ignore[attr-defined]
        field.empty_label = NONE  # type: ignore[attr-defined]
        field.label_from_instance = lambda floor: f"{floor.building.name} · {floor.name}"  # type: ignore[attr-defined]


class NewAreaForm(AreaForm):
    """The same, with its short name and its places."""

    slug = forms.SlugField(label=_("Short name"), required=False, help_text=FREE_SLUG)
    places = forms.IntegerField(label=_("Parking places"), min_value=0, max_value=100_000)

    field_order = ("name", "slug", "places")


class CapacityForm(forms.Form):
    """How many places there are, from now or from a day on."""

    places = forms.IntegerField(label=_("Parking places"), min_value=0, max_value=100_000)
    out_of_service = forms.IntegerField(label=_("Of which out of service"), min_value=0, max_value=100_000, initial=0)
    day = DayField(
        label=_("From"),
        required=False,
        help_text=_("Empty: from now on. A later day counts from its midnight."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        values = dict(self.cleaned_data)
        day = values.pop("day")
        is_later = day is not None and day > clock.today(self.zone)
        return values | {"starts_at": clock.local_midnight(day, self.zone) if is_later else None}


class LaneForm(forms.ModelForm):
    """From where to where vehicles pass, and which sensor counts them."""

    class Meta:
        model = Lane
        fields = ["name", "from_area", "to_area", "sensor", "is_reversible", "debounce"]

    def __init__(self, *args: Any, car_park: CarPark, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("from_area", "to_area"):
            field = self.fields[name]
            field.queryset = car_park.areas.counting()  # type: ignore[attr-defined]
            field.empty_label = _("outside")  # type: ignore[attr-defined]
            field.required = False
        live = car_park.sensors.filter(device__revoked_at__isnull=True)
        self.fields["sensor"].queryset = live.select_related("device")  # type: ignore[attr-defined]
        self.fields["sensor"].empty_label = NONE  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somewhere else than where it came from."""
        values = super().clean() or {}
        if not self.errors and values.get("from_area") == values.get("to_area"):
            self.add_error("to_area", _("A lane leads from one area to another, or from or to outside."))
        return values


class NewLaneForm(LaneForm):
    """The same, with its short name."""

    slug = forms.SlugField(label=_("Short name"), required=False, help_text=FREE_SLUG)

    field_order = ("name", "slug")
