"""Periodic jobs of this storey."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from facilities.services.jobs import Job

from .services.closing import close_days
from .services.retention import purge

JOBS = (
    Job(
        name="close-visits",
        label=_("Close the visits of days that are over"),
        every=timedelta(hours=1),
        catch_up=False,
        run=close_days,
    ),
    Job(
        name="purge-visits",
        label=_("Forget visitors whose time to be kept is over"),
        daily="04:20",
        catch_up=False,
        run=purge,
    ),
)
