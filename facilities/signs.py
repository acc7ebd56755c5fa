"""What a sign prints: the digits and words that a wall screen and a simple LED sign have in common, ASCII only."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from .models.devices import Board

NOTHING = "---"
FULL = {"nl": "VOL", "en": "FULL", "fr": "COMPLET"}
# The longest word that fits, on a sign too small for all of them the digit: none free.
CLOSED = {"nl": ("GESLOTEN", "DICHT"), "en": ("CLOSED",), "fr": ("FERME",)}
LANGUAGES = tuple(FULL)
WIDEST = 80


@dataclass(frozen=True, slots=True)
class Style:
    """How one sign wants its lines: characters wide, filled up with, in which language, other words for a state."""

    language: str = "nl"
    width: int | None = None
    pad: str = " "
    full: str | None = None
    closed: str | None = None


def sign_text(state: str, free: int | None, style: Style | None = None) -> str:
    """The number where there is one, else the word of the state; `---` for whatever is not known."""
    style = style or Style()
    match state:
        case "full":
            return _said(style.full, (FULL[style.language],), style)
        case "closed":
            return _said(style.closed, CLOSED[style.language], style)
        case "spaces" | "almost" if free is not None:
            return _number(str(free), style)
        case _:
            return _filled(NOTHING, style)


def plain(text: str, width: int | None = None) -> str:
    """Any text as far as ASCII goes: é becomes e, a dash -, the rest a question mark."""
    for sign, letter in (("–", "-"), ("—", "-"), ("·", "-"), ("’", "'")):
        text = text.replace(sign, letter)
    parts = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return bare.encode("ascii", "replace").decode("ascii")[:width]


def _said(given: str | None, words: tuple[str, ...], style: Style) -> str:
    if given is None:
        given = next((word for word in words if style.width is None or len(word) <= style.width), "0")
    return _number(given, style) if given.isdigit() else _filled(given, style)


def _number(digits: str, style: Style) -> str:
    if style.width is None:
        return digits
    # A number that does not fit would lose its first digit: all nines say "more than fits".
    return "9" * style.width if len(digits) > style.width else digits.rjust(style.width, style.pad)


def _filled(text: str, style: Style) -> str:
    """Words stand at the right too, filled up with spaces: `0VOL` would read as a number."""
    return text if style.width is None else text[: style.width].rjust(style.width)


def both(board: Board, words: Any) -> list[str]:  # Any: a function without arguments
    """What `words()` says in the board's language, then in the other."""
    texts = []
    for language in sorted(("nl", "en-gb"), key=lambda code: code != board.language):
        with translation.override(language):
            texts.append(str(words()))
    return texts
