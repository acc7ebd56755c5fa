"""Which statistics must be made again because something was told about their time."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from facilities.kernel.statements import ALLOWED, Statements

from ..instants import is_sqlite, written_instant

MARK = """
    INSERT INTO parking_dirtyquarter (area_id, starts_at, mark)
    SELECT * FROM (VALUES {rows}) AS told WHERE {allowed}
    ON CONFLICT (area_id, starts_at) DO UPDATE SET mark = excluded.mark
"""
# Far below what one statement binds on either database.
ROWS_AT_ONCE = 5000


def mark(rows: Iterable[tuple[int, datetime]], *, into: Statements | None = None) -> None:
    """Mark the quarter of each (area, moment), once; a mark that stands becomes another, so that nobody removes it
    who did not know what was just told."""
    quarters = sorted({(area, quarter_of(moment)) for area, moment in rows})
    token = secrets.randbits(62)
    writes = Statements() if into is None else into
    whole, instant = ("", "") if is_sqlite() else ("::bigint", "::timestamptz")
    for start in range(0, len(quarters), ROWS_AT_ONCE):
        some = quarters[start : start + ROWS_AT_ONCE]
        parameters = [value for area, moment in some for value in (area, written_instant(moment), token)]
        marks = ", ".join([f"(%s{whole}, %s{instant}, %s{whole})"] * len(some))
        writes.add(MARK.format(rows=marks, allowed=ALLOWED), parameters)
    if into is None:
        writes.run()


def quarter_of(moment: datetime) -> datetime:
    """When the quarter of an hour began that `moment` lies in."""
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
