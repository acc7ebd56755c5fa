"""The short way to publish a count: another number under the same words, told from the held projections alone.

Nearly every event changes numbers and nothing else. Then there is no need to ask for sensors, hours and operators
again: what was published last says that numbers are shown, and until when nothing changes by itself. As soon as a word
could change too (almost full, full, a quality), `keep_up` says that it cannot tell, and `publishing.refresh` looks at
everything. Both leave the same row behind.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from facilities.signs import sign_text

from . import fullness
from .faces import iso
from .fullness import Memory
from .models.areas import VehicleClass
from .models.ledger import Fullness, Quality
from .projection import Held, Standing

READABLE = (Quality.GOOD, Quality.DEGRADED)
INVITING = (Fullness.SPACES, Fullness.ALMOST)
WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class _Part:
    """Whatever has a number and a word of its own: an area, areas together, the whole."""

    key: str
    memory: Memory
    own: Held | None
    leaves: list[Held]

    def free(self, raws: Mapping[int, int], held: Mapping[str, int]) -> int:
        """Places free when its areas hold so many vehicles, and so many are held for who is expected."""
        return sum(_free(leaf, raws.get(leaf.area_id, leaf.raw), held) for leaf in self.leaves)


class Unclear(Exception):
    """The projections alone do not say what is to be published."""


def keep_up(standing: Standing, raws: Mapping[int, int], *, at: datetime) -> str | None:
    """What to store as published of areas that now hold `raws`, None where that changes nothing; or `Unclear`."""
    stored = json.loads(standing.published)
    if not _shows_numbers(stored, at):
        raise Unclear
    held: dict[str, int] = stored.get("held", {})
    if all(
        _free(standing.areas[area_id], raw, held) == _free(standing.areas[area_id], standing.areas[area_id].raw, held)
        for area_id, raw in raws.items()
    ):
        # Vehicles beyond the places there are change what is counted and not what is shown.
        return None
    free: dict[str, int] = {}
    for part in _parts(standing):
        free[part.key] = part.free(raws, held)
        # With the number it had a part has the word it had: what time changes by itself was due.
        if free[part.key] != stored["counted"].get(part.key) and not _keeps_its_word(part, free[part.key], at):
            raise Unclear
    _renumber(stored, standing, free, at)
    return json.dumps(stored)


def _shows_numbers(stored: Mapping[str, Any], at: datetime) -> bool:
    """Whether a number is shown of everything, and goes on to be until something is told."""
    row, due = stored.get("row"), stored.get("due")
    if not row or row["override"] or (due is not None and datetime.fromisoformat(due) <= at):
        return False
    return all(face["fullness"] in INVITING and face["quality"] in READABLE for face in (row, *row["areas"]))


def _free(area: Held, raw: int, held: Mapping[str, int]) -> int:
    return fullness.free_places(area.in_service, raw, held.get(str(area.area_id), 0))


def _parts(standing: Standing) -> Iterator[_Part]:
    children: dict[int | None, list[Held]] = {}
    for area in standing.areas.values():
        children.setdefault(area.parent_id, []).append(area)

    def leaves(area: Held) -> list[Held]:
        below = children.get(area.area_id)
        return [leaf for child in below for leaf in leaves(child)] if below else [area]

    for area in standing.areas.values():
        yield _Part(str(area.area_id), area.memory, area, leaves(area))
    counting = [area for area in standing.areas.values() if area.area_id not in children]
    cars = [area for area in counting if area.vehicle_class == VehicleClass.CAR] or counting
    if len(cars) == 1:
        yield _Part(WHOLE, cars[0].memory, cars[0], cars)
    else:
        yield _Part(WHOLE, standing.memory, None, cars)


def _keeps_its_word(part: _Part, free: int, at: datetime) -> bool:
    if part.memory.since is None or part.memory.fullness not in INVITING:
        return False
    limits = fullness.thresholds(part.own, sum(leaf.in_service for leaf in part.leaves))
    return fullness.follow(part.memory, free, limits, at=at) is part.memory


def _renumber(stored: dict[str, Any], standing: Standing, free: Mapping[str, int], at: datetime) -> None:
    row = stored["row"]
    by_slug = {area.slug: free[str(area.area_id)] for area in standing.areas.values()}
    for face, number in ((row, free[WHOLE]), *((face, by_slug[face["slug"]]) for face in row["areas"])):
        face["free"], face["text"] = number, sign_text(face["fullness"], number)
    stored["counted"] = dict(free)
    stored["as_of"] = iso(at)
