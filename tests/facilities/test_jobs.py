"""Periodic jobs: every due time served once, by whoever comes first, also after downtime and after a kill."""

import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection

from facilities import jobs as facilities_jobs
from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry, Device, PeriodicJob, Throttle
from facilities.services.jobs import Job, declared, retry_job, run_one
from facilities.worker import Worker
from tests.factories import NOON, a_site, a_user, at
from tests.fixtures.server import server_environment
from tests.servers import CHECKOUT

HOUR = timedelta(hours=1)
PATIENCE = 120


class Log(list):
    """What a job was run for."""

    def __call__(self, *, at):
        self.append(at)


def fails(*, at):
    raise ValueError("the disk is full")


def run_all(job: Job, moment) -> int:
    count = 0
    while run_one(job, at=moment):
        count += 1
    return count


@pytest.mark.django_db
def test_a_job_serves_each_due_time_once():
    log = Log()
    job = Job(name="tick", every=HOUR, run=log)

    assert run_one(job, at=NOON + timedelta(minutes=5))
    assert not run_one(job, at=NOON + timedelta(minutes=59))
    assert run_one(job, at=NOON + HOUR)

    assert log == [NOON, NOON + HOUR]


@pytest.mark.django_db
def test_a_daily_job_that_missed_three_days_serves_each_of_them():
    log = Log()
    job = Job(name="nightly", daily="03:15", run=log)
    run_all(job, at("2026-10-23 12:00"))

    run_all(job, at("2026-10-26 12:00"))

    # The clock went back on the 25th: 03:15 stays 03:15 on the wall.
    assert log == [at("2026-10-24 03:15"), at("2026-10-25 03:15"), at("2026-10-26 03:15")]


@pytest.mark.django_db
def test_a_job_that_need_not_catch_up_serves_the_latest_due_time_only():
    log = Log()
    job = Job(name="nightly", daily="03:15", run=log, catch_up=False)
    run_all(job, at("2026-10-23 12:00"))

    run_all(job, at("2026-10-26 12:00"))

    assert log == [at("2026-10-26 03:15")]
    assert PeriodicJob.objects.get().next_due_at == at("2026-10-27 03:15")


@pytest.mark.django_db
def test_a_run_that_failed_stays_due_and_says_why():
    job = Job(name="tick", every=HOUR, run=fails)

    assert run_one(job, at=NOON)
    assert not run_one(job, at=NOON + timedelta(seconds=59))
    assert run_one(job, at=NOON + timedelta(minutes=1))

    row = PeriodicJob.objects.get()
    assert (row.failures, row.last_error, row.next_due_at) == (2, "ValueError: the disk is full", NOON)
    assert row.retry_at == NOON + timedelta(minutes=3)


@pytest.mark.django_db
def test_a_run_that_comes_right_forgets_its_failures():
    run_one(Job(name="tick", every=HOUR, run=fails), at=NOON)
    log = Log()

    run_one(Job(name="tick", every=HOUR, run=log), at=NOON + timedelta(minutes=1))

    row = PeriodicJob.objects.get()
    assert log == [NOON]
    assert (row.failures, row.last_error, row.retry_at) == (0, "", None)
    assert row.next_due_at == NOON + HOUR


@pytest.mark.django_db
def test_a_run_under_way_elsewhere_is_left_alone_until_its_lease_is_over():
    log = Log()
    job = Job(name="tick", every=HOUR, run=log, lease=timedelta(minutes=10))
    PeriodicJob.objects.create(name="tick", next_due_at=NOON, running_since=NOON)

    assert not run_one(job, at=NOON + timedelta(minutes=9))
    assert run_one(job, at=NOON + timedelta(minutes=10))


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_runs_the_job():
    log = Log()
    job = Job(name="tick", every=HOUR, run=log)
    meet = threading.Barrier(4)

    def work():
        meet.wait(10)
        run_one(job, at=NOON)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert log == [NOON]


