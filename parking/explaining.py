"""Where a number comes from: the recount it rests on, what came in and went out since, and how fresh that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .layout import Part, read_layout
from .models.areas import Area
from .models.car_parks import CarPark
from .models.ledger import Anchor


@dataclass(frozen=True, slots=True)
class Explained:
    """The arithmetic of one area; `anchor` is None where nobody ever counted."""

    area: Area
    places: int
    in_service: int
    anchor: Anchor | None
    entered: int
    left: int
    raw: int
    is_stuck: bool
    last_contact_at: datetime | None

    @property
    def value(self) -> int:
        """What was counted."""
        return self.anchor.value if self.anchor else 0

    @property
    def out_of_service(self) -> int:
        """Places that cannot be used."""
        return self.places - self.in_service


@dataclass(frozen=True, slots=True)
class Sum:
    """The arithmetic of several areas together."""

    value: int
    entered: int
    left: int
    raw: int
    last_contact_at: datetime | None
    is_counted: bool


def explain(car_park: CarPark, *, at: datetime) -> list[Explained]:
    """Each area that counts, in the order of the levels; two queries more than reading the layout."""
    parts = read_layout(car_park, at=at).leaves
    ids = [part.state.anchor_id for part in parts if part.state and part.state.anchor_id]
    anchors = Anchor.objects.filter(pk__in=ids).select_related("counted_by").in_bulk()
    return [_explained(part, anchors) for part in parts]


def together(parts: Iterable[Explained]) -> Sum:
    """The sum; the contact is the latest of any sensor."""
    rows = list(parts)
    heard = [row.last_contact_at for row in rows if row.last_contact_at]
    return Sum(
        value=sum(row.value for row in rows),
        entered=sum(row.entered for row in rows),
        left=sum(row.left for row in rows),
        raw=sum(row.raw for row in rows),
        last_contact_at=max(heard, default=None),
        is_counted=bool(rows) and all(row.anchor for row in rows),
    )


def _explained(part: Part, anchors: dict[int, Anchor]) -> Explained:
    state = part.state
    heard = [contact.at for contact in part.contacts if contact.at]
    return Explained(
        area=part.area,
        places=part.places,
        in_service=part.in_service,
        anchor=anchors.get(state.anchor_id) if state and state.anchor_id else None,
        entered=state.entered if state else 0,
        left=state.left if state else 0,
        raw=state.raw if state else 0,
        is_stuck=bool(state and state.is_stuck),
        last_contact_at=max(heard, default=None),
    )
