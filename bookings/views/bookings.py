"""Bookings as pages: the list, one booking, booking, changing, cancelling, ending early."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError
from facilities.kernel.pages import ServiceFormView
from facilities.permissions import roles_of
from facilities.scopes import person_of, scope_of

from .. import rules
from ..models import Booking, Item, Room
from ..parts import parts_of
from ..services.bookings import cancel_booking, end_booking_early
from .days import may_book_something
from .dialogs import DialogMixin
from .history import history_of

FILTERS = ("mine", "room", "q")
TABS = ("today", "upcoming", "past", "cancelled")


class BookingList(ListView):
    """What this person may open: own bookings, the firm's for its admin, the site's for its staff."""

    template_name = "bookings/booking_list.html"
    context_object_name = "bookings"
    paginate_by = 25

    @cached_property
    def is_staff(self) -> bool:
        """Works for the houses: gets today first, and filters."""
        return scope_of(person_of(self.request)).is_staff

    @cached_property
    def tab(self) -> str:
        """Which of the four lists is asked for."""
        asked = self.request.GET.get("show", "")
        return asked if asked in self.tabs else self.tabs[0]

    @property
    def tabs(self) -> tuple[str, ...]:
        """The lists this person has."""
        return TABS if self.is_staff else TABS[1:]

    def get_queryset(self) -> QuerySet[Booking]:
        """One list, filtered, without a query a row."""
        at = clock.now()
        found = Booking.objects.visible_to(person_of(self.request)).select_related(
            "room__space__floor__building__site", "organisation", "organiser"
        )
        match self.tab:
            case "today":
                found = found.live().during(clock.local_day(clock.today()))
            case "upcoming":
                found = found.live().filter(ends_at__gt=at)
            case "past":
                found = found.live().filter(ends_at__lte=at).order_by("-starts_at", "-id")
            case _:
                found = found.filter(status=Booking.Status.CANCELLED).order_by("-starts_at", "-id")
        return self._filtered(found)

    def _filtered(self, found: QuerySet[Booking]) -> QuerySet[Booking]:
        asked = self.request.GET
        if asked.get("mine"):
            found = found.filter(Q(organiser=person_of(self.request)) | Q(booked_by=person_of(self.request)))
        if asked.get("room", "").isdecimal() and len(asked["room"]) < 18:
            found = found.filter(room=int(asked["room"]))
        if words := asked.get("q", "").replace("\x00", "").strip():
            found = found.filter(
                Q(title__icontains=words) | Q(organisation__name__icontains=words) | Q(organiser__name__icontains=words)
            )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list with its tabs and filters."""
        words = {
            "today": _("Today"),
            "upcoming": _("Upcoming"),
            "past": _("Past"),
            "cancelled": _("Cancelled"),
        }
        rooms = (
            Room.objects.visible_to(person_of(self.request)).order_by("name") if self.is_staff else Room.objects.none()
        )
        return super().get_context_data(
            tabs=[{"label": words[tab], "address": f"?show={tab}", "is_current": tab == self.tab} for tab in self.tabs],
            tab=self.tab,
            is_staff=self.is_staff,
            may_book=may_book_something(person_of(self.request)),
            sees_others=self.is_staff or bool(scope_of(person_of(self.request)).administered_organisations),
            rooms=rooms,
            asked=self.request.GET,
            filters=urlencode({"show": self.tab} | {k: self.request.GET[k] for k in FILTERS if k in self.request.GET}),
            is_filtered=any(self.request.GET.get(name) for name in FILTERS),
            now=clock.now(),
            **kwargs,
        )


class OneBooking:
    """A page about one booking; what this person may not open is not there."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def booking(self) -> Booking:
        """The booking of the address, or 404."""
        found = Booking.objects.visible_to(person_of(self.request)).select_related(
            "room__space__floor__building__site", "organisation", "organiser", "booked_by", "booked_at_panel", "layout"
        )
        return get_object_or_404(found, pk=self.kwargs["pk"])


class BookingDetails(OneBooking, DetailView):
    """When, where, for whom; what may be done with it; its history for those who work at the site."""

    template_name = "bookings/booking_details.html"
    context_object_name = "booking"

    def get_object(self, queryset: QuerySet[Booking] | None = None) -> Booking:
        """The booking of the address."""
        return self.booking

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the deeds that are possible now."""
        booking, user, at = self.booking, person_of(self.request), clock.now()
        site = booking.room.space.floor.building.site
        scope = scope_of(user)
        stands = booking.status == Booking.Status.CONFIRMED and booking.ends_at > at
        is_ongoing = stands and booking.starts_at <= at
        sees_history = scope.is_platform or site.pk in scope.staff_sites
        return super().get_context_data(
            room=booking.room,
            site=site,
            now=at,
            stands=stands,
            is_ongoing=is_ongoing,
            may_change=stands and rules.may_change(user, booking),
            may_cancel=stands and not is_ongoing and rules.may_cancel(user, booking),
            may_end_early=is_ongoing and rules.may_end_early(user, booking),
            equipment=_equipment_of(booking),
            may_report=bool(roles_of(user) & rules.BOOKERS) and rules.may_report(user, booking.room),
            history=history_of(booking) if sees_history else [],
            sees_history=sees_history,
            parts=parts_of(booking, user=user, at=at),
            **kwargs,
        )


class BookingCancel(OneBooking, DialogMixin, ServiceFormView):
    """Asks once, then cancels."""

    template_name = "bookings/booking_cancel.html"
    form_class = Form

    def perform(self, form: BaseForm) -> Booking:
        """Cancel it."""
        return cancel_booking(by=person_of(self.request), booking=self.booking, at=clock.now())

    def done_message(self) -> str:
        """Says what is free again."""
        return _("The booking of %(room)s is cancelled.") % {"room": self.booking.room.name}

    def get_success_url(self) -> str:
        """The booking, now cancelled."""
        return reverse("bookings:booking-details", args=[self.booking.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form and what it is about."""
        return super().get_context_data(booking=self.booking, **kwargs)


class BookingEnd(OneBooking, View):
    """Ends a running meeting now."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it, and say how that went on the page of the booking."""
        try:
            end_booking_early(by=person_of(request), booking=self.booking, at=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(room)s is free again.") % {"room": self.booking.room.name})
        return redirect("bookings:booking-details", pk=pk)


def _equipment_of(booking: Booking) -> list[dict[str, Any]]:
    """What is brought: how many of which kind, and which items as long as the booking holds them."""
    held = list(Item.objects.filter(atom__claims__booking=booking).select_related("atom").order_by("atom__name"))
    return [
        {
            "count": line.count,
            "kind": line.kind,
            "names": [item.atom.name for item in held if item.kind_id == line.kind_id],
        }
        for line in booking.equipment_lines.select_related("kind")
    ]
