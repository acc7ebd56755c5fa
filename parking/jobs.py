"""Periodic jobs of this storey."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from facilities.services.jobs import Job

from .services.rebuilding import rebuild_all
from .services.retention import purge
from .services.statistics import make_statistics
from .services.stuck import look_everywhere

JOBS = (
    Job(
        name="check-occupancy",
        label=_("Check the counts of car parks against their ledger"),
        daily="03:50",
        catch_up=False,
        run=rebuild_all,
    ),
    Job(
        name="look-for-stuck-counts",
        label=_("Look for counts of car parks that stand still"),
        every=timedelta(minutes=10),
        catch_up=False,
        run=look_everywhere,
    ),
    Job(
        name="make-parking-statistics",
        label=_("Make the statistics of car parks"),
        every=timedelta(minutes=1),
        catch_up=False,
        run=make_statistics,
    ),
    Job(
        name="purge-parking",
        label=_("Remove old events and statistics of car parks"),
        daily="04:10",
        catch_up=False,
        run=purge,
    ),
)
