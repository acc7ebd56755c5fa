"""Periodic jobs of this storey."""

from django.utils.translation import gettext_lazy as _

from facilities.services.jobs import Job

from .services.rebuilding import rebuild_all

JOBS = (
    Job(
        name="check-occupancy",
        label=_("Check the counts of car parks against their ledger"),
        daily="03:50",
        catch_up=False,
        run=rebuild_all,
    ),
)
