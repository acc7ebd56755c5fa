"""Statistics as files: CSV for programs, XLSX for people; the same rows in both."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

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
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(head())
    writer.writerows(lines(areas, period))
    return text.getvalue()


def as_xlsx(areas: list[Area], period: Period) -> bytes:
    """The lines as a workbook of one sheet, with numbers as numbers."""
    content = BytesIO()
    # Names that begin with = are text, whatever a spreadsheet would make of them.
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for column, word in enumerate(head()):
        sheet.write_string(0, column, word, bold)
    for row, line in enumerate(lines(areas, period), start=1):
        for column, value in enumerate(line):
            if isinstance(value, (int, float)):
                sheet.write_number(row, column, value)
            elif value is not None:
                sheet.write_string(row, column, value)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 2, 26)
    book.close()
    return content.getvalue()


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
