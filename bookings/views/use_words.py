"""The words for whether a room is used, for the first page and for the script that redraws it."""

from datetime import datetime

from django.utils.translation import gettext as _

from ..presence import Presence
from .words import clock_text


def use_words() -> dict[str, str]:
    """All of them in the language of this moment; {time} and {people} are filled in by whoever shows them."""
    return {
        "use_used": _("People inside since {time}"),
        "use_people": _("{people} inside since {time}"),
        "use_empty": _("Empty since {time}"),
        "use_unknown": _("Not known whether anybody is inside"),
        "booked_empty": _("Booked, yet empty since {time}"),
        "used_unbooked": _("In use without a booking since {time}"),
        "used_unbooked_people": _("In use without a booking since {time}: {people} inside"),
    }


def use_text(presence: Presence, *, at: datetime) -> str:
    """What the room's line says."""
    if presence.since is None:
        return use_words()["use_unknown"]
    key = presence.remark or f"use_{presence.use}"
    if presence.people and key == "use_used":
        key = "use_people"
    elif presence.people and key == "used_unbooked":
        key = "used_unbooked_people"
    said = use_words()[key].replace("{time}", clock_text(presence.since, at=at))
    return said.replace("{people}", str(presence.people))
