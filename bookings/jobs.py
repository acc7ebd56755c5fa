"""Periodic jobs of this storey."""

from facilities.services.jobs import Job

JOBS: tuple[Job, ...] = ()
