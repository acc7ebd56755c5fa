"""Time-weighted statistics of a count: pure, and the same whatever the order in which events were told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from facilities.kernel.intervals import Interval, merged

from .models.ledger import Quality
from .quality import worst


@dataclass(frozen=True, slots=True)
class Change:
    """What happened at one instant: vehicles in and out, how many of them from and to outside the car park, and the
    count taken then, which has the last word."""

    at: datetime
    entered: int = 0
    left: int = 0
    counted: int | None = None
    arrived: int = 0
    departed: int = 0


@dataclass(slots=True)
class Stat:
    """One stretch of time: `weighted` is vehicle-seconds over the `covered` seconds; a gap adds to neither."""

    starts_at: datetime
    weighted: float = 0.0
    covered: float = 0.0
    least: int | None = None
    most: int | None = None
    last: int | None = None
    entered: int = 0
    left: int = 0
    arrived: int | None = 0
    departed: int | None = 0
    quality: str = Quality.GOOD

    @property
    def mean(self) -> float | None:
        """Vehicles on average over the time that is covered."""
        return self.weighted / self.covered if self.covered else None

    def move(self, other: "Change | Stat") -> None:
        """Add the vehicles that `other` moved; where from and where to stays unknown once it is."""
        self.entered += other.entered
        self.left += other.left
        self.arrived = _plus(self.arrived, other.arrived)
        self.departed = _plus(self.departed, other.departed)

    def hold(self, value: int, seconds: float) -> None:
        """The area held `value` vehicles for so long."""
        self.weighted += value * seconds
        self.covered += seconds
        self.least = value if self.least is None else min(self.least, value)
        self.most = value if self.most is None else max(self.most, value)
        self.last = value


def fresh(contacts: Iterable[datetime], stale_after: timedelta) -> list[Interval]:
    """When a sensor counted as heard: from each sign of life for as long as it may be silent."""
    return merged(Interval(moment, moment + stale_after) for moment in contacts)


def common(first: Sequence[Interval], second: Sequence[Interval]) -> list[Interval]:
    """The time that lies in both."""
    both, i, j = [], 0, 0
    while i < len(first) and j < len(second):
        start, end = max(first[i].start, second[j].start), min(first[i].end, second[j].end)
        if start < end:
            both.append(Interval(start, end))
        if first[i].end < second[j].end:
            i += 1
        else:
            j += 1
    return both


def minutes(
    value: int | None, changes: Sequence[Change], covered: Sequence[Interval], within: Interval
) -> dict[datetime, Stat]:
    """The minutes of `within` of which something is known, by their start.

    `value` is what the area held at the start (None when nobody had counted); `changes` are in the order of time, one
    an instant, after the start up to the end; a value holds until the next change, within `covered` only.
    """
    stats: dict[datetime, Stat] = {}
    moment = within.start
    known = common(covered, [within])
    position = 0
    for change in [*changes, Change(within.end)]:
        if value is not None:
            position = _hold(stats, value, moment, min(change.at, within.end), known, position)
        if change.at >= within.end:
            break
        minute = _minute(change.at)
        stat = stats.setdefault(minute, Stat(minute))
        stat.move(change)
        if value is not None:
            value += change.entered - change.left
        if change.counted is not None:
            value = change.counted
        moment = change.at
    for stat in stats.values():
        if stat.covered < 60:
            stat.quality = Quality.STALE
    return stats


def together(stats: Iterable[Stat], starts_at: datetime, *, seconds: float) -> Stat:
    """The longer stretch that these make up; whatever is missing of its `seconds` is not covered."""
    whole = Stat(starts_at)
    ordered = sorted(stats, key=lambda stat: stat.starts_at)
    for stat in ordered:
        whole.weighted += stat.weighted
        whole.covered += stat.covered
        whole.move(stat)
        whole.last = stat.last if stat.last is not None else whole.last
    whole.least = min((stat.least for stat in ordered if stat.least is not None), default=None)
    whole.most = max((stat.most for stat in ordered if stat.most is not None), default=None)
    whole.quality = worst({stat.quality for stat in ordered})
    if whole.covered < seconds and whole.quality == Quality.GOOD:
        whole.quality = Quality.STALE
    return whole


def _hold(
    stats: dict[datetime, Stat], value: int, start: datetime, end: datetime, known: Sequence[Interval], position: int
) -> int:
    """Write `value` into each minute of [start, end) that is covered; gives where in `known` to go on."""
    while position < len(known) and known[position].end <= start:
        position += 1
    index = position
    while index < len(known) and known[index].start < end:
        for minute, seconds in _split(max(start, known[index].start), min(end, known[index].end)):
            stats.setdefault(minute, Stat(minute)).hold(value, seconds)
        index += 1
    return position


def _split(start: datetime, end: datetime) -> Iterator[tuple[datetime, float]]:
    while start < end:
        minute = _minute(start)
        until = min(minute + timedelta(minutes=1), end)
        yield minute, (until - start).total_seconds()
        start = until


def _plus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
