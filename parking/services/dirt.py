"""Which statistics must be made again because something was told about their time."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from ..models.history import DirtyQuarter


def mark(rows: Iterable[tuple[int, datetime]]) -> None:
    """Mark the quarter of each (area, moment), once; a mark that stands becomes another, so that nobody removes it
    who did not know what was just told."""
    quarters = {(area, _quarter(moment)) for area, moment in rows}
    token = secrets.randbits(62)
    marks = [DirtyQuarter(area_id=area, starts_at=starts_at, mark=token) for area, starts_at in sorted(quarters)]
    DirtyQuarter.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["area", "starts_at"], update_fields=["mark"]
    )


def _quarter(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
