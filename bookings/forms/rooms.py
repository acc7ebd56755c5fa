"""Forms for rooms: finding one, offering one, its rules, its parts, its layouts."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from facilities.forms.places import EquipmentChoices
from facilities.models.places import Amenity, Building, Site, Space

from ..limits import DAY, in_words
from ..models.rooms import Atom, Layout, Room


class DurationField(forms.TypedChoiceField):
    """A length of time in minutes, chosen from a few in words; a stored one that is not among them stays a choice."""

    def __init__(self, minutes: list[int], *, none: Any = None, **more: Any) -> None:
        super().__init__(coerce=int, **more)
        self.minutes = minutes
        self.none = none
        self.offer(None)

    def offer(self, current: int | None) -> None:
        """Fill in the choices, `current` among them."""
        minutes = sorted({*self.minutes, *([] if current is None else [current])})
        # A function, so that the words are in the language of whoever looks.
        self.choices = lambda: [(m, self.none if m == 0 and self.none else in_words(m)) for m in minutes]


class RoomFilter(forms.Form):
    """What the list of rooms is narrowed to; nothing filled in means all."""

    site = forms.ModelChoiceField(
        Site.objects.none(), required=False, to_field_name="slug", label=_("Site"), empty_label=_("All sites")
    )
    people = forms.IntegerField(required=False, min_value=1, max_value=5000, label=_("For how many people"))
    equipment = forms.ModelMultipleChoiceField(
        Amenity.objects.all(),
        required=False,
        to_field_name="slug",
        label=_("With"),
        widget=forms.CheckboxSelectMultiple,
    )
    step_free = forms.BooleanField(required=False, label=_("Step-free only"))

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]  # Field has none, ModelChoiceField has

    def narrowed(self, rooms: QuerySet[Room]) -> QuerySet[Room]:
        """`rooms` that fit; what cannot be read narrows nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("site"):
            rooms = rooms.filter(space__floor__building__site=asked["site"])
        if asked.get("people"):
            rooms = rooms.filter(seats__gte=asked["people"])
        for amenity in asked.get("equipment") or []:
            rooms = rooms.filter(equipment=amenity)
        return rooms.filter(space__is_step_free=True) if asked.get("step_free") else rooms


class RoomForm(forms.ModelForm):
    """What a room offers, to whom, and the rules of booking it."""

    equipment = EquipmentChoices()
    grid = DurationField(
        [5, 10, 15, 20, 30, 60],
        label=_("Bookings start and end every"),
        help_text=_("Counted from midnight: with 30 minutes, at the full and the half hour."),
    )
    shortest = DurationField([15, 30, 60, 2 * 60, 4 * 60], label=_("Shortest booking"))
    longest = DurationField([60, 2 * 60, 4 * 60, 8 * 60, 12 * 60, DAY, 2 * DAY, 7 * DAY], label=_("Longest booking"))
    notice = DurationField(
        [0, 15, 60, 4 * 60, DAY, 2 * DAY, 7 * DAY],
        none=_("no notice"),
        label=_("Notice"),
        help_text=_("How long beforehand a booking must be made, for instance to have the room prepared."),
    )
    turnover = DurationField(
        [0, 5, 10, 15, 30, 60],
        none=_("none"),
        label=_("Turnover"),
        help_text=_(
            "Air and order between two meetings: the least gap after each booking, whoever comes next. "
            "Putting chairs and tables otherwise is set-up and stands at the layout."
        ),
    )

    class Meta:
        model = Room
        fields = [
            "name",
            "seats",
            "description",
            "equipment",
            "audience",
            "is_offered",
            "shows_subject",
            "grid",
            "shortest",
            "longest",
            "notice",
            "horizon",
            "turnover",
            "takes_whole_day",
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        labels = {"horizon": _("How many days ahead"), "shows_subject": _("Show the subject at the door")}
        help_texts = {
            "seats": _("The most people in any layout."),
            "audience": _("Who sees the room and may book it. Your own desk always may."),
            "is_offered": _("Untick it to take the room out of use for good; bookings that stand stay."),
            "shows_subject": _(
                "Otherwise the panel shows only that the room is taken. A private booking never shows it."
            ),
            "horizon": _("With 30, today and the 30 days after it can be booked, each of them whole."),
            "takes_whole_day": _("A booking keeps the room from midnight to midnight, so that one group has it alone."),
        }

    groups = [
        (_("The room"), ["name", "seats", "description", "equipment"]),
        (_("For whom"), ["audience", "is_offered", "shows_subject"]),
        (_("Rules of booking"), ["grid", "shortest", "longest", "notice", "horizon", "turnover", "takes_whole_day"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, DurationField):
                field.offer(getattr(self.instance, name))

    def fieldsets(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields in groups, each under its heading; fields of a subclass come with the first."""
        named = {name for _heading, names in self.groups for name in names}
        extra = [self[name] for name in self.fields if name not in named]
        grouped = [(heading, [self[name] for name in names]) for heading, names in self.groups]
        grouped[0][1].extend(extra)
        return grouped


class PartsField(forms.ModelMultipleChoiceField):
    """Which parts of its building a room is made of; none ticked means a part of its own."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            Atom.objects.none(),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            label=_("Consists of"),
            help_text=_(
                "Tick nothing for a room that stands alone. For a hall that can be divided, tick the parts of its "
                "halves: whoever books the hall takes both, and a half that is taken makes the hall taken."
            ),
            **more,
        )

    def of(self, building: Building) -> None:
        """Offer the parts of one building."""
        self.queryset = building.atoms.filter(item__isnull=True).prefetch_related("rooms")

    def label_from_instance(self, obj: Atom) -> str:
        """The part, and the rooms it makes up."""
        rooms = ", ".join(sorted({room.name for room in obj.rooms.all()} - {obj.name}))
        return f"{obj.name} ({rooms})" if rooms else obj.name


class RoomAddForm(RoomForm):
    """A new room on one space."""

    atoms = PartsField()

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        building = space.floor.building
        if building.atoms.filter(item__isnull=True).exists():
            self.fields["atoms"].of(building)  # type: ignore[attr-defined]
        else:
            del self.fields["atoms"]


class PartsForm(forms.Form):
    """What a room is made of."""

    atoms = PartsField()

    def __init__(self, *args: Any, building: Building, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["atoms"].of(building)  # type: ignore[attr-defined]


class SpaceChoice(forms.Form):
    """The space a new room is offered on."""

    space = forms.ModelChoiceField(Space.objects.none(), label=_("Space"))

    def __init__(self, *args: Any, spaces: QuerySet[Space], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["space"]
        field.queryset = spaces  # type: ignore[attr-defined]
        field.label_from_instance = _where  # type: ignore[attr-defined]


def _where(space: Space) -> str:
    floor = space.floor
    named = f"{space.code} {space.name}".strip()
    return " · ".join([floor.building.site.name, floor.building.name, floor.name, named])


class LayoutForm(forms.ModelForm):
    """A way to furnish a room."""

    class Meta:
        model = Layout
        fields = ["name", "seats", "setup", "teardown"]
        help_texts = {
            "name": _("Theatre, U-shape, board table."),
            "setup": _("Minutes in which the room is prepared before a booking; nobody else has it then."),
            "teardown": _("Minutes in which it is put back afterwards; the turnover follows on them."),
        }
