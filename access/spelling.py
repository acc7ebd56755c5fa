"""Names and plates in the one spelling in which they are compared."""

import re
import unicodedata
from difflib import SequenceMatcher

ALIKE = 0.85


def normalised_name(name: str) -> str:
    """Small letters without accents, words in order: Peeters, Jan is jan peeters."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"\w+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    return " ".join(sorted(words))[:120]


def resembles(one: str, other: str) -> bool:
    """Whether two normalised names could be the same, mistyped."""
    return SequenceMatcher(None, one, other).ratio() >= ALIKE


def normalised_plate(plate: str) -> str:
    """Capitals and digits only: 1-ABC-123 as 1ABC123."""
    return re.sub(r"[^0-9A-Z]", "", plate.upper())[:16]
