"""Live topics of this storey: the desk of a site (`desk.<slug>`), which names people and is for its staff alone."""

from datetime import datetime

from facilities.live.reading import once
from facilities.live.topics import State, Viewer, topic
from facilities.models.people import User
from facilities.models.places import Site
from facilities.opening import today_at

from .desk import desk_state
from .rules import is_staff_of


@topic("desk.<slug:site>")
class DeskTopic:
    """The day of a desk."""

    def may_watch(self, viewer: Viewer, *, site: str) -> bool:
        """Who receives, manages or administers there."""
        found = _site(site)
        return found is not None and isinstance(viewer.user, User) and is_staff_of(viewer.user, found)

    def state(self, *, at: datetime, site: str) -> State | None:
        """Everybody of the day, or None where there is no such site."""
        found = _site(site)
        return None if found is None else desk_state(found, at=at)

    def next_transition(self, *, at: datetime, site: str) -> datetime | None:
        """At midnight another day begins."""
        found = _site(site)
        return None if found is None else today_at(found, at).end


@once
def _site(slug: str) -> Site | None:
    return Site.objects.filter(slug=slug).first()
