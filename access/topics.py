"""Live topics of this storey.

The desk of a site (`desk.<slug>`) names people and is for its staff alone; `people.<slug>` is how many are inside;
`kiosk.<slug>` says no more than the mode of the house.
"""

from datetime import datetime

from facilities.live.reading import once
from facilities.live.topics import State, Viewer, topic
from facilities.models.people import User
from facilities.models.places import Site
from facilities.modes import mode_facts
from facilities.opening import today_at

from .desk import desk_state
from .presence import people_state
from .rules import is_kiosk_of, is_staff_of
from .services.muster import muster_state


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


@topic("people.<slug:site>")
class PeopleTopic:
    """How many people are inside a house: a figure, and no name."""

    def may_watch(self, viewer: Viewer, *, site: str) -> bool:
        """People who see the site, and the screens that hang there."""
        person = viewer.user
        if isinstance(person, User) and Site.objects.visible_to(person).filter(slug=site).exists():
            return True
        device, found = viewer.device, _site(site)
        return device is not None and found is not None and device.is_live and device.site_id == found.pk

    def state(self, *, at: datetime, site: str) -> State | None:
        """The figure, or None where there is no such site."""
        found = _site(site)
        return None if found is None else people_state(found)

    def next_transition(self, *, at: datetime, site: str) -> datetime | None:
        """Nothing changes but by a deed."""
        return None


@topic("kiosk.<slug:site>")
class KioskTopic:
    """What a kiosk must know by itself: the mode of its site, and nothing about anybody."""

    def may_watch(self, viewer: Viewer, *, site: str) -> bool:
        """The kiosks of the site."""
        found = _site(site)
        return found is not None and is_kiosk_of(viewer.device, found)

    def state(self, *, at: datetime, site: str) -> State | None:
        """The mode, or None where there is no such site."""
        found = _site(site)
        return None if found is None else {"site": found.slug, **mode_facts(found)}

    def next_transition(self, *, at: datetime, site: str) -> datetime | None:
        """Nothing changes by itself."""
        return None


@topic("muster.<slug:site>")
class MusterTopic:
    """How far the roll call of a house is: figures, for its wardens."""

    def may_watch(self, viewer: Viewer, *, site: str) -> bool:
        """Who receives, manages or administers there."""
        found = _site(site)
        return found is not None and isinstance(viewer.user, User) and is_staff_of(viewer.user, found)

    def state(self, *, at: datetime, site: str) -> State | None:
        """The figures, or None where there is no such site."""
        found = _site(site)
        return None if found is None else muster_state(found)

    def next_transition(self, *, at: datetime, site: str) -> datetime | None:
        """Nothing changes but by a deed."""
        return None


@once
def _site(slug: str) -> Site | None:
    return Site.objects.filter(slug=slug).first()
