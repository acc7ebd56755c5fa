"""What is kept of a visit, and for how long (docs/operations.md): figures stay, people are forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from facilities.models.places import Site

from ..models.blocked import BlockedVisitor
from ..models.muster import MusterEntry, MusterMark
from ..models.presence import Presence
from ..models.upkeep import PurgeLine, PurgeReport
from ..models.visits import Visit, VisitGroup, VisitPass
from .terms import days_of

PLATES_KEPT = timedelta(hours=24)
BLOCKS_KEPT = timedelta(days=365)
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Purge:
    """A report with its lines, one a site."""

    report: PurgeReport
    lines: list[PurgeLine]


def purge(*, at: datetime) -> Purge:
    """Forget what is older than its time, some rows at once; the report says how much, and where."""
    found = due(at=at)
    report, lines = found.report, found.lines
    for line in lines:
        line.names = sum(_forget(some, at=at) for some in _pieces(_old_visits(line)))
    report.names = sum(line.names for line in lines)
    report.plates = sum(Visit.objects.filter(pk__in=some).update(plate="") for some in _pieces(_old_plates(report)))
    report.blocks = _old_blocks(at).delete()[0]
    report.mustered = _forget_mustered(at)
    report.presences = _old_presences(at).delete()[0]
    with transaction.atomic():
        report.save()
        PurgeLine.objects.bulk_create(lines)
    return found


def due(*, at: datetime) -> Purge:
    """What a purge at `at` would forget; not saved."""
    report = PurgeReport(
        made_at=at,
        names_before=at - timedelta(days=settings.VISITOR_DAYS),
        plates_before=at - PLATES_KEPT,
    )
    lines = [_line(report, site, at) for site in Site.objects.order_by("name")]
    report.names = sum(line.names for line in lines)
    known = [_old_visits(line).values("pk") for line in lines]
    plates = _old_plates(report)
    for visits in known:
        plates = plates.exclude(pk__in=visits)
    report.plates = plates.count()
    report.blocks = _old_blocks(at).count()
    report.mustered = _old_entries(at).count()
    report.presences = _old_presences(at).count()
    return Purge(report, lines)


def _line(report: PurgeReport, site: Site, at: datetime) -> PurgeLine:
    days = days_of(site)
    line = PurgeLine(report=report, site=site, days=days, names_before=at - timedelta(days=days))
    line.names = _old_visits(line).count()
    return line


def _old_visits(line: PurgeLine) -> QuerySet[Visit]:
    return Visit.objects.known().at(line.site).filter(closed_at__lt=line.names_before)


def _old_plates(report: PurgeReport) -> QuerySet[Visit]:
    return Visit.objects.filter(closed_at__lt=report.plates_before).exclude(plate="")


def _old_blocks(at: datetime) -> QuerySet[BlockedVisitor]:
    cutoff = at - BLOCKS_KEPT
    return BlockedVisitor.objects.filter(Q(lifted_at__lt=cutoff) | Q(until__lt=cutoff))


def _old_entries(at: datetime) -> QuerySet[MusterEntry]:
    cutoff = at - timedelta(days=settings.MUSTER_DAYS)
    return MusterEntry.objects.filter(muster__report__ended_at__lt=cutoff).exclude(name="")


def _old_presences(at: datetime) -> QuerySet[Presence]:
    return Presence.objects.filter(closed_at__lt=at - timedelta(days=settings.MUSTER_DAYS))


@transaction.atomic
def _forget_mustered(at: datetime) -> int:
    """Who was on an evacuation list, and who ticked off whom; the lines, their times and the figures stay."""
    old = list(_old_entries(at).values_list("pk", flat=True))
    MusterMark.objects.filter(entry__in=old).update(by=None)
    return MusterEntry.objects.filter(pk__in=old).update(
        name="", firm="", host="", person=None, visit=None, added_by=None
    )


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
