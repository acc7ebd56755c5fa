"""Statistics as files: CSV for programs, XLSX for people; the same rows in both."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from facilities import sheets

from .models.areas import Area
from .reporting import Figure, Period, figures_each

Line = list[Any]


def head() -> list[str]:
    """The names of the columns, in the language of this moment."""
    return [
        pgettext("part of a car park", "Area"),
        _("From"),
        _("Until"),
        _("Mean"),
        _("Least"),
        _("Most"),
        _("In"),
        _("Out"),
        _("Covered (%)"),
        _("Quality"),
        _("In from outside"),
        _("Out to outside"),
    ]


def lines(areas: list[Area], period: Period) -> Iterator[Line]:
    """One line an area and quarter (of a month: and day); times with their offset, so that none is ambiguous."""
    for area, figure in figures_each(areas, period):
        yield _line(area, figure, period)


def as_csv(areas: list[Area], period: Period) -> str:
    """The lines as CSV with a header."""
    return sheets.as_csv(head(), lines(areas, period))


def as_xlsx(areas: list[Area], period: Period) -> bytes:
    """The lines as a workbook of one sheet, with numbers as numbers."""
    return sheets.as_xlsx(head(), lines(areas, period), widths=(26, 26, 26))


def _line(area: Area, figure: Figure, period: Period) -> Line:
    return [
        area.name,
        figure.starts_at.astimezone(period.zone).isoformat(),
        figure.ends_at.astimezone(period.zone).isoformat(),
        None if figure.mean is None else round(figure.mean, 2),
        figure.least,
        figure.most,
        figure.entered,
        figure.left,
        round(figure.share * 100, 1),
        figure.quality,
        figure.arrived,
        figure.departed,
    ]
