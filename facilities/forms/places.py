"""Forms for sites, buildings, floors, spaces and equipment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models.places import Amenity, Building, Floor, Site, Space


class EquipmentChoices(forms.ModelMultipleChoiceField):
    """Which kinds of equipment are there, as a list to tick."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            Amenity.objects.all(),
            required=False,
            label=_("Equipment"),
            widget=forms.CheckboxSelectMultiple,
            **more,
        )


class SiteForm(forms.ModelForm):
    """The facts of a site."""

    class Meta:
        model = Site
        fields = [
            "name",
            "kind",
            "street",
            "postcode",
            "city",
            "desk_email",
            "desk_phone",
            "closes_on_holidays",
            "longest_stay",
        ]
        help_texts = {
            "desk_email": _("Shown to visitors and in mails about bookings."),
            "closes_on_holidays": _("One day can be opened all the same with an exception."),
        }


class BuildingForm(forms.ModelForm):
    """The name of a building."""

    class Meta:
        model = Building
        fields = ["name"]


class FloorForm(forms.ModelForm):
    """Level and name of a floor."""

    class Meta:
        model = Floor
        fields = ["level", "name"]


class SpaceForm(forms.ModelForm):
    """What is known of a space."""

    equipment = EquipmentChoices()

    class Meta:
        model = Space
        fields = ["code", "name", "kind", "area", "capacity", "is_step_free", "is_lettable", "equipment"]
        help_texts = {
            "name": _("What people call it, if it has a name."),
            "capacity": _("How many people may be in it at once by the fire rules; empty when unknown."),
            "is_step_free": _("A wheelchair gets there from the street without a step."),
            "is_lettable": _("A tenant can rent it with a lease; meeting rooms and corridors are not let."),
        }


class AmenityForm(forms.ModelForm):
    """What a kind of equipment is called in both languages."""

    class Meta:
        model = Amenity
        fields = ["name_nl", "name_en"]
