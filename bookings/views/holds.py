"""Holding the time that stands in the booking form, asked by its script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views import View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError
from facilities.scopes import person_of

from ..errors import RoomTaken
from ..forms.bookings import free_in_words, name_of
from ..forms.choosing import number
from ..forms.times import TimesForm
from ..models import Room
from ..occupancy import site_of, zone_of
from ..services.holds import hold_room, release_hold
from ..stock import stock_at


class BookingHold(View):
    """Keeps the room and time of the form for ten minutes, or gives them back; says so in words."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """What the form holds now, unjudged; a time that makes no sense holds nothing."""
        person = person_of(request)
        if "release" in request.POST:
            release_hold(by=person)
            return HttpResponse(status=204)
        rooms = Room.objects.visible_to(person).offered().with_place()
        room = rooms.filter(pk=number(request.POST.get("room"))).first()
        form = TimesForm(initial=request.POST.dict())
        if room is not None:
            form.zone = zone_of(room)
        interval = form.as_chosen()
        if room is None or interval is None:
            release_hold(by=person)
            return JsonResponse({"says": ""})
        stock = {name_of(row): free_in_words(row) for row in stock_at(site_of(room), interval)}
        try:
            hold = hold_room(by=person, room=room, interval=interval, at=clock.now())
        except DomainError as refusal:
            # Rules are told when the form is sent; what somebody else has is worth knowing at once. Nothing was asked
            # for in earnest yet, so it is no failure either.
            return JsonResponse({"says": _in_words(refusal), "stock": stock})
        until = formats.date_format(hold.expires_at.astimezone(form.zone), "H:i")
        return JsonResponse({"says": _("Kept for you until %(time)s.") % {"time": until}, "stock": stock})


def _in_words(refusal: DomainError) -> str:
    if not isinstance(refusal, RoomTaken):
        return ""
    labels = dict.fromkeys(str(conflict["label"]) for conflict in refusal.details["conflicts"])
    return f"{refusal} ({', '.join(labels)})" if labels else str(refusal)
