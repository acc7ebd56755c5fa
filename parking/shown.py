"""Car parks and their areas as pages and lists show them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from facilities.models.machinery import LiveTopic

from . import publishing
from .faces import AreaFace, Published
from .models.areas import VehicleClass
from .models.car_parks import CarPark
from .models.ledger import Fullness, Quality
from .names import car_park_topic

Face = TypeVar("Face", Published, AreaFace)

# The signs of a room serve here too: never colour alone.
CHIPS: dict[str, str] = {
    Fullness.SPACES: "free",
    Fullness.ALMOST: "soon",
    Fullness.FULL: "busy",
    Fullness.CLOSED: "closed",
    Fullness.UNKNOWN: "blocked",
}


@dataclass(frozen=True, slots=True)
class Shown(Generic[Face]):
    """A face as pages draw it."""

    face: Face

    @property
    def chip(self) -> str:
        """The house's sign for it."""
        return CHIPS[self.face.fullness]

    @property
    def word(self) -> str:
        """Whether there are places, in a word."""
        return str(Fullness(self.face.fullness).label)

    @property
    def quality_word(self) -> str:
        """How far the number can be trusted, in a word."""
        return str(Quality(self.face.quality).label)

    @property
    def percent_taken(self) -> int:
        """How full the bar is, of a hundred; empty where nobody knows."""
        free, total = self.face.free, self.face.total
        return 0 if free is None or not total else 100 - free * 100 // total


@dataclass(frozen=True, slots=True)
class ShownCarPark(Shown[Published]):
    """A car park and its published numbers."""

    car_park: CarPark


@dataclass(frozen=True, slots=True)
class ShownArea(Shown[AreaFace]):
    """An area and its published numbers."""

    why: dict[str, Any] | None

    @property
    def class_word(self) -> str:
        """For whom its places are."""
        return str(VehicleClass(self.face.vehicle_class).label)

    @property
    def says_class(self) -> bool:
        """Whether that needs saying: not of cars, and not where the name says it."""
        is_of_cars = self.face.vehicle_class == VehicleClass.CAR
        return not is_of_cars and self.class_word.lower() not in self.face.name.lower()


def shown(car_parks: Iterable[CarPark], *, at: datetime) -> list[ShownCarPark]:
    """Each with what every output shows of it at `at`, and its version; as many queries for one as for many."""
    rows = list(car_parks)
    # Versions before numbers: a change in between leaves a newer number under an older version, never the reverse.
    versions = LiveTopic.objects.in_bulk([car_park_topic(row.slug) for row in rows])
    faces = publishing.faces_of(rows, at=at)
    return [ShownCarPark(_versioned(faces[row.pk], versions.get(car_park_topic(row.slug))), row) for row in rows]


def _versioned(face: Published, row: LiveTopic | None) -> Published:
    return replace(face, epoch=row.epoch, seq=row.seq) if row else face
