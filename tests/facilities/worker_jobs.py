"""The job of those worker processes; RUIMTE_TEST_HANGS makes it stay in the middle for ever."""

import os
import time
from datetime import datetime, timedelta

from facilities.models import AuditEntry
from facilities.services.jobs import Job

LEASE = timedelta(seconds=1)


def leave_a_trace(*, at: datetime) -> None:
    verb = "hung" if os.environ.get("RUIMTE_TEST_HANGS") else "ran"
    AuditEntry.objects.create(at=at, actor="system", verb=verb, subject="facilities.periodicjob:trace")
    while verb == "hung":
        time.sleep(1)


JOBS = (Job(name="trace", every=timedelta(days=1), run=leave_a_trace, lease=LEASE),)
