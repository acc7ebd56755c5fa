"""C1: which of 200 rooms are free, at a million bookings, against the naive query."""

from collections.abc import Iterator
from datetime import timedelta

from bench import world
from bench.anchors import naive_queries
from bench.pairs import compare
from bench.report import Row
from bookings.models import Room
from facilities.kernel.intervals import Interval

GOALS = {"sqlite": 1 / 300, "postgresql": 1 / 150}
FLOOR, QUICK_FLOOR = 1 / 50, 1 / 5  # the naive query costs by the booking


def measure(where: str, *, quick: bool) -> Iterator[Row]:
    """Fill the database once and compare the two queries in turns."""
    total = 100_000 if quick else 1_000_000
    rooms = world.rooms(200)
    world.bookings(total, rooms)
    # In the middle of a gap between two bookings, with as many behind as before: all rooms that seat eight are free,
    # which is where the naive query works hardest and the product's does the same as ever.
    start = world.middle(total, rooms) + timedelta(minutes=30)
    wish = Interval(start, start + timedelta(minutes=45))

    def ours() -> list[int]:
        return list(Room.objects.order_by().free(wish).for_people(8).values_list("pk", flat=True))

    def naive() -> list[int]:
        return list(naive_queries.free_rooms(wish, 8).values_list("pk", flat=True))

    if sorted(ours()) != sorted(naive()):
        raise AssertionError("the two searches disagree: a speed-up of a wrong answer is none")
    mine, theirs, ratio = compare(ours, naive, pairs=5, repeat_ours=20, repeat_anchor=5)
    goal, floor = (None, QUICK_FLOOR) if quick else (GOALS[where], FLOOR)
    note = f"ours {mine * 1000:.2f} ms, naive {theirs * 1000:.1f} ms, {len(ours())} rooms free of {len(rooms)}"
    yield Row("C1", f"free rooms of 200 at {total:,} bookings", where, ratio, goal, floor, note)
