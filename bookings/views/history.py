"""The history of a booking in words, from the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from facilities.models.machinery import AuditEntry
from facilities.views.audit_words import actor_names

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
    names = actor_names(entry.actor for entry in entries)
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
