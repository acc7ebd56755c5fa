"""The worker: sends what waits in the outbox and runs periodic jobs when they are due."""

import logging
import threading

from django.db import connection

from .kernel import clock

logger = logging.getLogger(__name__)

# A message is due again, a job's time comes, another process wrote a message: nobody wakes us for these.
ROUND = 5.0

_woken = threading.Event()


def wake() -> None:
    """Let the worker thread of this process look at the outbox now rather than at its next round."""
    _woken.set()


class Worker:
    """One loop; several processes may each run one, the database shares the work out."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Work in a thread of this process until `stop`."""
        self._thread = threading.Thread(target=self.run, name="ruimte-worker", daemon=True)
        self._thread.start()

    def stop(self, patience: float = 30) -> None:
        """Finish what is under way and end."""
        self._stopping.set()
        _woken.set()
        if self._thread:
            self._thread.join(patience)

    def run(self) -> None:
        """Rounds until `stop`; a database that is away is tried again at the next round."""
        while not self._stopping.is_set():
            _woken.clear()
            try:
                self.round()
            except Exception:  # the worker outlives whatever breaks one round
                logger.exception("the worker's round broke off")
                connection.close()
            _woken.wait(ROUND)
        connection.close()

    def round(self) -> None:
        """Send everything due, then run the jobs whose time has come."""
        from .services import jobs, outbox

        while not self._stopping.is_set() and outbox.deliver_one(at=clock.now()):
            pass
        for job in jobs.declared().values():
            # As often as it takes: after downtime one job may have several due times to serve.
            while not self._stopping.is_set() and jobs.run_one(job, at=clock.now()):
                pass
