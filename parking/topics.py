"""Live topics of this storey: a car park (`car-park.<slug>`)."""

from datetime import datetime

from facilities.live.reading import once
from facilities.live.topics import State, Viewer, topic
from facilities.models.people import User

from . import publishing
from .faces import as_state
from .models.car_parks import CarPark

BOARD = "board:"


@topic("car-park.<slug:slug>")
class CarParkTopic:
    """How many places are free, in all and by level."""

    def may_watch(self, viewer: Viewer, *, slug: str) -> bool:
        """Anybody a public one; else the people who see it and the boards of its site."""
        car_park = _car_park(slug)
        if car_park is None:
            return False
        if car_park.is_public:
            return True
        person, device = viewer.user, viewer.device
        if isinstance(person, User) and CarPark.objects.visible_to(person).filter(pk=car_park.pk).exists():
            return True
        hangs_here = device is not None and device.is_live and device.site_id == car_park.site_id
        return hangs_here and device is not None and device.shows.startswith(BOARD)

    def state(self, *, at: datetime, slug: str) -> State | None:
        """The published row, or None when there is no such car park."""
        car_park = _car_park(slug)
        return None if car_park is None else as_state(publishing.face_of(car_park, at=at))

    def next_transition(self, *, at: datetime, slug: str) -> datetime | None:
        """When it looks different although nobody tells anything."""
        car_park = _car_park(slug)
        return None if car_park is None else publishing.changes_at(car_park, at=at)


@once
def _car_park(slug: str) -> CarPark | None:
    return CarPark.objects.select_related("site").filter(slug=slug).first()
