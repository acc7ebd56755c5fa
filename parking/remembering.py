"""What the last batch left of a car park, kept by this process for the next one, which then need not ask.

Whoever relies on it writes only where the state still has the version that the batch left behind. Whatever is counted
or laid out otherwise, by whichever process, gives it another one, so that nothing old can count.
"""

from typing import NamedTuple

from .projection import Standing
from .sources import Found, Source


class _Left(NamedTuple):
    standing: Standing
    sources: dict[int, Source]


# By device, the car park; by car park, what was left.
_car_parks: dict[int, int] = {}
_left: dict[int, _Left] = {}


def remembered(device_id: int) -> Found | None:
    """The sensor and its car park as they were left; which of its events stand in the ledger, nobody remembers."""
    left = _left.get(_car_parks.get(device_id, 0))
    source = left.sources.get(device_id) if left else None
    return Found(source, left.standing, {}) if left and source else None


def remember(device_id: int, before: Found, source: Source, standing: Standing) -> None:
    """That a batch found `before` and left `source` and `standing` behind."""
    left = _left.get(source.car_park_id)
    is_next = left is not None and left.standing.version == before.standing.version
    others = left.sources if left is not None and is_next else {}
    _car_parks[device_id] = source.car_park_id
    _left[source.car_park_id] = _Left(standing, {**others, device_id: source})


def forget(car_park_id: int) -> None:
    """That a car park was left otherwise."""
    _left.pop(car_park_id, None)
