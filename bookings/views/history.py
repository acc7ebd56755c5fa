"""The history of a booking in words, from the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from facilities.models.devices import Device
from facilities.models.machinery import AuditEntry
from facilities.models.people import User

from ..models import Booking


@dataclass(frozen=True, slots=True)
class Moment:
    """One line: when, what, by whom."""

    at: datetime
    deed: str
    by: str


def history_of(booking: Booking) -> list[Moment]:
    """What was done to `booking`, the latest first; whoever calls has checked that the reader works at its site."""
    entries = list(AuditEntry.objects.filter(subject=f"{booking._meta.label_lower}:{booking.pk}"))
    names = _names(entry.actor for entry in entries)
    return [Moment(entry.at, _deed(entry), names.get(entry.actor, _("the system"))) for entry in entries]


def _deed(entry: AuditEntry) -> str:
    words = {
        "booked": _("Booked"),
        "changed": _("Changed"),
        "cancelled": _("Cancelled"),
        "ended_early": _("Ended early"),
        "gave_up_turnover": _("Turnover given up to a neighbour"),
    }
    return words.get(entry.verb, entry.verb)


def _names(actors: Iterable[str]) -> dict[str, str]:
    keys: dict[str, set[int]] = {"user": set(), "device": set()}
    for actor in actors:
        kind, _colon, key = actor.partition(":")
        if kind in keys and key.isdecimal():
            keys[kind].add(int(key))
    people = User.objects.in_bulk(keys["user"])
    screens = Device.objects.in_bulk(keys["device"])
    return {f"user:{pk}": user.name for pk, user in people.items()} | {
        f"device:{pk}": device.name for pk, device in screens.items()
    }
