"""Periodic jobs of this storey."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from facilities.services.jobs import Job

from .services.checks import check_claims
from .services.holds import drop_expired_holds
from .services.quarters import purge_readings, sum_quarters

JOBS = (
    Job(
        name="drop-expired-holds",
        label=_("Free times held while a form was filled in"),
        every=timedelta(minutes=1),
        catch_up=False,
        run=drop_expired_holds,
    ),
    Job(
        name="sum-room-readings",
        label=_("Sum up how rooms were used"),
        every=timedelta(minutes=5),
        catch_up=False,
        run=sum_quarters,
    ),
    Job(
        name="purge-room-readings",
        label=_("Forget what sensors of rooms told"),
        daily="04:20",
        catch_up=False,
        run=purge_readings,
    ),
    Job(
        name="check-claims",
        label=_("Check that every booking holds its room"),
        daily="03:45",
        catch_up=False,
        run=check_claims,
    ),
)
