"""The words a screen uses for the state of a room, for the server's first page and for the scripts that redraw it."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from facilities.kernel.clock import wall_text


def words() -> dict[str, str]:
    """All of them in the language of this moment; {time} and the like are filled in by whoever shows them."""
    return {
        "free": _("Free"),
        "soon": _("Free for a moment"),
        "busy": _("In use"),
        "prepared": _("Being prepared"),
        "held": _("Being booked"),
        "blocked": _("Out of use"),
        "closed": _("Closed"),
        "until": _("until {time}"),
        "open_end": _("for the rest of the day"),
        "opens": _("opens {time}"),
        "minutes_left": _("{minutes} min left"),
        "hours_left": _("{hours} h {minutes} min left"),
        "from_to": _("{start} – {end}"),
        "nothing_next": _("Nothing more planned today"),
        "book_minutes": _("Book {minutes} minutes"),
        "book_rest": _("Book what is left"),
        "mode_normal": _("normal"),
        "mode_lockdown": _("lockdown"),
        "mode_evacuation": _("evacuation"),
        "rooms_free": _("{free} of {total} rooms free"),
    }


def word_of(state: dict[str, Any]) -> str:
    """The key of the word for a room's state: busy without a meeting means that it is being booked or prepared."""
    now = str(state["now"])
    if state.get("held"):
        return "held"
    return "prepared" if now == "busy" and state.get("current", True) is None else now


def moment(value: str) -> datetime:
    """An instant of a live state."""
    return datetime.fromisoformat(value)


def clock_text(value: datetime, *, at: datetime) -> str:
    """14:30, with the day in front when that is not today, on the clock of the page."""
    return wall_text(value, at=at, tz=timezone.get_current_timezone())


def until_text(state: dict[str, Any], *, at: datetime) -> str:
    """The line under the word: until when it holds."""
    said = words()
    if state["until"] is None:
        return said["open_end"] if state["now"] == "free" else ""
    key = "opens" if state["now"] == "closed" else "until"
    return said[key].replace("{time}", clock_text(moment(state["until"]), at=at))
