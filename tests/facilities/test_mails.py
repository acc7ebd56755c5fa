"""A mail speaks its receiver's language and carries its invitation."""

import pytest
from django.template import engines

from facilities.mails import mail, message_id, message_of
from facilities.models import OutboxMessage
from tests.factories import NOON, a_user

TEMPLATES = {
    "told.subject.txt": "{% load i18n %}\n{% translate 'Log in' %}\n{{ thing }}\n",
    "told.txt": "{{ receiver.name }} & {{ thing }} {{ at|date:'H:i' }} {{ base_url }}{% url 'home' %}\n\n",
}


@pytest.fixture
def told(settings):
    (django,) = settings.TEMPLATES
    loader = ("django.template.loaders.locmem.Loader", TEMPLATES)
    options = django["OPTIONS"] | {"loaders": [loader]}
    settings.TEMPLATES = [{"BACKEND": django["BACKEND"], "OPTIONS": options}]
    engines.__dict__.pop("templates", None)
    yield
    engines.__dict__.pop("templates", None)


def a_row(**payload) -> OutboxMessage:
    return OutboxMessage(
        pk=5,
        kind="mail",
        created_at=NOON,
        payload={"to": "an@example.org", "subject": "Zaal", "body": "Tot dan.\n", "language": "nl"} | payload,
    )


@pytest.mark.django_db
def test_a_mail_is_plain_text_with_whole_addresses_and_wall_clock_times(told, settings):
    an = a_user(email="an@example.org", name="An O'Neill", language="en-gb")

    payload = mail(template="told", to=an, context={"thing": "R&D", "at": NOON})

    assert payload == {
        "to": "an@example.org",
        "subject": "Log in R&D",
        "body": f"An O'Neill & R&D 09:00 {settings.BASE_URL}/\n",
        "language": "en-gb",
    }


@pytest.mark.django_db
def test_an_invitation_travels_as_an_alternative_with_its_method():
    raw = message_of(a_row(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", method="CANCEL")).message()

    assert raw.get_content_type() == "multipart/alternative"
    text, calendar = raw.get_payload()
    assert text.get_content_type() == "text/plain"
    assert calendar.get_content_type() == "text/calendar"
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("CANCEL", "utf-8")


def test_a_mail_sent_again_after_a_crash_has_the_same_message_id():
    assert message_id(a_row()) == message_of(a_row()).message()["Message-ID"]
    assert message_of(a_row()).message()["Message-ID"] == message_of(a_row()).message()["Message-ID"]
