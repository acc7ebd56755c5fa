"""Forms of the stock: adding items, renaming them, putting them out of service."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from facilities.models.places import Amenity, Building

from ..services.equipment import MOST_AT_ONCE


class ItemsForm(forms.Form):
    """New items of one kind."""

    kind = forms.ModelChoiceField(Amenity.objects.none(), label=_("Kind"))
    building = forms.ModelChoiceField(Building.objects.none(), label=_("Kept in"))
    name = forms.CharField(
        label=_("Name"), max_length=70, help_text=_("As it is written on it; more than one are numbered.")
    )
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_AT_ONCE, initial=1)

    def __init__(self, *args: Any, buildings: QuerySet[Building], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Building]", self.fields["building"]).queryset = buildings
        cast("forms.ModelChoiceField[Amenity]", self.fields["kind"]).queryset = Amenity.objects.all()


class ItemForm(forms.Form):
    """One item."""

    name = forms.CharField(label=_("Name"), max_length=80)
    is_in_service = forms.BooleanField(
        label=_("In service"),
        required=False,
        help_text=_("What is out of service is promised to nobody; who has it already keeps it."),
    )
