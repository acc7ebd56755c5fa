"""`manage.py live_tick`: count the changes that only the clock brought, where nobody looks."""

from typing import Any

from django.core.management.base import BaseCommand

from facilities.kernel import clock
from facilities.live.topics import publish
from facilities.live.touch import hint
from facilities.models.machinery import LiveTopic


class Command(BaseCommand):
    """Advance every live topic whose next transition has passed."""

    help = "Advance the live topics whose time has come, once."

    def handle(self, **options: Any) -> None:
        """Publish each, and tell the hubs of all processes."""
        at = clock.now()
        due = list(LiveTopic.objects.filter(next_transition_at__lte=at).order_by("name").values_list("name", flat=True))
        for name in due:
            publish(name, at)
        if due:
            hint(due)
        self.stdout.write(f"{len(due)} topics advanced.")
