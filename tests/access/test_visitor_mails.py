"""The mail to a visitor: in his language, with a calendar entry and a code that a scanner reads back."""

from datetime import UTC

import pytest
from icalendar import Calendar

from access.codes import qr_png, qr_svg
from access.services.visits import cancel_visit, change_visit
from facilities.mails import message_of
from facilities.models import OutboxMessage
from tests.factories import NOON, a_booking, a_room, a_site, a_visit, at, between

pytestmark = pytest.mark.django_db


def mails():
    return [message_of(row).message() for row in OutboxMessage.objects.order_by("id")]


def part(message, kind):
    return next(each for each in message.walk() if each.get_content_type() == kind)


def entry(message):
    return Calendar.from_ical(part(message, "text/calendar").get_payload(decode=True)).walk("VEVENT")[0]


def test_the_mail_shows_the_code_inline_with_words_for_who_cannot_see_it():
    made = a_visit(site=a_site(), language="en-gb")

    (mail,) = mails()
    image, html = part(mail, "image/png"), part(mail, "text/html").get_payload(decode=True).decode()
    assert mail.get_content_type() == "multipart/related"
    assert image["Content-ID"] == "<code>"
    assert image.get_payload(decode=True) == qr_png(made.token)
    assert 'src="cid:code"' in html
    assert 'alt="QR code of your visit; without it, tell the desk your name."' in html
    assert '<html lang="en-gb">' in html


def test_the_calendar_entry_says_when_where_and_whom_and_holds_no_key():
    site = a_site(street="Galileilaan 15", postcode="2845", desk_email="onthaal@darwin.example")
    booking = a_booking(room=a_room(site=site, name="Newton"), interval=between("2026-11-24 09:00", "10:00"))
    made = a_visit(site=site, organisation=booking.organisation, booking=booking)

    event = entry(mails()[-1])
    assert event.decoded("dtstart").astimezone(UTC) == made.visit.starts_at
    assert event["location"] == "Newton, Site darwin, Galileilaan 15, 2845 Niel"
    assert event["organizer"] == "mailto:onthaal@darwin.example"
    assert event["uid"] == str(made.visit.public_id)
    assert made.token not in event.to_ical().decode()


def test_a_change_and_a_cancellation_replace_the_same_entry():
    visit = a_visit(site=a_site()).visit
    visit = change_visit(by=None, visit=visit, interval=between("2026-11-24 14:00", "15:00"), at=NOON)
    cancel_visit(by=None, visit=visit, at=NOON)

    events = [entry(mail) for mail in mails()]
    assert len({event["uid"] for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 1, 2]
    assert [event["status"] for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[1].decoded("dtstart").astimezone(UTC) == at("2026-11-24 14:00")
    assert "method=CANCEL" in part(mails()[-1], "text/calendar")["Content-Type"].replace('"', "")


def test_names_are_no_markup_in_the_mail():
    a_visit(site=a_site(), visitor_name="<b>Jan</b> & co")

    html = part(mails()[0], "text/html").get_payload(decode=True).decode()
    assert "&lt;b&gt;Jan&lt;/b&gt; &amp; co" in html


def test_a_visitor_without_an_address_gets_no_mail():
    a_visit(site=a_site(), visitor_email="")

    assert mails() == []


def test_the_drawing_needs_no_inline_style():
    drawing = qr_svg("rv_token")

    assert drawing.startswith("<svg")
    assert "style=" not in drawing
    assert "viewBox" in drawing
