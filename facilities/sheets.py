"""Lists as files: CSV for programs or for the spreadsheets of people here, XLSX for all; the same rows in each."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Line = Sequence[Any]
BOM = "\ufeff"
# What a spreadsheet would take for a formula when it opens a text file.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(head: Sequence[str], lines: Iterable[Line]) -> str:
    """With commas, for programs."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(lines)
    return text.getvalue()


def as_local_csv(head: Sequence[str], lines: Iterable[Line]) -> str:
    """With semicolons and a byte order mark, as a double click in Belgium opens it; no text becomes a formula."""
    text = StringIO(BOM)
    text.seek(len(BOM))
    writer = csv.writer(text, delimiter=";")
    writer.writerow(head)
    writer.writerows([_harmless(value) for value in line] for line in lines)
    return text.getvalue()


def as_xlsx(head: Sequence[str], lines: Iterable[Line], *, widths: Sequence[int] = ()) -> bytes:
    """As a workbook of one sheet, with numbers as numbers; `widths` of the first columns in characters."""
    content = BytesIO()
    # Names that begin with = are text, whatever a spreadsheet would make of them.
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for column, word in enumerate(head):
        sheet.write_string(0, column, word, bold)
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            if isinstance(value, (int, float)):
                sheet.write_number(row, column, value)
            elif value is not None:
                sheet.write_string(row, column, value)
    sheet.freeze_panes(1, 0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    book.close()
    return content.getvalue()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value
