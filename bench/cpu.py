"""What a process has used, from the kernel's own accounting."""

import os
import time


def seconds(pid: int) -> float:
    """CPU seconds of `pid` so far, of threads that have ended too: its CPU-time clock, counted in nanoseconds."""
    # What clock_getcpuclockid() of the C library makes of a process; Python has only that of a thread.
    return time.clock_gettime((~pid << 3) | 2)


def pin(pid: int, core: int) -> None:
    """Keep `pid` on one core where there are two or more, so that server and clients do not share."""
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(pid, {core})
