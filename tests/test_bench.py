"""What the bench makes of a figure."""

import pytest

from bench.report import Row, ratio


@pytest.mark.parametrize(
    ("value", "goal", "floor", "verdict"),
    [
        (0.1, 0.2, 0.5, "goal met"),
        (0.3, 0.2, 0.5, "short of goal"),
        (0.6, 0.2, 0.5, "FAILED"),
        (0.0, 0.0, 0.0, "goal met"),
        (1.0, 0.0, 0.0, "FAILED"),
        (0.4, None, 0.5, "within floor"),
        (0.6, None, 0.5, "FAILED"),
        (0.6, None, None, "shown"),
    ],
)
def test_only_a_figure_above_its_floor_fails(value, goal, floor, verdict):
    assert Row("X1", "something", "sqlite", value, goal, floor).verdict == verdict


def test_a_small_ratio_reads_as_a_part_of_one():
    assert [ratio(figure) for figure in (None, 0.0, 1 / 182, 0.52, 2.5)] == ["–", "0", "1/182", "0.52", "2.5"]
