"""The whole of it, for those who keep it running and those who look on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from bookings.models import Booking, Room
from facilities.models import AuditEntry, OutboxMessage, PeriodicJob, Site, User
from facilities.views.audit_words import subject_in_words, word_for

from .desks import silent
from .today import counts, today


@dataclass(frozen=True, slots=True)
class House:
    """One line of the list of all houses."""

    site: Site
    rooms: int
    meetings: int
    silent: int


@dataclass(frozen=True, slots=True)
class Platform:
    """The whole of it, for those who keep it running and those who look on."""

    houses: list[House]
    waiting: int
    failed: int
    broken_jobs: list[PeriodicJob]
    entries: list[AuditEntry]

    def deeds(self) -> Iterable[tuple[AuditEntry, str, str]]:
        """The latest entries, each with its subject and deed in words."""
        return [(entry, subject_in_words(entry.subject), word_for(entry.verb)) for entry in self.entries]


def platform(user: User, *, at: datetime) -> Platform:
    """All houses in a line each, what failed, and what was done last."""
    place = "space__floor__building__site"
    rooms = counts(Room.objects.visible_to(user).offered(), place, "pk")
    meetings = counts(Booking.objects.visible_to(user).live().during(today(at)), f"room__{place}", "pk")
    quiet = counts(silent(user, at=at), "site", "pk")
    sites: Iterable[Site] = Site.objects.visible_to(user).order_by("name")
    outbox = OutboxMessage.objects.visible_to(user).order_by()
    states = dict(outbox.values_list("state").annotate(Count("pk")))
    return Platform(
        houses=[House(site, *(found.get(site.pk, 0) for found in (rooms, meetings, quiet))) for site in sites],
        waiting=states.get(OutboxMessage.State.WAITING, 0),
        failed=states.get(OutboxMessage.State.FAILED, 0),
        broken_jobs=list(PeriodicJob.objects.exclude(last_error="")),
        entries=list(AuditEntry.objects.visible_to(user).select_related("site", "organisation").order_by("-id")[:8]),
    )
