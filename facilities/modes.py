"""What everybody must know of the mode of a house: as facts of a live state, as words, as letters of a sign."""

from typing import Any

from django.utils.translation import gettext as _

from .models.places import Site

EVACUATION, LOCKDOWN = Site.Mode.EVACUATION, Site.Mode.LOCKDOWN
# The longest word that fits; a sign too small for all of them stays without a number.
SIGNS: dict[str, dict[str, tuple[str, ...]]] = {
    EVACUATION: {"nl": ("EVACUATIE", "EVAC"), "en": ("EVACUATION", "EVAC"), "fr": ("EVACUATION", "EVAC")},
    LOCKDOWN: {"nl": ("LOCKDOWN",), "en": ("LOCKDOWN",), "fr": ("LOCKDOWN",)},
}
DRILLS = {"nl": "OEFENING", "en": "DRILL", "fr": "EXERCICE"}


def mode_facts(site: Site) -> dict[str, Any]:
    """What every live state of something at `site` carries."""
    return {"mode": site.mode, "is_drill": site.is_drill}


def mode_headline(mode: str, is_drill: bool) -> str:
    """The mode in a word or two; nothing while all is normal."""
    match mode, is_drill:
        case Site.Mode.EVACUATION, False:
            return _("Evacuation")
        case Site.Mode.EVACUATION, True:
            return _("Evacuation drill")
        case Site.Mode.LOCKDOWN, False:
            return _("Lockdown")
        case Site.Mode.LOCKDOWN, True:
            return _("Lockdown drill")
        case _other:
            return ""


def mode_words(mode: str) -> str:
    """What everybody in the house must do; in a drill the same."""
    match mode:
        case Site.Mode.EVACUATION:
            return _("Leave the building now by the nearest exit. Do not use the lift. Go to the assembly point.")
        case Site.Mode.LOCKDOWN:
            return _("Stay inside, lock the door and keep away from the windows. Wait until the desk says it is safe.")
        case _other:
            return ""


def mode_sign(mode: str, is_drill: bool, language: str, width: int | None) -> str | None:
    """What a sign of so many characters prints instead of a number; None while all is normal."""
    known = SIGNS.get(mode)
    if known is None:
        return None
    words = known[language]
    if is_drill:
        words = (f"{words[0]} ({DRILLS[language]})", *words)
    return next((word for word in words if width is None or len(word) <= width), "---")
