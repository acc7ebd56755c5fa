"""What the ledger says: which events count where, what an area held at a moment, and where its projection must stand.

raw = value of the latest anchor + in - out of the events after it. Additions commute, so events may come in any order;
only their moment against the anchor's matters, and an event of the very moment is in the count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from .models.areas import Area
from .models.ledger import Anchor, AreaState, CountEvent

# The clocks of devices and people are not perfect: what passed this near to a recount may be in it or not.
AMBIGUOUS = timedelta(seconds=10)


# When it counts, the areas at both ends of its lane, vehicles along the lane and against it.
Moving = tuple[datetime, int | None, int | None, int, int]


class Move(NamedTuple):
    """Vehicles that came into an area and went out of it."""

    area_id: int
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Position:
    """Where the projection of an area stands, or must stand."""

    anchor_id: int | None
    anchor_at: datetime | None
    anchor_value: int
    entered: int
    left: int

    @property
    def raw(self) -> int:
        """Vehicles, as the ledger has it: below zero and above capacity too."""
        return self.anchor_value + self.entered - self.left


def moves(*, from_area: int | None, to_area: int | None, entered: int, returned: int) -> list[Move]:
    """What `entered` vehicles along a lane and `returned` ones against it do to the areas at its ends."""
    moved = [] if to_area is None else [Move(to_area, entered, returned)]
    return moved if from_area is None else [*moved, Move(from_area, returned, entered)]


def counts(effective_at: datetime, anchor_at: datetime | None) -> bool:
    """Whether an event of that moment moves the present of an area counted at `anchor_at`."""
    return anchor_at is None or effective_at > anchor_at


def added(events: Iterable[Moving], anchors: Mapping[int, datetime | None]) -> dict[int, tuple[int, int, datetime]]:
    """In, out and the latest moment of each area that `events` move, by area."""
    sums: dict[int, tuple[int, int, datetime]] = {}
    for effective_at, from_area, to_area, entered, returned in events:
        for area_id, came, went in ((to_area, entered, returned), (from_area, returned, entered)):
            if area_id is None or not counts(effective_at, anchors.get(area_id)):
                continue
            if area_id in sums:
                in_before, out_before, latest = sums[area_id]
                latest = max(latest, effective_at)
                sums[area_id] = (in_before + came, out_before + went, latest)
            else:
                sums[area_id] = (came, went, effective_at)
    return sums


def position(area_id: int) -> Position:
    """Where the ledger says that an area stands now."""
    anchor = Anchor.objects.filter(area_id=area_id).present().first()
    entered, left = sums(area_id, after=anchor.counted_at if anchor else None)
    if anchor is None:
        return Position(None, None, 0, entered, left)
    return Position(anchor.pk, anchor.counted_at, anchor.value, entered, left)


def kept_position(state: AreaState) -> Position:
    """Where the projection says that an area stands."""
    return Position(state.anchor_id, state.anchor_at, state.anchor_value, state.entered, state.left)


def value_at(area_id: int, moment: datetime) -> int | None:
    """Vehicles at `moment` by what was counted up to then; None where nobody had counted yet."""
    anchor = Anchor.objects.filter(area_id=area_id).present(moment).first()
    if anchor is None:
        return None
    entered, left = sums(area_id, after=anchor.counted_at, until=moment)
    return anchor.value + entered - left


def sums(area_id: int, *, after: datetime | None, until: datetime | None = None) -> tuple[int, int]:
    """Vehicles in and out of an area by the events after `after`, up to and including `until`."""
    events = CountEvent.objects.filter(Q(to_area_id=area_id) | Q(from_area_id=area_id))
    if after is not None:
        events = events.filter(effective_at__gt=after)
    if until is not None:
        events = events.filter(effective_at__lte=until)
    is_along = When(to_area_id=area_id, then=F("entered"))
    is_back = When(to_area_id=area_id, then=F("returned"))
    found = events.order_by().aggregate(
        came=Coalesce(Sum(Case(is_along, default=F("returned"))), 0),
        went=Coalesce(Sum(Case(is_back, default=F("entered"))), 0),
    )
    return found["came"], found["went"]


def ambiguous(area: Area, counted_at: datetime) -> QuerySet[CountEvent]:
    """Passages so near to `counted_at` that the one who counts must say whether they are in the count; oldest first."""
    return (
        CountEvent.objects.moving()
        .filter(Q(to_area=area) | Q(from_area=area))
        .filter(effective_at__range=(counted_at - AMBIGUOUS, counted_at + AMBIGUOUS))
        .select_related("lane", "sensor__device")
        .order_by("effective_at", "id")
    )
