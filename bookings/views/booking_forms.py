"""The booking form as a page and as a dialog: a new booking, and a change of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from facilities.kernel import clock
from facilities.kernel.errors import DomainError
from facilities.kernel.intervals import Interval
from facilities.kernel.pages import ServiceFormView
from facilities.kernel.written import read_day
from facilities.models.places import Site
from facilities.scopes import person_of, scope_of

from ..errors import EquipmentOut, OutsideOpeningHours, RoomTaken
from ..forms.bookings import BookingForm
from ..forms.times import as_initial
from ..limits import next_on_grid
from ..models import Booking, Room
from ..occupancy import site_of, zone_of
from ..services.bookings import book_room, change_booking
from .bookings import OneBooking
from .dialogs import DialogMixin

FIELDS = {"starts_at": "start", "ends_at": "end"}


@dataclass(frozen=True, slots=True)
class Offer:
    """An alternative as a button: `value` refills the form with it."""

    room_name: str
    starts_at: datetime
    ends_at: datetime
    value: str
    is_other_day: bool


class BookingFormView(DialogMixin, ServiceFormView):
    """What booking and changing share."""

    form_class = BookingForm
    template_name = "bookings/booking_form.html"

    @cached_property
    def booking(self) -> Booking | None:
        """The booking that is changed, None for a new one."""
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form needs to know who asks and which rooms there are for them."""
        return super().get_form_kwargs() | {
            "user": person_of(self.request),
            "rooms": self.rooms,
            "booking": self.booking,
        }

    @property
    def is_asked(self) -> bool:
        """Whether the room and time were chosen, and not only proposed."""
        return self.request.method == "POST" or "room" in self.request.GET

    @cached_property
    def rooms(self) -> list[Room]:
        """Rooms on offer, grouped by the house they stand in; one's own site comes first."""
        places = ("space__floor__building__site__name", "space__floor__building__name", "space__floor__level", "name")
        rooms = list(cast(Any, self.offered()).with_place().order_by(*places))
        scope = scope_of(person_of(self.request))
        seated = Site.objects.filter(organisations__in=scope.organisations).values_list("pk", flat=True)
        own = scope.staff_sites.union(seated)
        return sorted(rooms, key=lambda room: site_of(room).pk not in own)

    def offered(self) -> QuerySet[Room]:
        """Which rooms may be chosen."""
        return Room.objects.visible_to(person_of(self.request)).offered()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Perform, or only show the form again with another room, day or alternative filled in."""
        if "refill" in request.POST:
            return self.render_to_response(self.get_context_data(form=self.refilled(request.POST["refill"])))
        return super().post(request, *args, **kwargs)

    def refilled(self, choice: str) -> BookingForm:
        """The form with what was typed, not judged; an alternative replaces room and time, `days` asks the last day."""
        typed: dict[str, Any] = self.request.POST.dict()
        typed["is_private"] = "is_private" in self.request.POST
        offer = self._offer(choice)
        if offer is not None:
            room, interval = offer
            typed |= as_initial(interval, zone_of(room)) | {"room": room.pk}
        elif choice == "days" and (day := read_day(typed.get("day", ""))):
            typed["end_day"] = day + timedelta(days=1)
        kwargs = self.get_form_kwargs()
        for name in ("data", "files"):
            kwargs.pop(name, None)
        return BookingForm(**kwargs | {"initial": typed})

    def _offer(self, choice: str) -> tuple[Room, Interval] | None:
        room_key, _bar, times = choice.partition("|")
        start, _bar, end = times.partition("|")
        room = next((room for room in self.rooms if str(room.pk) == room_key), None)
        interval = self._instants(start, end)
        return (room, interval) if room is not None and interval is not None else None

    @staticmethod
    def _instants(start: str, end: str) -> Interval | None:
        try:
            first, last = parse_datetime(start), parse_datetime(end)
            return Interval(first, last) if first is not None and last is not None else None
        except (ValueError, OverflowError):
            return None

    def refused(self, form: BaseForm, refusal: DomainError) -> None:
        """Put the refusal on the field it is about; the form asks day and clock where the rule speaks of instants."""
        name = FIELDS.get(refusal.field or "", refusal.field)
        form.add_error(name if name in form.fields else None, ValidationError(str(refusal), code=refusal.code))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With conflicts and alternatives beside a refusal."""
        context = super().get_context_data(booking=self.booking, is_asked=self.is_asked, **kwargs)
        refusal = context.get("refusal")
        if isinstance(refusal, RoomTaken | OutsideOpeningHours | EquipmentOut):
            context["conflicts"] = refusal.details.get("conflicts", [])
            context["offers"] = [_as_offer(**offer, asked=kwargs["form"]) for offer in refusal.details["alternatives"]]
        return context

    def get_success_url(self) -> str:
        """The booking."""
        return reverse("bookings:booking-details", args=[self.result.pk])


