"""What calendars get (C41, C43)."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from icalendar import Calendar

from bookings.ical import calendar, event
from bookings.services.bookings import book_room, cancel_booking, change_booking, end_booking_early
from facilities.mails import message_of
from facilities.models import OutboxMessage
from tests.factories import NOON, a_booking, a_building, a_room, a_site, a_tenant, a_user, at, between

pytestmark = pytest.mark.django_db


def parts():
    """The calendars mailed so far, oldest first, with the method of their MIME part."""
    for row in OutboxMessage.objects.filter(kind="mail").order_by("pk"):
        message = message_from_bytes(message_of(row).message().as_bytes())
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                yield part, Calendar.from_ical(part.get_payload(decode=True))


def a_meeting(**more):
    site = a_site(desk_email="onthaal@darwin.example")
    organisation, member = a_tenant(site=site)
    return book_room(
        by=member,
        room=a_room(site=site, name="Newton"),
        organisation=organisation,
        organiser=member,
        interval=between("2026-10-27 09:00", "10:00"),
        title="Steering group; spring",
        at=NOON,
        **more,
    )


def test_c41_an_export_speaks_of_the_wall_clock_and_explains_it():
    booking = a_meeting()

    text = calendar([event(booking)])

    lines = text.split("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "DTSTART;TZID=Europe/Brussels:20261027T090000" in lines
    assert "DTEND;TZID=Europe/Brussels:20261027T100000" in lines
    assert f"UID:{booking.uid}" in lines
    assert "DTSTAMP:20261001T070000Z" in lines
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[2].startswith("PRODID:")
    assert [line for line in lines if line.startswith("RDATE")] == []
    assert lines.count("BEGIN:VTIMEZONE") == 1


def test_a_house_that_bears_its_buildings_name_is_named_once():
    site = a_site(name="Darwin")
    room = a_room(site=site, building=a_building(site=site, name="Darwin"), name="Newton")

    said = Calendar.from_ical(calendar([event(a_booking(room=room))])).walk("VEVENT")[0]

    assert said["location"] == "Newton, Darwin"


@pytest.mark.parametrize(
    ("part", "onset", "before", "after", "month"),
    [("DAYLIGHT", "T020000", "+0100", "+0200", 3), ("STANDARD", "T030000", "+0200", "+0100", 10)],
)
def test_c41_the_clock_changes_on_the_last_sunday(part, onset, before, after, month):
    text = calendar([event(a_meeting())])

    (rule,) = Calendar.from_ical(text).walk(part)

    assert rule.to_ical().decode().count("DTSTART:") == 1
    assert rule["DTSTART"].to_ical().decode().endswith(onset)
    assert (rule["TZOFFSETFROM"].to_ical(), rule["TZOFFSETTO"].to_ical()) == (before, after)
    assert rule["RRULE"].to_ical().decode() == f"FREQ=YEARLY;BYDAY=-1SU;BYMONTH={month}"


def test_c43_the_sequence_rises_with_time_and_cancelling_only():
    booking = a_meeting()
    hour = timedelta(hours=1)
    booking = change_booking(
        by=booking.organiser, booking=booking, interval=between("2026-10-27 10:00", "11:00"), at=NOON + hour
    )
    booking = change_booking(by=booking.organiser, booking=booking, title="Steering group", at=NOON + 2 * hour)
    cancel_booking(by=booking.organiser, booking=booking, at=NOON + 3 * hour)

    mailed = list(parts())

    events = [found.walk("VEVENT")[0] for _, found in mailed]
    assert [(found["METHOD"], one["SEQUENCE"]) for (_, found), one in zip(mailed, events, strict=True)] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("REQUEST", 1),
        ("CANCEL", 2),
    ]
    stamps = [one["DTSTAMP"].dt for one in events]
    assert stamps == sorted(set(stamps))
    assert {str(one["UID"]) for one in events} == {str(booking.uid)}
    assert [str(one["STATUS"]) for one in events] == ["CONFIRMED"] * 3 + ["CANCELLED"]


def test_c43_the_mail_part_names_the_method_of_the_calendar():
    booking = a_meeting()
    cancel_booking(by=booking.organiser, booking=booking, at=NOON)

    for part, found in parts():
        assert part.get_param("method") == found["METHOD"]
        assert part.get_content_charset() == "utf-8"


def test_c43_the_house_invites_and_the_organiser_is_asked_to_answer():
    booking = a_meeting()

    ((_, found),) = parts()

    (meeting,) = found.walk("VEVENT")
    assert str(meeting["ORGANIZER"]) == "mailto:onthaal@darwin.example"
    assert str(meeting["ATTENDEE"]) == f"mailto:{booking.organiser.email}"
    assert meeting["ATTENDEE"].params["RSVP"] == "TRUE"


def test_ending_early_sends_calendars_the_new_end():
    booking = a_meeting()

    end_booking_early(by=booking.organiser, booking=booking, at=at("2026-10-27 09:20"))

    *_, (_, last) = parts()
    (meeting,) = last.walk("VEVENT")
    assert (last["METHOD"], meeting["SEQUENCE"]) == ("REQUEST", 1)
    assert meeting["DTEND"].dt == at("2026-10-27 09:20")


def test_a_special_character_in_the_subject_is_escaped():
    assert "SUMMARY:Steering group\\; spring" in event(a_meeting()).split("\r\n")


def test_the_second_pass_of_an_hour_that_exists_twice_is_said_in_utc():
    booking = a_booking(room=a_room(), interval=between("2026-10-25 00:00", "05:00"))
    booking.ends_at = booking.starts_at + timedelta(hours=3, minutes=30)

    assert "DTEND:20261025T013000Z" in event(booking).split("\r\n")


def test_whoever_books_on_behalf_gets_the_mail_as_well():
    site = a_site()
    organisation, member = a_tenant(site=site)
    desk = a_user("receptionist", site=site, language="en-gb")

    a_booking(room=a_room(site=site), by=desk, organisation=organisation, organiser=member)

    assert set(OutboxMessage.objects.values_list("payload__to", "payload__language")) == {
        (member.email, "nl"),
        (desk.email, "en-gb"),
    }


def test_nobody_is_mailed_about_a_booking_without_people():
    a_booking(room=a_room())

    assert not OutboxMessage.objects.exists()


def test_the_mail_names_room_time_and_subject_as_they_are_spelt():
    a_meeting()

    payload = OutboxMessage.objects.get().payload

    assert "Newton" in payload["subject"]
    assert "27/10/2026 09:00" in payload["subject"]
    assert "Steering group; spring" in payload["body"]
    assert "/bookings/" in payload["body"]
