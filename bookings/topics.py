"""Live topics of this storey: one room (`room.<pk>`), all rooms of a site (`rooms.<slug>`), and what its staff watch.

A meeting makes a room "busy" for its own time only. While its set-up, tear-down or turnover runs the room is busy
without a current meeting: screens say that it is being prepared, and nobody can take it.
"""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max

from facilities.live.reading import once
from facilities.live.topics import Viewer, topic
from facilities.models.people import User
from facilities.models.places import Site
from facilities.opening import today_at

from .availability import room_changes_at, room_state, rooms_change_at, rooms_state
from .models import Defect, Room
from .presence import use_changes_at, use_state
from .rules import works_at
from .screens import PREFIX, panel_of
from .stock import stock_changes_at, stock_state
from .tasks import tasks_state

BOARD = "board:"

State = dict[str, Any]


@topic("room.<int:pk>")
class RoomTopic:
    """What the panel beside the door of one room shows."""

    def may_watch(self, viewer: Viewer, *, pk: int) -> bool:
        """People who see the room, its own panel, and the boards of its site."""
        person = viewer.user
        if isinstance(person, User) and Room.objects.visible_to(person).filter(pk=pk).exists():
            return True
        device, room = viewer.device, _room(pk)
        if device is None or room is None or not device.is_live:
            return False
        hangs_here = device.site_id == room.space.floor.building.site_id
        return hangs_here and (device.shows == panel_of(room.slug) or device.shows.startswith(BOARD))

    def state(self, *, at: datetime, pk: int) -> State | None:
        """The room at `at`, or None when there is no such room."""
        room = _room(pk)
        return None if room is None else room_state(room, at=at)

    def next_transition(self, *, at: datetime, pk: int) -> datetime | None:
        """When the room looks different although nobody writes anything."""
        room = _room(pk)
        return None if room is None else room_changes_at(room, at=at)


@topic("rooms.<slug:site>")
class RoomsTopic:
    """What the page and the boards of a site show: every room in a word."""

    def may_watch(self, viewer: Viewer, *, site: str) -> bool:
        """People who see the site, and the panels and boards that hang there."""
        person = viewer.user
        if isinstance(person, User) and Site.objects.visible_to(person).filter(slug=site).exists():
            return True
        device, found = viewer.device, _site(site)
        if device is None or found is None or not device.is_live:
            return False
        return device.site_id == found.pk and device.shows.startswith((BOARD, PREFIX))

    def state(self, *, at: datetime, site: str) -> State | None:
        """All rooms of the site at `at`, or None when there is no such site."""
        found = _site(site)
        return None if found is None else rooms_state(found, at=at)

    def next_transition(self, *, at: datetime, site: str) -> datetime | None:
        """When some room of the site looks different although nobody writes anything."""
        found = _site(site)
        return None if found is None else rooms_change_at(found, at=at)


@topic("defects.<slug:site>")
class DefectsTopic:
    """How many defects of a site are open; the page behind it reads the rest anew."""

    def may_watch(self, viewer: Viewer, *, site: str) -> bool:
        """The people of the house."""
        return _works_at(viewer, site)

    def state(self, *, at: datetime, site: str) -> State | None:
        """Counts by state, or None when there is no such site."""
        found = _site(site)
        if found is None:
            return None
        here = Defect.objects.filter(room__space__floor__building__site=found)
        counts = dict.fromkeys(("reported", "in_progress"), 0) | dict(
            here.open().values_list("state").annotate(count=Count("pk")).order_by()
        )
        return {"site": found.slug, "newest": here.aggregate(newest=Max("pk"))["newest"], **counts}

    def next_transition(self, *, at: datetime, site: str) -> datetime | None:
        """Nothing changes by itself."""
        return None


@topic("use.<slug:site>")
class UseTopic:
    """Which rooms of a site are really used, for those who work there."""

    def may_watch(self, viewer: Viewer, *, site: str) -> bool:
        """Staff of the site, platform admins and auditors."""
        return _works_at(viewer, site)

    def state(self, *, at: datetime, site: str) -> State | None:
        """All rooms with a sensor at `at`, or None when there is no such site."""
        found = _site(site)
        return None if found is None else use_state(found, at=at)

    def next_transition(self, *, at: datetime, site: str) -> datetime | None:
        """When a sensor has been silent too long, or a booked room empty."""
        found = _site(site)
        return None if found is None else use_changes_at(found, at=at)


@topic("tasks.<slug:site>")
class TasksTopic:
    """What is to be done today around the meetings of a site, for those who work there."""

    def may_watch(self, viewer: Viewer, *, site: str) -> bool:
        """Staff of the site, platform admins and auditors."""
        return _works_at(viewer, site)

    def state(self, *, at: datetime, site: str) -> State | None:
        """The tasks of the day that holds `at`, or None when there is no such site."""
        found = _site(site)
        return None if found is None else tasks_state(found, at=at)

    def next_transition(self, *, at: datetime, site: str) -> datetime | None:
        """At midnight another day begins."""
        found = _site(site)
        return None if found is None else today_at(found, at).end


@topic("stock.<slug:site>")
class StockTopic:
    """How many items of each kind of equipment a site has and has left, for those who work there."""

    def may_watch(self, viewer: Viewer, *, site: str) -> bool:
        """Staff of the site, platform admins and auditors."""
        return _works_at(viewer, site)

    def state(self, *, at: datetime, site: str) -> State | None:
        """The counts at `at`, or None when there is no such site."""
        found = _site(site)
        return None if found is None else stock_state(found, at=at)

    def next_transition(self, *, at: datetime, site: str) -> datetime | None:
        """When the next item goes out or comes back."""
        found = _site(site)
        return None if found is None else stock_changes_at(found, at=at)


def _works_at(viewer: Viewer, slug: str) -> bool:
    person, found = viewer.user, _site(slug)
    return isinstance(person, User) and found is not None and works_at(person, found)


@once
def _room(pk: int) -> Room | None:
    return Room.objects.with_place().filter(pk=pk).first()


@once
def _site(slug: str) -> Site | None:
    return Site.objects.filter(slug=slug).first()
