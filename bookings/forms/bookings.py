"""The booking form: one for a new booking and for a change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from facilities.models.people import Organisation, User
from facilities.models.places import Amenity
from facilities.opening import OpeningCalendar
from facilities.scopes import scope_of

from ..models import Booking, Layout, Room
from ..occupancy import in_use, minutes_around, site_of
from ..rules import is_staff_of
from ..stock import Stock, stock_at, wanted_by
from .choosing import RoomAndTimesForm, number
from .times import DAY_MINUTES, ClockField, clock_times


class OrganisationByName(forms.CharField):
    """Reception types a name and picks it from the list of those at the site."""

    organisations: QuerySet[Organisation] = Organisation.objects.none()

    def clean(self, value: Any) -> Any:
        """The organisation of that name."""
        name = super().clean(value)
        found = self.organisations.filter(name__iexact=name).first()
        if found is None:
            raise ValidationError(
                _("No organisation at this site has that name. Choose one from the list."), code="unknown"
            )
        return found


class LayoutField(forms.ModelChoiceField):
    """A layout, with what it seats and the time it takes."""

    def label_from_instance(self, layout: Layout) -> str:
        """`U-shape: 12 people, 30 min set-up, 15 min clearing`."""
        seats = ngettext("%(count)d person", "%(count)d people", layout.seats) % {"count": layout.seats}
        values = {"name": layout.name, "seats": seats, "setup": layout.setup, "teardown": layout.teardown}
        if not layout.setup and not layout.teardown:
            return gettext("%(name)s: %(seats)s") % values
        return gettext("%(name)s: %(seats)s, %(setup)d min set-up, %(teardown)d min clearing") % values


class BookingForm(RoomAndTimesForm):
    """Which room, for whom, when and how; the lists follow the room and day that are chosen now."""

    layout = LayoutField(
        label=_("Layout"), queryset=Layout.objects.none(), required=False, empty_label=_("As it stands")
    )
    title = forms.CharField(label=_("Subject"), max_length=120)
    attendees = forms.IntegerField(
        label=_("People"),
        min_value=1,
        max_value=9999,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    is_private = forms.BooleanField(
        label=_("Private"), required=False, help_text=_("The subject is shown on no panel or board.")
    )

    def __init__(
        self, *args: Any, user: User, rooms: Iterable[Room], booking: Booking | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, rooms=rooms, **kwargs)
        self.user = user
        self.booking = booking
        room = self.chosen_room
        self.is_staff = room is not None and is_staff_of(user, room)
        self.organisations: QuerySet[Organisation] = Organisation.objects.none()
        self.stock: list[Stock] = []
        if room is None:
            return
        cast("forms.ModelChoiceField[Layout]", self.fields["layout"]).queryset = room.layouts.all()
        self._offer_times(room)
        self._offer_equipment(room)
        if booking is None:
            self._ask_for_whom(room)

    def _offer_times(self, room: Room) -> None:
        first, last = (0, DAY_MINUTES) if self.is_staff else self._open_minutes(room)
        times = list(clock_times(room.grid, first, last))
        for name, offered in (("start", times[:-1]), ("end", times[1:])):
            cast(ClockField, self.fields[name]).offer(offered, self[name].value())

    def _offer_equipment(self, room: Room) -> None:
        chosen = self.as_chosen()
        layout = room.layouts.filter(pk=number(self["layout"].value())).first()
        carried = in_use(chosen, **minutes_around(layout)) if chosen else None
        self.stock = stock_at(site_of(room), carried, but=self.booking)
        had = wanted_by(self.booking) if self.booking else {}
        # What the booking has stays a choice, also when it may be promised to nobody any more.
        self.stock += [Stock(kind, 0, 0) for kind in had if kind not in {row.kind for row in self.stock}]
        for row in self.stock:
            self.fields[name_of(row)] = forms.TypedChoiceField(
                label=row.kind.name,
                coerce=int,
                empty_value=None,
                required=False,
                choices=[(count, count) for count in range(max(row.total, had.get(row.kind, 0)) + 1)],
                help_text=free_in_words(row) if carried else "",
            )

    @property
    def equipment_fields(self) -> list[forms.BoundField]:
        """The fields that ask for equipment."""
        return [self[name_of(row)] for row in self.stock]

    @property
    def equipment(self) -> dict[Amenity, int]:
        """What a valid form asks for."""
        wanted = {row.kind: self.cleaned_data.get(name_of(row)) or 0 for row in self.stock}
        return {kind: count for kind, count in wanted.items() if count}

    def _open_minutes(self, room: Room) -> tuple[int, int]:
        day = self._day(self["day"].value())
        stretches = OpeningCalendar(site_of(room), day, day).minutes(day) if day else []
        if not stretches:
            return 0, DAY_MINUTES
        return min(opens for opens, _ in stretches), max(closes for _, closes in stretches)

    def _ask_for_whom(self, room: Room) -> None:
        if not self.is_staff:
            own = scope_of(self.user).organisations
            self.organisations = Organisation.objects.visible_to(self.user).filter(pk__in=own, is_suspended=False)
            self.fields["organisation"] = forms.ModelChoiceField(
                label=_("Organisation"), queryset=self.organisations, empty_label=None
            )
            self._ask_for_colleague()
            return
        site = site_of(room)
        at_site = Organisation.objects.filter(sites=site) | Organisation.objects.filter(pk=site.walk_in_organisation_id)
        self.organisations = at_site.filter(is_suspended=False).distinct()
        field = OrganisationByName(
            label=_("Organisation"),
            widget=forms.TextInput(attrs={"list": "booking-organisations", "autocomplete": "off"}),
            help_text=_("Type a part of the name and choose."),
        )
        field.organisations = self.organisations
        self.fields["organisation"] = field
        name = str(self["organisation"].value() or "").replace("\x00", "").strip()
        chosen = self.organisations.filter(name__iexact=name).first()
        self.fields["organiser"] = forms.ModelChoiceField(
            label=_("Organiser"),
            queryset=User.objects.filter(memberships__organisation=chosen, is_active=True).distinct(),
            required=False,
            empty_label=_("nobody by name"),
        )

    def _ask_for_colleague(self) -> None:
        """Whoever administers an organisation books for its people too."""
        administered = self.organisations.filter(pk__in=scope_of(self.user).administered_organisations)
        people = User.objects.filter(memberships__organisation__in=administered.values("pk"), is_active=True)
        if administered:
            self.fields["organiser"] = forms.ModelChoiceField(
                label=_("Organiser"), queryset=people.distinct(), initial=self.user.pk, empty_label=None
            )

    @property
    def single_organisation(self) -> Organisation | None:
        """The one organisation there is to choose."""
        if self.is_staff or self.booking is not None:
            return None
        found = list(self.organisations[:2])
        return found[0] if len(found) == 1 else None


def name_of(row: Stock) -> str:
    """The field that asks for a kind of equipment."""
    return f"equipment_{row.kind.pk}"


def free_in_words(row: Stock) -> str:
    """What stands beside that field."""
    return gettext("%(free)d of %(total)d free then") % {"free": row.free, "total": row.total}
