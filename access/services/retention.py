"""What is kept of a visit, and for how long (docs/operations.md): figures stay, people are forgotten."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from ..models.blocked import BlockedVisitor
from ..models.upkeep import PurgeReport
from ..models.visits import Visit, VisitGroup, VisitPass

PLATES_KEPT = timedelta(hours=24)
BLOCKS_KEPT = timedelta(days=365)
AT_ONCE = 1000


def purge(*, at: datetime) -> PurgeReport:
    """Forget what is older than its time, some rows at once; the report says how much."""
    report = due(at=at)
    report.names = sum(_forget(some, at=at) for some in _pieces(_old_visits(report)))
    report.plates = sum(Visit.objects.filter(pk__in=some).update(plate="") for some in _pieces(_old_plates(report)))
    report.blocks = _old_blocks(at).delete()[0]
    report.save()
    return report


def due(*, at: datetime) -> PurgeReport:
    """What a purge at `at` would forget; not saved."""
    report = PurgeReport(
        made_at=at,
        names_before=at - timedelta(days=settings.VISITOR_DAYS),
        plates_before=at - PLATES_KEPT,
    )
    report.names = _old_visits(report).count()
    report.plates = _old_plates(report).exclude(pk__in=_old_visits(report)).count()
    report.blocks = _old_blocks(at).count()
    return report


def _old_visits(report: PurgeReport) -> QuerySet[Visit]:
    return Visit.objects.known().filter(closed_at__lt=report.names_before)


def _old_plates(report: PurgeReport) -> QuerySet[Visit]:
    return Visit.objects.filter(closed_at__lt=report.plates_before).exclude(plate="")


def _old_blocks(at: datetime) -> QuerySet[BlockedVisitor]:
    cutoff = at - BLOCKS_KEPT
    return BlockedVisitor.objects.filter(Q(lifted_at__lt=cutoff) | Q(until__lt=cutoff))


def _pieces(rows: QuerySet[Visit]) -> Iterator[list[int]]:
    while some := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield some


@transaction.atomic
def _forget(some: list[int], *, at: datetime) -> int:
    visits = Visit.objects.filter(pk__in=some)
    groups = set(visits.exclude(group=None).values_list("group", flat=True))
    VisitPass.objects.filter(visit__in=some).delete()
    count = visits.update(
        visitor_name="",
        visitor_firm="",
        visitor_email="",
        plate="",
        host=None,
        invited_by=None,
        approved_by=None,
        group=None,
        anonymised_at=at,
    )
    VisitGroup.objects.filter(pk__in=groups, visits__isnull=True).delete()
    return count
