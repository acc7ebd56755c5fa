"""What the people of the houses have set up and cleared away today; one in seven is still to be ticked off."""

from datetime import datetime, timedelta

from bookings.services.tasks import tick_task
from bookings.tasks import tasks_during
from facilities.models.people import Role, User
from facilities.models.places import Site
from facilities.opening import today_at

EARLY = timedelta(minutes=4)


def fill(sites: dict[str, Site], *, at: datetime) -> None:
    """Tick off what was due by `at`, by whoever receives there."""
    for site in sites.values():
        clerk = User.objects.filter(memberships__role=Role.RECEPTIONIST, memberships__site=site).order_by("pk").first()
        for task in tasks_during(site, today_at(site, at)):
            if task.done is None and task.due_at <= at and task.booking.pk % 7:
                moment = max(task.due_at - EARLY, task.starts_at)
                tick_task(by=clerk, booking=task.booking, kind=task.kind, at=moment)
