"""The panel beside a door: what the room does now, and taking or freeing it on the spot."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError
from facilities.kernel.intervals import Interval
from facilities.models.devices import Device
from facilities.scopes import person_of

from .. import rules
from ..availability import room_state, rooms_state
from ..errors import AlreadyEnded
from ..models import Booking, Room
from ..screens import panel_of
from ..services.bookings import book_room, end_booking_early
from ..services.defects import report_defect
from .words import clock_text, moment, until_text, word_of, words

MINUTES = (30, 60)
NEARBY = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: take the room now until `ends_at`."""

    minutes: int
    ends_at: datetime
    is_shortened: bool


class PanelShow(View):
    """The panel itself; staff who see the room may look at it, an unpaired screen goes and pairs."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The room as it is now."""
        room = Room.objects.with_place().filter(slug=slug).first()
        if room is not None and _hangs_at(request, room):
            return show_panel(request, room)
        device = request.device  # type: ignore[attr-defined]
        if not request.user.is_authenticated and (device is None or device.shows != panel_of(slug)):
            # The same answer for a room that does not exist: a screen without a token learns nothing here.
            return redirect("facilities:screen-start")
        # A screen whose room went to another house would be sent back here for ever: it finds nothing instead.
        if room is None or not Room.objects.visible_to(person_of(request)).filter(pk=room.pk).exists():
            raise Http404
        return show_panel(request, room)


class PanelBook(View):
    """Take the room now for half an hour or an hour, or for what is left before the next meeting."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Book for the site's walk-in organisation."""
        room, device = _own_room(request, slug)
        at = clock.now()
        minutes = int(request.POST["minutes"]) if request.POST.get("minutes") in {"30", "60"} else MINUTES[0]
        offered = offers(room, room_state(room, at=at), at=at)
        # The page may be a minute old: an hour that has just become too long is cut off too. Taken meanwhile: ask
        # anyway, the rules know best why it is refused.
        offer = next(
            (offer for offer in offered if offer.minutes == minutes),
            offered[-1] if offered else Offer(minutes, whole_minute(at) + timedelta(minutes=minutes), False),
        )
        try:
            booking = book_room(
                by=device,
                room=room,
                organisation=room.space.floor.building.site.walk_in_organisation,
                organiser=None,
                interval=Interval(whole_minute(at), offer.ends_at),
                title=_("Booked at the door"),
                at=at,
            )
        except DomainError as refusal:
            return show_panel(request, room, refusal=refusal)
        until = clock_text(booking.ends_at, at=at)
        said = (
            _("Only free until then: the room is yours until %(time)s.")
            if offer.is_shortened
            else _("The room is yours until %(time)s.")
        )
        messages.success(request, said % {"time": until})
        return redirect("bookings:panel-show", slug)


class PanelEnd(View):
    """End the meeting that is going on, so that others can have the room."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """End it now; when it ended meanwhile there is nothing to do."""
        room, device = _own_room(request, slug)
        at = clock.now()
        booking = Booking.objects.filter(room=room).ongoing(at).first()
        if booking is not None:
            try:
                ended = end_booking_early(by=device, booking=booking, at=at)
            except AlreadyEnded:
                # Its last minute runs: it frees the room by itself.
                return redirect("bookings:panel-show", slug)
            except DomainError as refusal:
                return show_panel(request, room, refusal=refusal)
            said = _("Thank you. The room is free at %(time)s.")
            messages.success(request, said % {"time": clock_text(ended.ends_at, at=at)})
        return redirect("bookings:panel-show", slug)


class PanelDefect(View):
    """Report what is wrong in the room, in one touch."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Tell the people of the house."""
        room, device = _own_room(request, slug)
        said = defects_said()
        summary = said.get(request.POST.get("what", ""), said["other"])
        try:
            report_defect(by=device, room=room, summary=summary, at=clock.now())
        except DomainError as refusal:
            return show_panel(request, room, refusal=refusal)
        messages.success(request, _("Thank you. The people of the house have been told."))
        return redirect("bookings:panel-show", slug)


