"""Two at once in one row, as in the halves of a hall: each gets a lane of its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest

from facilities.kernel.intervals import Interval

from .pieces import Part


def laned(parts: list[Part]) -> list[tuple[Part, str]]:
    """Of two meetings at once, as in the halves of a hall, one stands in the upper lane, one in the lower."""
    placed = [(part, "") for part in parts if part.kind == "pause"]
    meetings = _joined([part for part in parts if part.kind != "pause"])
    lane, until = "", None
    for part, following in zip_longest(meetings, meetings[1:]):
        shares = following is not None and following.interval.start < part.interval.end
        if until is not None and part.interval.start < until:
            lane = "lower" if lane == "upper" else "upper"
        else:
            lane = "upper" if shares else ""
        until = max(until or part.interval.end, part.interval.end)
        placed.append((part, lane))
    return placed


def _joined(parts: list[Part]) -> list[Part]:
    """In order of their start; what nobody may know stands as one where it touches."""
    joined: list[Part] = []
    for part in sorted(parts, key=lambda one: one.interval):
        last = joined[-1] if joined else None
        is_masked = last is not None and last.kind == part.kind == "taken" and last.title == part.title
        if last is not None and is_masked and last.interval.end >= part.interval.start:
            end = max(last.interval.end, part.interval.end)
            joined[-1] = replace(last, interval=Interval(last.interval.start, end))
        else:
            joined.append(part)
    return joined
