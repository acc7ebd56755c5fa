"""Periodic jobs of this storey."""

from django.utils.translation import gettext_lazy as _

from facilities.services.jobs import Job

from .services.checks import check_claims

JOBS = (
    Job(
        name="check-claims",
        label=_("Check that every booking holds its room"),
        daily="03:45",
        catch_up=False,
        run=check_claims,
    ),
)