def a_worker(**environment: str) -> subprocess.Popen[bytes]:
    more = {"DJANGO_SETTINGS_MODULE": "tests.facilities.worker_settings"} | environment
    return subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--once"], cwd=CHECKOUT, env=server_environment(1, **more)
    )


def traces() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_one_runs_the_job():
    workers = [a_worker(), a_worker()]

    assert [worker.wait(PATIENCE) for worker in workers] == [0, 0]

    assert traces() == ["ran"]


@pytest.mark.django_db(transaction=True)
def test_a_run_whose_process_was_killed_is_done_again():
    killed = a_worker(TEST_HANGS="1")
    until = time.monotonic() + PATIENCE
    while traces() != ["hung"] and time.monotonic() < until:
        time.sleep(0.05)
    killed.kill()
    killed.wait()
    until = time.monotonic() + PATIENCE

    while "ran" not in traces() and time.monotonic() < until:
        assert a_worker().wait(PATIENCE) == 0

    assert traces() == ["hung", "ran"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_process_ends_cleanly_on_sigterm():
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=CHECKOUT,
        env=server_environment(1, DJANGO_SETTINGS_MODULE="tests.facilities.worker_settings"),
        stdout=subprocess.PIPE,
    )
    assert worker.stdout.readline() == b"The worker runs.\n"

    worker.terminate()

    assert worker.wait(PATIENCE) == 0


@pytest.mark.django_db
def test_a_round_of_the_worker_runs_every_declared_job():
    Worker().round()

    ran = PeriodicJob.objects.exclude(last_due_at=None).values_list("name", flat=True)
    assert {"forget-attempts", "remove-unpaired-screens"} <= set(ran)
    assert not PeriodicJob.objects.exclude(last_error="").exists()
    assert {row.name for row in PeriodicJob.objects.all()} == set(declared())


@pytest.mark.django_db
def test_the_machine_room_shows_a_failure_and_an_admin_lets_it_run_again(client):
    job = next(iter(declared().values()))
    row = PeriodicJob.objects.create(
        name=job.name, next_due_at=NOON, failures=3, retry_at=NOON + HOUR, last_error="ValueError: the disk is full"
    )
    client.force_login(a_user("platform_admin"))
    assert "the disk is full" in client.get("/operations/").content.decode()

    client.post(f"/operations/jobs/{job.name}/retry/")

    row.refresh_from_db()
    assert row.retry_at is None


@pytest.mark.django_db
def test_letting_a_job_run_again_is_for_whoever_runs_the_platform():
    row = PeriodicJob.objects.create(name="tick", next_due_at=NOON, retry_at=NOON + HOUR)

    with pytest.raises(NotAllowed):
        retry_job(by=a_user("auditor"), row=row)


def test_a_job_says_either_every_or_daily():
    with pytest.raises(ValueError, match="either"):
        Job(name="both", every=HOUR, daily="03:15", run=fails)


@pytest.mark.django_db
def test_counters_of_attempts_go_when_their_window_ends():
    Throttle.objects.create(key="old", count=3, window_ends_at=NOON)
    Throttle.objects.create(key="new", count=3, window_ends_at=NOON + HOUR)

    facilities_jobs.forget_attempts(at=NOON)

    assert [row.key for row in Throttle.objects.all()] == ["new"]


@pytest.mark.django_db
def test_screens_nobody_paired_go_a_day_after_their_code_ended():
    def a_screen(code, expires_at, **more):
        Device.objects.create(token_hash=code, pairing_code=code, pairing_expires_at=expires_at, **more)

    a_screen("OLD", NOON - timedelta(days=1))
    a_screen("NEW", NOON - HOUR)
    Device.objects.create(token_hash="PAIRED", paired_at=NOON, site=a_site())

    facilities_jobs.remove_unpaired_screens(at=NOON)

    assert set(Device.objects.values_list("token_hash", flat=True)) == {"NEW", "PAIRED"}
