"""Days as people write them: day, month, year, in that order in every language of the house."""

import re
from datetime import date

WRITTEN = "%d/%m/%Y"
# Dates outside are typing errors, and the far ends of the calendar would overflow.
YEARS = range(2000, 2200)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_HERE = re.compile(r"(?P<day>\d{1,2})[ /.-](?P<month>\d{1,2})[ /.-](?P<year>\d{4}|\d{2})")
# A keyboard with only digits on it has no strokes.
_DIGITS = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})")


def read_day(text: str) -> date | None:
    """The day that `24/11/2026`, `24-11-26`, `24112026` or `2026-11-24` mean; None where it is none."""
    text = text.strip()
    found = _ISO.fullmatch(text) or _HERE.fullmatch(text) or _DIGITS.fullmatch(text)
    if found is None or not text.isascii():
        return None
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    if year not in YEARS:
        return None
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def written_day(day: date) -> str:
    """`24/11/2026`."""
    return day.strftime(WRITTEN)
