"""Interleaved timing: A B B A …, medians of the pairs, so that a drifting machine moves both sides alike."""

import time
from collections.abc import Callable
from statistics import median


def seconds(run: Callable[[], object], *, repeat: int) -> float:
    """The least seconds per call over `repeat` calls: what the work costs when nothing else disturbs it."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


def compare(
    ours: Callable[[], object], anchor: Callable[[], object], *, pairs: int, repeat_ours: int, repeat_anchor: int
) -> tuple[float, float, float]:
    """Median seconds of `ours` and of `anchor`, and the median of their ratio pair by pair."""
    ours(), anchor()
    times = []
    for index in range(pairs):
        first = [lambda: seconds(ours, repeat=repeat_ours), lambda: seconds(anchor, repeat=repeat_anchor)]
        if index % 2:
            b, a = first[1](), first[0]()
        else:
            a, b = first[0](), first[1]()
        times.append((a, b))
    return median(a for a, _ in times), median(b for _, b in times), median(a / b for a, b in times)
