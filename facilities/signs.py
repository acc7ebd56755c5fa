"""What a sign prints: the digits and words that a wall screen and a simple LED sign have in common, ASCII only."""

from dataclasses import dataclass

NOTHING = "---"
FULL = {"nl": "VOL", "en": "FULL", "fr": "COMPLET"}
CLOSED = {"nl": "GESLOTEN", "en": "CLOSED", "fr": "FERME"}
LANGUAGES = tuple(FULL)
# What an LED sign too small for GESLOTEN shows: so many characters at least for each word, else the digit.
SHORTER = {"nl": ("GESLOTEN", "DICHT"), "en": ("CLOSED",), "fr": ("FERME",)}
LED_WIDTH = 8


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
            return _fitted(style.full if style.full is not None else FULL[style.language], style)
        case "closed":
            return _fitted(style.closed if style.closed is not None else _closed(style), style)
        case "spaces" | "almost" if free is not None:
            return _number(free, style)
        case _:
            return _fitted(NOTHING, style)


def _closed(style: Style) -> str:
    if style.width is None:
        return CLOSED[style.language]
    return next((word for word in SHORTER[style.language] if len(word) <= style.width), "0")


def _number(free: int, style: Style) -> str:
    if style.width is None:
        return str(free)
    text = str(free)
    # A number that does not fit would lose its first digit: all nines say "more than fits".
    return "9" * style.width if len(text) > style.width else text.rjust(style.width, style.pad)


def _fitted(text: str, style: Style) -> str:
    """Words stand at the right too, filled up with spaces: `0VOL` would read as a number."""
    if style.width is None:
        return text
    if text.isdigit():
        return _number(int(text), style)
    return text[: style.width].rjust(style.width)
