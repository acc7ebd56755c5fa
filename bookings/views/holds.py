"""Holding the time that stands in the booking form, asked by its script."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import formats
from django.utils.translation import gettext as _
from django.views import View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError
from facilities.kernel.intervals import Interval
from facilities.kernel.problems import plain_problem, refused
from facilities.models.people import User
from facilities.scopes import person_of

from ..errors import InvalidRange, RoomTaken
from ..forms.bookings import free_in_words, name_of
from ..forms.choosing import number
from ..forms.times import TimesForm
from ..models import Room
from ..occupancy import site_of, zone_of
from ..services.holds import check_hold, hold_room, release_hold
from ..stock import stock_at


class BookingHold(View):
    """Says whether the room and time of the form could be kept, keeps them for ten minutes, or gives them back.

    Asking takes nothing, so "no" is an answer like "yes"; keeping that fails is a refusal like any other.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        """Whether it could be kept; the words tell only what others have, for rules are told when the form is sent."""
        person = person_of(request)
        room, interval = _chosen(request.GET, person)
        answer: dict[str, Any] = {"is_free": False, "says": "", "stock": {}}
        if room is not None and interval is not None:
            answer["stock"] = {name_of(row): free_in_words(row) for row in stock_at(site_of(room), interval)}
            try:
                check_hold(by=person, room=room, interval=interval, at=clock.now())
                answer["is_free"] = True
            except DomainError as refusal:
                answer["says"] = _in_words(refusal)
        return JsonResponse(answer)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it, and nothing else; what was kept before goes even when this is refused."""
        person = person_of(request)
        if "release" in request.POST:
            release_hold(by=person)
            return HttpResponse(status=204)
        room, interval = _chosen(request.POST, person)
        if interval is None or room is None:
            release_hold(by=person)
            return refused(InvalidRange()) if interval is None else plain_problem(404, "not_found", _("Not found."))
        try:
            hold = hold_room(by=person, room=room, interval=interval, at=clock.now())
        except DomainError as refusal:
            release_hold(by=person)
            return refused(refusal)
        until = formats.date_format(hold.expires_at.astimezone(zone_of(room)), "H:i")
        return JsonResponse({"says": _("Kept for you until %(time)s.") % {"time": until}})


def _chosen(form: QueryDict, person: User) -> tuple[Room | None, Interval | None]:
    """The room and time that stand in the form, unjudged."""
    rooms = Room.objects.visible_to(person).offered().with_place()
    room = rooms.filter(pk=number(form.get("room"))).first()
    times = TimesForm(initial=form.dict())
    if room is not None:
        times.zone = zone_of(room)
    return room, times.as_chosen()


def _in_words(refusal: DomainError) -> str:
    if not isinstance(refusal, RoomTaken):
        return ""
    labels = dict.fromkeys(str(conflict["label"]) for conflict in refusal.details["conflicts"])
    return f"{refusal} ({', '.join(labels)})" if labels else str(refusal)
