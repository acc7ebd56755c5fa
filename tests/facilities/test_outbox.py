"""Messages leave the house once they are written, in spite of servers that refuse and workers that die."""

import threading
from datetime import timedelta

import pytest
from django.core import mail as mailbox
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry, OutboxMessage
from facilities.services import outbox
from tests.factories import NOON, a_user

PAYLOAD = {"to": "an@example.org", "subject": "Zaal", "body": "Tot dan.\n", "language": "nl"}
OPERATIONS = "/operations/"


class Killed(BaseException):
    """What `kill -9` looks like from inside: nothing after it runs."""


def dies(message):
    raise Killed


class BrokenServer(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("no mail server there")


BROKEN = "tests.facilities.test_outbox.BrokenServer"


def a_message(**more) -> OutboxMessage:
    return OutboxMessage.objects.create(
        **{"kind": "mail", "payload": PAYLOAD, "created_at": NOON, "due_at": NOON} | more
    )


def deliver_all(at) -> int:
    count = 0
    while outbox.deliver_one(at=at):
        count += 1
    return count


@pytest.mark.django_db
def test_a_message_that_is_due_is_sent_once():
    message = a_message()

    assert deliver_all(NOON) == 1
    assert deliver_all(NOON + timedelta(days=1)) == 0

    message.refresh_from_db()
    assert (message.state, message.sent_at) == ("sent", NOON)
    assert len(mailbox.outbox) == 1


@pytest.mark.django_db
def test_a_message_waits_for_its_time():
    a_message(due_at=NOON + timedelta(minutes=5))

    assert deliver_all(NOON) == 0


@pytest.mark.django_db
def test_what_a_killed_worker_held_is_sent_once_when_its_lease_is_over(settings):
    a_message()
    settings.RUIMTE_SENDERS = {"mail": "tests.facilities.test_outbox.dies"}
    with pytest.raises(Killed):
        outbox.deliver_one(at=NOON)
    settings.RUIMTE_SENDERS = {"mail": "facilities.mails.send"}

    assert deliver_all(NOON + outbox.LEASE - timedelta(seconds=1)) == 0
    assert deliver_all(NOON + outbox.LEASE) == 1
    assert deliver_all(NOON + timedelta(days=1)) == 0
    assert len(mailbox.outbox) == 1


@pytest.mark.django_db
def test_a_server_that_refuses_is_asked_again_ever_later(settings):
    settings.EMAIL_BACKEND = BROKEN
    message = a_message()
    at, waits = NOON, []

    for _ in range(outbox.ATTEMPTS):
        outbox.deliver_one(at=at)
        message.refresh_from_db()
        waits.append(message.due_at - at)
        at = message.due_at

    assert waits[:-1] == [timedelta(minutes=m) for m in (1, 2, 4, 8, 16, 32, 64, 128, 256)]
    assert message.state == "failed"
    assert "no mail server there" in message.last_error


def test_the_pause_never_grows_beyond_six_hours():
    assert outbox.wait_after(30) == timedelta(hours=6)


@pytest.mark.django_db
def test_a_message_that_kills_every_worker_is_given_up(settings):
    settings.RUIMTE_SENDERS = {"mail": "tests.facilities.test_outbox.dies"}
    message = a_message()
    at = NOON
    for _ in range(outbox.ATTEMPTS):
        with pytest.raises(Killed):
            outbox.deliver_one(at=at)
        at += outbox.LEASE

    assert deliver_all(at) == 1

    message.refresh_from_db()
    assert message.state == "failed"


@pytest.mark.django_db
def test_one_broken_message_does_not_hold_up_the_others():
    broken = a_message(kind="pigeon")
    fine = a_message()

    deliver_all(NOON)

    broken.refresh_from_db()
    fine.refresh_from_db()
    assert (broken.state, fine.state) == ("waiting", "sent")
    assert "pigeon" in broken.last_error


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work_without_sending_anything_twice():
    for _ in range(20):
        a_message()
    meet = threading.Barrier(2)

    def work():
        meet.wait(10)
        deliver_all(NOON)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert len(mailbox.outbox) == 20
    assert len({message.extra_headers["Message-ID"] for message in mailbox.outbox}) == 20
    assert OutboxMessage.objects.filter(state="sent", attempts=1).count() == 20


@pytest.mark.django_db
def test_the_text_of_a_mail_is_forgotten_thirty_days_after_it_was_sent():
    message = a_message()
    deliver_all(NOON)

    outbox.erase_sent(at=NOON + timedelta(days=30))
    message.refresh_from_db()
    assert message.payload == PAYLOAD

    outbox.erase_sent(at=NOON + timedelta(days=30, seconds=1))
    message.refresh_from_db()
    assert message.payload == {}


@pytest.mark.django_db
def test_a_message_that_waits_or_failed_keeps_its_text():
    failed = a_message(state="failed")

    outbox.erase_sent(at=NOON + timedelta(days=400))

    failed.refresh_from_db()
    assert failed.payload == PAYLOAD


@pytest.mark.django_db
def test_an_admin_lets_a_failed_message_be_tried_again(client):
    message = a_message(state="failed", attempts=10, last_error="ConnectionRefusedError: no mail server there")
    client.force_login(a_user("platform_admin"))
    page = client.get(OPERATIONS).content.decode()
    assert "no mail server there" in page
    assert "an@example.org" in page

    answer = client.post(f"/operations/messages/{message.pk}/retry/", follow=True)

    assert answer.status_code == 200
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 0)
    assert AuditEntry.objects.get().verb == "retry"


@pytest.mark.django_db
def test_an_auditor_sees_the_machine_room_and_changes_nothing(client):
    message = a_message(state="failed")
    client.force_login(a_user("auditor"))

    assert client.get(OPERATIONS).status_code == 200
    assert client.post(f"/operations/messages/{message.pk}/retry/").status_code == 403


@pytest.mark.django_db
def test_others_stay_out_of_the_machine_room(client):
    client.force_login(a_user())

    assert client.get(OPERATIONS).status_code == 403


@pytest.mark.django_db
def test_the_service_itself_refuses_whoever_does_not_run_the_platform():
    message = a_message(state="failed")

    with pytest.raises(NotAllowed):
        outbox.try_again(by=a_user("auditor"), message=message, at=NOON)
