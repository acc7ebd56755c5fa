"""Topics that only tests watch: a count that lives in a throttle row, and turns over when its window ends."""

from facilities.live.topics import topic
from facilities.models import Throttle
from facilities.permissions import ANYBODY, DEVICE, PERSON, STAFF

ROUTES = {}
TOPICS = {"open.<slug:key>": ANYBODY, "closed.<slug:key>": PERSON | DEVICE, "staff.<slug:key>": STAFF}


class Count:
    def may_watch(self, viewer, *, key):
        return Throttle.objects.filter(key=key).exists()

    def state(self, *, at, key):
        row = Throttle.objects.filter(key=key).first()
        return row and {"count": row.count, "over": row.window_ends_at <= at}

    def next_transition(self, *, at, key):
        row = Throttle.objects.get(key=key)
        return row.window_ends_at if row.window_ends_at > at else None


@topic("open.<slug:key>")
class OpenCount(Count):
    """Anybody may watch it."""


@topic("closed.<slug:key>")
class ClosedCount(Count):
    """People and devices may."""


@topic("staff.<slug:key>")
class StaffCount(Count):
    """Staff may."""
