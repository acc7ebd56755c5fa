"""The live page of a site: which rooms are free now, until when, and what is on today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from facilities.kernel import clock
from facilities.kernel.clock import local_day
from facilities.kernel.intervals import Interval
from facilities.models.places import Building, Floor, Site
from facilities.opening import OpeningCalendar
from facilities.scopes import person_of
from facilities.site_panels import panels_of
from facilities.views.site_pages import address_for, site_tabs

from ..availability import rooms_state
from ..models import Booking, Room
from ..presence import Presence, presences
from ..rules import works_at
from .use_words import use_text, use_words
from .words import until_text, words

TILES = ("free", "soon", "busy", "blocked")


@dataclass(slots=True)
class Storey:
    """One floor of the page with the rooms on it."""

    building: Building
    floor: Floor
    timeline: str | None
    rooms: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sieve:
    """What the visitor wants to see; the script applies the same without asking the server."""

    text: str
    seats: int
    only_free: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Sieve":
        """From the address of the page; nonsense counts as not asked."""
        seats = request.GET.get("seats", "")
        return cls(
            text=request.GET.get("q", "").strip(),
            seats=int(seats) if seats.isdigit() and len(seats) < 5 else 0,
            only_free=request.GET.get("free") == "1",
        )

    def lets_through(self, room: Room, now: str) -> bool:
        """Whether the room is shown."""
        if self.only_free and now not in {"free", "soon"}:
            return False
        return room.seats >= self.seats and self.text.lower() in f"{room.name} {room.space.code}".lower()


class SiteLive(View):
    """Rooms of a site, live."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The page as it is now; the script keeps it so."""
        person = person_of(request)
        site = get_object_or_404(Site.objects.visible_to(person), slug=slug)
        at = clock.now()
        state = rooms_state(site, at=at)
        sieve = Sieve.of(request)
        works_here = works_at(person, site)
        used = presences(site, at=at) if works_here else {}
        storeys = storeys_of(request, site, state, sieve, used, at=at)
        shown = [room["now"] for storey in storeys for room in storey.rooms]
        today = timezone.localtime(at).date()
        calendar = OpeningCalendar(site, today, today)
        bookings = todays_bookings(request, site, at=at) if works_here else []
        context = {
            "site": site,
            "tabs": site_tabs(request, site),
            "storeys": storeys,
            "tiles": [(now, words()[now], shown.count(now)) for now in TILES],
            "summary": summary(shown),
            "sieve": sieve,
            "words": words() | use_words(),
            "is_sensed": bool(used),
            "differing": differing(used),
            "opening": [hours_text(stretch) for stretch in calendar.stretches(today)],
            "day_note": calendar.note(today),
            "works_here": works_here,
            "mode_address": address_for(request, "facilities:site-mode", slug=site.slug) if works_here else None,
            "modes_address": address_for(request, "facilities:mode-list", slug=site.slug) if works_here else None,
            "coming": [booking for booking in bookings if booking.ends_at > at],
            "past": [booking for booking in bookings if booking.ends_at <= at],
            "panels": panels_of(site, person=person, at=at),
            "now": at,
        }
        return render(request, "bookings/site.html", context)


def differing(used: Mapping[int, Presence]) -> list[tuple[str, int]]:
    """How many rooms are booked and empty, how many used and not booked."""
    remarks = [presence.remark for presence in used.values()]
    return [(remark, remarks.count(remark)) for remark in ("booked_empty", "used_unbooked")]


def storeys_of(
    request: HttpRequest,
    site: Site,
    state: dict[str, Any],
    sieve: Sieve,
    used: Mapping[int, Presence],
    *,
    at: datetime,
) -> list[Storey]:
    """The rooms this person sees, by building and floor; the state of the others stays unread."""
    now = {room["id"]: room for room in state["rooms"]}
    rooms = (
        Room.objects.visible_to(person_of(request))
        .at(site)
        .with_place()
        .prefetch_related("equipment")
        .order_by("space__floor__building__name", "space__floor__level", "name")
    )
    storeys: dict[int, Storey] = {}
    for room in rooms:
        live = now.get(room.pk)
        if live is None:
            continue
        floor = room.space.floor
        storey = storeys.get(floor.pk)
        if storey is None:
            timeline = address_for(request, "bookings:timeline-day", slug=floor.building.slug)
            storey = storeys[floor.pk] = Storey(floor.building, floor, timeline)
        storey.rooms.append(
            {
                "room": room,
                "now": live["now"],
                "word": words()[live["now"]],
                "until": until_text(live, at=at),
                "use": use_text(used[room.pk], at=at) if room.pk in used else "",
                "remark": (used[room.pk].remark or "") if room.pk in used else "",
                "book": booking_of(request, room, at=at),
                "is_hidden": not sieve.lets_through(room, live["now"]),
            }
        )
    return list(storeys.values())


def booking_of(request: HttpRequest, room: Room, *, at: datetime) -> str | None:
    """The form that books the room now, for those who may: an hour from the running step of its grid."""
    address = address_for(request, "bookings:booking-add")
    if address is None:
        return None
    local = timezone.localtime(at)
    minute = (local.hour * 60 + local.minute) // room.grid * room.grid
    end = min(minute + 60, 24 * 60)
    times = {"start": f"{minute // 60:02}:{minute % 60:02}", "end": f"{end // 60:02}:{end % 60:02}"}
    return f"{address}?{urlencode({'room': room.pk, 'day': local.date().isoformat()} | times)}"


def summary(shown: list[str]) -> str:
    """How many rooms can be had, in a sentence."""
    free = shown.count("free") + shown.count("soon")
    return words()["rooms_free"].replace("{free}", str(free)).replace("{total}", str(len(shown)))


def hours_text(stretch: Interval) -> str:
    """09:00 – 17:30; midnight ends a day here, it does not begin one."""
    opens, closes = (f"{timezone.localtime(edge):%H:%M}" for edge in (stretch.start, stretch.end))
    return f"{opens} – {'24:00' if closes == '00:00' else closes}"


def todays_bookings(request: HttpRequest, site: Site, *, at: datetime) -> list[Booking]:
    """What is on at the site today, for the people of the desk."""
    day = local_day(timezone.localtime(at).date())
    return list(
        Booking.objects.visible_to(person_of(request))
        .filter(room__space__floor__building__site=site)
        .live()
        .during(day)
        .select_related("room", "organisation", "organiser")
        .order_by("starts_at", "room__name")
    )