class BookingAdd(BookingFormView):
    """A new booking; the address may fill in room, day, start and end."""

    def get_initial(self) -> dict[str, Any]:
        """What the address asks for, else the next hour in the first room."""
        asked = self.request.GET
        room = next((room for room in self.rooms if str(room.pk) == asked.get("room")), None)
        room = room or next(iter(self.rooms), None)
        if room is None:
            return {}
        start = next_on_grid(clock.now(), max(room.grid, 30), zone_of(room))
        proposal = as_initial(Interval(start, start + timedelta(hours=1)), zone_of(room))
        dragged = self._instants(asked.get("starts_at", ""), asked.get("ends_at", ""))
        if dragged is not None:
            return as_initial(dragged, zone_of(room)) | {"room": room.pk}
        names = ("day", "start", "end", "start_pass", "end_pass", "title", "attendees", "organisation")
        given = {name: asked[name] for name in names if asked.get(name)}
        if "day" in given:
            proposal["end_day"] = None
        return proposal | {"room": room.pk} | given

    def perform(self, form: BaseForm) -> Booking:
        """Book it, for whom the form says."""
        asked = cast(BookingForm, form)
        values = asked.cleaned_data
        return book_room(
            by=person_of(self.request),
            room=values["room"],
            organisation=values["organisation"],
            organiser=values["organiser"] if "organiser" in values else person_of(self.request),
            interval=asked.times,
            title=values["title"],
            layout=values["layout"],
            attendees=values["attendees"],
            is_private=values["is_private"],
            equipment=asked.equipment,
            at=clock.now(),
        )

    def done_message(self) -> str:
        """Says what is booked."""
        return _("%(room)s is booked.") % {"room": self.result.room.name}


class BookingChange(OneBooking, BookingFormView):
    """The same form over a booking that stands."""

    def offered(self) -> QuerySet[Room]:
        """Rooms on offer, and the one it is in."""
        visible = Room.objects.visible_to(person_of(self.request))
        return visible.filter(Q(is_offered=True) | Q(pk=self.booking.room_id))

    def get_initial(self) -> dict[str, Any]:
        """The booking as it stands."""
        booking = self.booking
        return as_initial(Interval(booking.starts_at, booking.ends_at), zone_of(booking.room)) | {
            "room": booking.room_id,
            "layout": booking.layout_id,
            "title": booking.title,
            "attendees": booking.attendees,
            "is_private": booking.is_private,
            **{f"equipment_{line.kind_id}": line.count for line in booking.equipment_lines.all()},
        }

    def perform(self, form: BaseForm) -> Booking:
        """Change it to what the form says."""
        asked = cast(BookingForm, form)
        values = asked.cleaned_data
        return change_booking(
            by=person_of(self.request),
            booking=self.booking,
            room=values["room"],
            interval=asked.times,
            title=values["title"],
            layout=values["layout"],
            attendees=values["attendees"],
            is_private=values["is_private"],
            equipment=asked.equipment,
            at=clock.now(),
        )

    def done_message(self) -> str:
        """Says that it is changed."""
        return _("The booking of %(room)s is changed.") % {"room": self.result.room.name}


def _as_offer(*, room: int, room_name: str, starts_at: datetime, ends_at: datetime, asked: BookingForm) -> Offer:
    value = f"{room}|{starts_at.isoformat()}|{ends_at.isoformat()}"
    is_other_day = starts_at.astimezone(asked.zone).date() != asked.cleaned_data["day"]
    return Offer(room_name, starts_at, ends_at, value, is_other_day)
