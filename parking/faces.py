"""The face that a car park shows the world: one value, and the same as JSON."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from facilities.signs import sign_text

# What staff may see of an area and the world need not: the vehicles behind the number.
INSIDE = ("raw", "occupied", "position")


@dataclass(frozen=True, slots=True)
class AreaFace:
    """What is shown of an area; `free` is None where nobody can know."""

    slug: str
    name: str
    vehicle_class: str
    free: int | None
    total: int
    held: int
    fullness: str
    quality: str
    position: int
    is_sum: bool
    raw: int
    occupied: int

    @property
    def text(self) -> str:
        """What a sign prints."""
        return sign_text(self.fullness, self.free)


@dataclass(frozen=True, slots=True)
class Published:
    """What is shown of a car park; free and total are those of cars without a right of their own."""

    slug: str
    name: str
    site: str
    mode: str
    is_drill: bool
    free: int | None
    total: int
    held: int
    fullness: str
    quality: str
    as_of: datetime | None
    areas: list[AreaFace]
    nearest: str | None
    is_overridden: bool
    until: datetime | None
    epoch: str = ""
    seq: int = 0

    @property
    def text(self) -> str:
        """What a sign prints."""
        return sign_text(self.fullness, self.free)


def as_state(face: Published) -> dict[str, Any]:
    """The state of the live topic: codes, numbers and times, nobody's name."""
    return {
        "car_park": face.slug,
        "name": face.name,
        "site": face.site,
        "mode": face.mode,
        "is_drill": face.is_drill,
        "free": face.free,
        "total": face.total,
        "held": face.held,
        "fullness": face.fullness,
        "text": face.text,
        "quality": face.quality,
        "as_of": iso(face.as_of) if face.as_of else None,
        "areas": [_area(area) for area in face.areas],
        "nearest": face.nearest,
        "override": face.is_overridden,
        "until": iso(face.until) if face.until else None,
    }


def iso(moment: datetime) -> str:
    """`moment` as the API writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _area(face: AreaFace) -> dict[str, Any]:
    state = {name: value for name, value in asdict(face).items() if name not in INSIDE}
    return state | {"text": face.text}
