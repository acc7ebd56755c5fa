"""Settings of the worker processes that tests start: one job, which leaves a trace."""

from config.settings import *  # noqa: F403

RUIMTE_JOBS = ("tests.facilities.worker_jobs",)
