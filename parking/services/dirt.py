"""Which statistics must be made again because something was told about their time."""

from collections.abc import Iterable
from datetime import datetime

from ..models.history import DirtyQuarter


def mark(rows: Iterable[tuple[int, datetime]]) -> None:
    """Mark the quarter of each (area, moment), once."""
    quarters = {(area, _quarter(moment)) for area, moment in rows}
    marks = [DirtyQuarter(area_id=area, starts_at=starts_at) for area, starts_at in sorted(quarters)]
    DirtyQuarter.objects.bulk_create(marks, ignore_conflicts=True)


def _quarter(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