def defects_said() -> dict[str, str]:
    """What can be said at the door in one touch."""
    return {
        "screen": _("Screen or sound does not work"),
        "climate": _("Too warm or too cold"),
        "dirty": _("Not clean"),
        "other": _("Something else is broken"),
    }


def show_panel(request: HttpRequest, room: Room, refusal: DomainError | None = None) -> HttpResponse:
    """Render the panel, with a refusal and what is free nearby."""
    at = clock.now()
    state = room_state(room, at=at)
    context = {
        "room": room,
        "site": room.space.floor.building.site,
        "state": state,
        "word": word_of(state),
        "words": words(),
        "until": until_text(state, at=at),
        "word_text": words()[word_of(state)],
        "current": moment_pair(state["current"], at=at),
        "next": moment_pair(state["next"], at=at),
        "acts": _hangs_at(request, room),
        "buttons": buttons(offers(room, state, at=at), at=at),
        "may_end": state["now"] == "busy" and state["current"] is not None,
        "refusal": refusal,
        "defects": defects_said().items(),
        "nearby": free_nearby(room, at=at) if refusal is not None else [],
        "now": at,
    }
    return render(request, "bookings/panel.html", context, status=refusal.status if refusal else 200)


def moment_pair(meeting: dict[str, Any] | None, *, at: datetime) -> dict[str, Any] | None:
    """A meeting of a live state with its times in words."""
    if meeting is None:
        return None
    return meeting | {
        "start": clock_text(moment(meeting["starts_at"]), at=at),
        "end": clock_text(moment(meeting["ends_at"]), at=at),
    }


def offers(room: Room, state: dict[str, Any], *, at: datetime) -> list[Offer]:
    """What can be taken on the spot: 30 and 60 minutes, the last one cut off where the next claim begins."""
    if state["now"] not in {"free", "soon"} or not room.is_offered:
        return []
    start = whole_minute(at)
    # Whoever comes next needs the turnover after us.
    latest = moment(state["until"]) - timedelta(minutes=room.turnover) if state["until"] else None
    found: list[Offer] = []
    for minutes in MINUTES:
        wanted = start + timedelta(minutes=minutes)
        ends_at = wanted if latest is None else min(wanted, latest)
        if ends_at - start >= timedelta(minutes=room.shortest):
            found.append(Offer(minutes, ends_at, ends_at < wanted))
        if ends_at < wanted:
            break
    return found


def buttons(offered: list[Offer], *, at: datetime) -> list[dict[str, Any]]:
    """Both buttons, the script shows and hides them as time goes by."""
    said, by_minutes = words(), {offer.minutes: offer for offer in offered}
    rows = []
    for minutes in MINUTES:
        offer = by_minutes.get(minutes)
        label = said["book_rest"] if offer and offer.is_shortened else said["book_minutes"]
        until = said["until"].replace("{time}", clock_text(offer.ends_at, at=at)) if offer else ""
        rows.append(
            {
                "minutes": minutes,
                "label": label.replace("{minutes}", str(minutes)),
                "until": until,
                "is_offered": offer is not None,
            }
        )
    return rows


def whole_minute(at: datetime) -> datetime:
    """The minute the clock on the panel shows."""
    return at.replace(second=0, microsecond=0)


def free_nearby(room: Room, *, at: datetime) -> list[str]:
    """Names of rooms of the same site that are free now, those of the same building's page first."""
    state = rooms_state(room.space.floor.building.site, at=at)
    return [other["name"] for other in state["rooms"] if other["now"] == "free" and other["id"] != room.pk][:NEARBY]


def _hangs_at(request: HttpRequest, room: Room) -> bool:
    return rules.is_panel_of(request.device, room)  # type: ignore[attr-defined]


def _own_room(request: HttpRequest, slug: str) -> tuple[Room, Device]:
    """The room whose own panel asks; to a device that hangs elsewhere it is not there (404)."""
    room = Room.objects.with_place().filter(slug=slug).first()
    if room is None or not _hangs_at(request, room):
        raise Http404
    return room, request.device  # type: ignore[attr-defined]
