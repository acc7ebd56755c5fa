"""Periodic jobs: each due time is served once, over any number of processes, also after downtime."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from .. import rules
from ..deeds import Actor, deed
from ..kernel import clock
from ..models.machinery import PeriodicJob
from .outbox import wait_after

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do `every` so often or `daily` at a local time ("03:15"); `run(at=…)` gets the due time it serves.

    After downtime it runs once per due time missed, or with `catch_up=False` once for the latest of them. A run that
    was killed is repeated when its `lease` is over: make that longer than a run ever takes.
    """

    name: str
    run: Callable[..., Any]  # Any: what a job returns is nobody's business
    label: str | Promise = ""
    every: timedelta | None = None
    daily: str | None = None
    catch_up: bool = True
    lease: timedelta = timedelta(minutes=10)

    def __post_init__(self) -> None:
        if (self.every is None) == (self.daily is None):
            raise ValueError(f"job {self.name}: say either every or daily")

    def due_before(self, at: datetime) -> datetime:
        """The latest due time not after `at`."""
        if self.every is not None:
            midnight = datetime(2000, 1, 1, tzinfo=UTC)
            return midnight + (at - midnight) // self.every * self.every
        day = at.astimezone(clock.BRUSSELS).date()
        due = clock.at_minute(day, self._minute)
        return due if due <= at else clock.at_minute(day - timedelta(days=1), self._minute)

    def due_after(self, at: datetime) -> datetime:
        """The first due time after `at`."""
        if self.every is not None:
            return self.due_before(at) + self.every
        day = at.astimezone(clock.BRUSSELS).date()
        due = clock.at_minute(day, self._minute)
        return due if due > at else clock.at_minute(day + timedelta(days=1), self._minute)

    @property
    def _minute(self) -> int:
        hours, minutes = (self.daily or "0:0").split(":")
        return int(hours) * 60 + int(minutes)


@cache
def declared() -> dict[str, Job]:
    """All jobs of all storeys, by name."""
    return {job.name: job for module in settings.RUIMTE_JOBS for job in import_string(f"{module}.JOBS")}


def run_one(job: Job, *, at: datetime) -> bool:
    """Serve the next due time of `job` if it has come and no other process does; says whether it ran."""
    row, _ = PeriodicJob.objects.get_or_create(
        name=job.name, defaults={"next_due_at": job.due_before(at) if job.every else job.due_after(at)}
    )
    free = Q(running_since__isnull=True) | Q(running_since__lte=at - job.lease)
    rested = Q(retry_at__isnull=True) | Q(retry_at__lte=at)
    # Whoever changes the row has the run; the rest see another running_since or another due time.
    mine = PeriodicJob.objects.filter(free, rested, name=job.name, next_due_at=row.next_due_at, next_due_at__lte=at)
    if not mine.update(running_since=at, last_started_at=at):
        return False
    due = row.next_due_at if job.catch_up else max(row.next_due_at, job.due_before(at))
    error = _run(job, due)
    outcome: dict[str, Any] = {"running_since": None, "last_ended_at": clock.now(), "last_error": error}
    if error:
        # It stays due: a later due time never overtakes one that was not served.
        outcome |= {"failures": row.failures + 1, "retry_at": at + wait_after(row.failures + 1)}
    else:
        outcome |= {"failures": 0, "retry_at": None, "last_due_at": due, "next_due_at": job.due_after(due)}
    if not PeriodicJob.objects.filter(name=job.name, running_since=at).update(**outcome):
        logger.warning("job %s took longer than its lease and was run again elsewhere", job.name)
    return True


@deed
def retry_job(*, by: Actor, row: PeriodicJob) -> PeriodicJob:
    """Let a job that failed run at the worker's next round instead of after its pause."""
    rules.require(rules.may_run_the_platform(by))
    if PeriodicJob.objects.filter(pk=row.pk, retry_at__isnull=False).update(retry_at=None):
        deed.record("retry", row, by=by)
    row.refresh_from_db()
    return row


def _run(job: Job, due: datetime) -> str:
    try:
        job.run(at=due)
    except Exception as error:  # one broken job must not keep the others from running
        logger.exception("job %s failed", job.name)
        return f"{type(error).__name__}: {error}"[:2000]
    return ""
