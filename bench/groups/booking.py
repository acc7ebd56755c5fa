"""B1: one slot, 200 attempts by 20 processes through the service; exactly one may win, the others hear "taken"."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator

from django.db import connections

from bench import world
from bench.report import Row
from bench.rivals import rival

PROCESSES, ATTEMPTS = 20, 10


def measure(where: str, *, quick: bool) -> Iterator[Row]:
    """Let them all fire at once, slot after slot; the value is how many slots did not end with exactly one winner."""
    room = world.rooms(1)[0]
    person, organisation = world.a_person(), world.an_organisation()
    connections.close_all()
    outcomes: Counter[str] = Counter()
    # Forked, with no connection and no thread open: twenty interpreters that each import Django take a minute.
    processes = multiprocessing.get_context("fork")
    with processes.Manager() as shared:
        gate, told = shared.Barrier(PROCESSES), shared.list()
        children = [
            processes.Process(target=rival, args=(gate, told, ATTEMPTS, room.pk, person.pk, organisation.pk))
            for _ in range(PROCESSES)
        ]
        for child in children:
            child.start()
        for child in children:
            child.join(timeout=120)
        outcomes.update(told)
    wrong = abs(outcomes["won"] - ATTEMPTS) + sum(n for word, n in outcomes.items() if word not in {"won", "taken"})
    wrong += abs(outcomes.total() - PROCESSES * ATTEMPTS)
    note = f"{ATTEMPTS} slots, {PROCESSES} rivals each: " + ", ".join(f"{n} {w}" for w, n in sorted(outcomes.items()))
    yield Row("B1", "slots without exactly one winner, or other answers", where, float(wrong), 0.0, 0.0, note)
