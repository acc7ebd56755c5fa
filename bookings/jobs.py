"""Periodic jobs of this storey."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from facilities.services.jobs import Job

from .services.checks import check_claims
from .services.holds import drop_expired_holds

JOBS = (
    Job(
        name="drop-expired-holds",
        label=_("Free times held while a form was filled in"),
        every=timedelta(minutes=1),
        catch_up=False,
        run=drop_expired_holds,
    ),
    Job(
        name="check-claims",
        label=_("Check that every booking holds its room"),
        daily="03:45",
        catch_up=False,
        run=check_claims,
    ),
)
