"""Writers on SQLite wait in line.

SQLite lets whoever waits for its write lock sleep and look again, up to a tenth of a second apart. In a crowd, or
beside one who writes without a pause, some find it taken every time and give up after the timeout: a 500 for nothing.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def own_turn() -> Iterator[None]:
    """Hold a file's lock, which the kernel hands from one waiting thread or process to the next; SQLite only."""
    # Who is in a transaction may hold the write lock already: to wait for others then is to wait for ever.
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with open(f"{connection.settings_dict['NAME']}-turn", "ab") as line:
        fcntl.flock(line, fcntl.LOCK_EX)
        yield
