"""Published index numbers and coefficients as files bring them: CSV as a spreadsheet writes it, or JSON."""

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from .errors import UnreadableIndices

COLUMNS = ("series", "base", "month", "value", "to_base", "coefficient", "source")


@dataclass(frozen=True, slots=True)
class Number:
    """The index of a month."""

    line: int
    series: str
    base: int
    month: date
    value: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What turns a number of `base` into one of `to_base`."""

    line: int
    series: str
    base: int
    to_base: int
    coefficient: Decimal
    source: str


def read(text: str) -> list[Number | Coefficient]:
    """All rows of a file, numbered as an editor does; raises `UnreadableIndices` naming the first that cannot be read.

    A row with `to_base` and `coefficient` is a coefficient, one with `month` and `value` a number.
    """
    rows = list(_json(text) if text.lstrip("\ufeff \r\n\t").startswith("[") else _csv(text))
    if not rows:
        raise UnreadableIndices(line=1)
    return [_row(line, row) for line, row in rows]


def _csv(text: str) -> Iterable[tuple[int, dict[str, Any]]]:
    text = text.lstrip("\ufeff")
    head = text.partition("\n")[0]
    reader = csv.DictReader(text.splitlines(), delimiter=";" if ";" in head else ",")
    for row in reader:
        yield reader.line_num, row


def _json(text: str) -> Iterable[tuple[int, dict[str, Any]]]:
    try:
        rows = json.loads(text.lstrip("\ufeff"), parse_float=str, parse_int=str)
    except ValueError as error:
        raise UnreadableIndices(line=getattr(error, "lineno", 1)) from error
    for line, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise UnreadableIndices(line=line)
        yield line, row


def _row(line: int, row: dict[str, Any]) -> Number | Coefficient:
    cells = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    try:
        series, base, source = cells["series"] or "health", int(cells["base"]), cells["source"]
        if cells["to_base"]:
            return Coefficient(line, series, base, int(cells["to_base"]), _number(cells["coefficient"]), source)
        return Number(line, series, base, _month(cells["month"]), _number(cells["value"]), source)
    except (ValueError, InvalidOperation) as error:
        raise UnreadableIndices(line=line) from error


def _number(text: str) -> Decimal:
    number = Decimal(text.replace(",", "."))
    if not number.is_finite():
        raise ValueError(text)
    return number


def _month(text: str) -> date:
    return date.fromisoformat(text if len(text) > 7 else f"{text}-01")
