"""The badge as PDF, set by Typst in this process with the letter of the house; nothing is fetched."""

from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import segno
import typst
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from facilities.typesetting import inputs

from .models.visits import Visit

SOURCE = Path(__file__).parent / "typst" / "badge.typ"
FORMATS = ("label", "a6")


def badge_pdf(visit: Visit, *, token: str, form: str = "label") -> bytes:
    """A badge for `visit` on a 62 mm label or on A6, accessible (PDF/UA-1); the code on it is `token`."""
    return typst.compile(SOURCE, format="pdf", pdf_standards=["ua-1"], **inputs("badge", _words(visit, token, form)))


def badge_png(visit: Visit, *, token: str, form: str = "label", ppi: float = 144) -> bytes:
    """The same as a picture."""
    return typst.compile(SOURCE, format="png", ppi=ppi, **inputs("badge", _words(visit, token, form)))


def _words(visit: Visit, token: str, form: str) -> dict[str, str]:
    zone = ZoneInfo(visit.site.time_zone)
    starts, ends = visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone)
    with translation.override(visit.language):
        return {
            "format": form,
            "language": visit.language[:2],
            "title": _("Visitor badge %(number)s") % {"number": visit.badge_number},
            "word": _("Visitor"),
            "number": visit.badge_number,
            "name": visit.visitor_name,
            "firm": visit.visitor_firm,
            "host_line": _("With %(host)s") % {"host": visit.host.name if visit.host else ""},
            "organisation": visit.organisation.name,
            "site": visit.site.name,
            "room": visit.booking.room.name if visit.booking is not None else "",
            "day": date_format(starts, "D j M Y"),
            "until": _("until %(clock)s") % {"clock": f"{ends:%H:%M}"},
            "code": _drawing(token),
            "code_words": _("Code that signs the visitor out"),
        }


def _drawing(token: str) -> str:
    file = BytesIO()
    segno.make(token, error="m", micro=False).save(file, kind="svg", border=0, xmldecl=False)
    return file.getvalue().decode()
