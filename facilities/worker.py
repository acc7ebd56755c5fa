"""The worker: sends what waits in the outbox and runs periodic jobs when they are due."""

import threading

_woken = threading.Event()


def wake() -> None:
    """Let the worker thread of this process look at the outbox now rather than at its next round."""
    _woken.set()
