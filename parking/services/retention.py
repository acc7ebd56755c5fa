"""What the count keeps, and for how long (docs/operations.md): the ledger goes, its sums stay."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Model, QuerySet

from .. import ledger, projection
from ..messages import EVENTS_KEPT
from ..models.areas import Area
from ..models.history import DirtyQuarter, MinuteStat, QuarterStat
from ..models.holds import Hold
from ..models.ledger import Anchor, CountEvent
from ..querysets import CLOSING

logger = logging.getLogger(__name__)

MINUTES_KEPT = timedelta(days=35)
# A hold bears the name of a visitor: as long as whoever asks about a parking ticket may need.
HOLDS_KEPT = timedelta(days=30)
QUARTERS_KEPT = timedelta(days=25 * 365 // 12)
AT_ONCE = 2000


def purge(*, at: datetime) -> dict[str, int]:
    """Remove what is older than its time, having written what must outlive it; returns how many rows of each."""
    cutoff = at - EVENTS_KEPT
    removed = {
        "events": _purge_events(cutoff, at=at),
        "minutes": _remove(MinuteStat.objects.filter(starts_at__lt=at - MINUTES_KEPT)),
        "holds": _remove(Hold.objects.filter(ends_at__lt=at - HOLDS_KEPT)),
        "quarters": _remove(QuarterStat.objects.filter(starts_at__lt=at - QUARTERS_KEPT)),
    }
    _remove(DirtyQuarter.objects.filter(starts_at__lt=cutoff))
    logger.info(
        "removed %(events)s events, %(minutes)s minutes, %(quarters)s quarters and %(holds)s held places of car parks",
        removed,
    )
    return removed


def _purge_events(cutoff: datetime, *, at: datetime) -> int:
    old = CountEvent.objects.filter(effective_at__lte=cutoff)
    if not old.exists():
        return 0
    areas = list(Area.objects.counting().order_by("pk"))
    uncounted = [area for area in areas if not _close(area, cutoff, at=at)]
    removed = _remove(old)
    for area in uncounted:
        _follow(area, at=at)
    return removed


@transaction.atomic
def _close(area: Area, cutoff: datetime, *, at: datetime) -> bool:
    """Write down what the area held at `cutoff`, so that the count can be made anew without what lies before; says
    whether anybody had counted there at all."""
    projection.hold(area.car_park_id, at=at)
    value = ledger.value_at(area.pk, cutoff)
    if value is None:
        return False
    if not Anchor.objects.filter(area=area, counted_at=cutoff).exists():
        Anchor.objects.create(area=area, counted_at=cutoff, value=value, drift=0, reason=CLOSING, recorded_at=at)
        Anchor.objects.filter(area=area, counted_at__lt=cutoff).closing().delete()
        projection.follow([area.pk], at=at)
    return True


@transaction.atomic
def _follow(area: Area, *, at: datetime) -> None:
    projection.hold(area.car_park_id, at=at)
    projection.follow([area.pk], at=at)


def _remove(rows: QuerySet) -> int:
    return sum(_remove_some(rows.model, some) for some in _pieces(rows))


def _pieces(rows: QuerySet) -> Iterator[list[int]]:
    while some := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield some


@transaction.atomic
def _remove_some(model: type[Model], some: list[int]) -> int:
    model._default_manager.filter(pk__in=some).delete()
    return len(some)
