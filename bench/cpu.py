"""What a process has used, from the kernel's own accounting."""

import os
from pathlib import Path


def seconds(pid: int) -> float:
    """CPU seconds of all threads of `pid` so far, from the scheduler's counters (nanoseconds)."""
    spent = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            spent += int((task / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return spent / 1e9


def pin(pid: int, core: int) -> None:
    """Keep `pid` on one core where there are two or more, so that server and clients do not share."""
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(pid, {core})
