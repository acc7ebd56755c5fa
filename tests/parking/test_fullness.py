"""Full, almost full and free, without flicker."""

from datetime import timedelta

import pytest

from parking.fullness import NOTHING, Memory, Thresholds, follow, leaves_full_at, thresholds

from .world import z

LIMITS = Thresholds(full_on=0, full_off=3, almost_on=10, almost_off=15, dwell=timedelta())
DWELLS = Thresholds(full_on=0, full_off=3, almost_on=10, almost_off=15, dwell=timedelta(seconds=30))


def test_states_are_left_later_than_they_are_entered():
    memory, read = NOTHING, []
    for free in (16, 15, 11, 10, 12, 14, 15, 10, 1, 0, 1, 2, 3, 9, 14, 15):
        memory = follow(memory, free, LIMITS, at=z("08:00:00"))
        read.append(memory.fullness)
    assert read == (
        ["spaces"] * 3 + ["almost"] * 3 + ["spaces"] + ["almost"] * 2 + ["full"] * 3 + ["almost"] * 3 + ["spaces"]
    )


def test_full_stays_for_its_dwell_although_places_came_free():
    full = Memory("full", z("08:00:00"))
    assert follow(full, 20, DWELLS, at=z("08:00:29")).fullness == "full"
    assert follow(full, 20, DWELLS, at=z("08:00:30")).fullness == "spaces"


def test_becoming_full_never_waits():
    assert follow(Memory("spaces", z("08:00:00")), 0, DWELLS, at=z("08:00:01")).fullness == "full"


def test_the_end_of_a_dwell_is_known_beforehand():
    full = Memory("full", z("08:00:00"))
    assert leaves_full_at(full, 20, DWELLS) == z("08:00:30")
    assert leaves_full_at(full, 2, DWELLS) is None


@pytest.mark.parametrize("places", [2, 3, 10])
def test_a_few_places_that_are_all_free_are_neither_full_nor_almost(places):
    limits = thresholds(None, places)
    assert follow(Memory("full", z("08:00:00")), places, limits, at=z("08:01:00")).fullness == "spaces"
