"""Bookings as iCalendar (RFC 5545) and as invitations (RFC 5546)."""

from datetime import UTC, datetime
from email.utils import parseaddr

from django.conf import settings
from icalendar import Event, vCalAddress, vText

from facilities.kernel.clock import BRUSSELS
from facilities.models.people import User

from .models.bookings import Booking
from .occupancy import site_of

PRODID = "-//Ruimte//Ruimte//NL"
# Written out: the library's own generator lists single onsets (RDATE, ignored by Outlook), for two years, and lets
# the spring one fall at 03:00. DTSTART of each rule lies far enough back for any booking.
TIME_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Brussels
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")


def invitation(booking: Booking) -> tuple[str, str]:
    """The calendar text of a mail about `booking` and its METHOD: CANCEL once it is cancelled, else REQUEST."""
    method = "CANCEL" if booking.status == Booking.Status.CANCELLED else "REQUEST"
    return calendar([event(booking)], method=method), method


def calendar(events: list[str], *, method: str | None = None) -> str:
    """A whole calendar around fragments of `event`."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN"]
    if method is not None:
        head.append(f"METHOD:{method}")
    return "\r\n".join([*head, ""]) + TIME_ZONE + "".join(events) + "END:VCALENDAR\r\n"


def event(booking: Booking) -> str:
    """The VEVENT of `booking`, the same bytes for as long as nothing about it changes."""
    site = site_of(booking.room)
    fragment = Event()
    fragment.add("uid", str(booking.uid))
    fragment.add("sequence", booking.sequence)
    fragment.add("dtstamp", booking.changed_at.astimezone(UTC))
    fragment.add("dtstart", wall(booking.starts_at))
    fragment.add("dtend", wall(booking.ends_at))
    fragment.add("summary", booking.title)
    # A site of one building often bears its name.
    places = dict.fromkeys([booking.room.name, booking.room.space.floor.building.name, site.name])
    fragment.add("location", ", ".join(places))
    fragment.add("status", "CANCELLED" if booking.status == Booking.Status.CANCELLED else "CONFIRMED")
    fragment.add("class", "PRIVATE" if booking.is_private else "PUBLIC")
    fragment.add("url", f"{settings.BASE_URL}/bookings/{booking.pk}/")
    desk = site.desk_email or parseaddr(settings.MAIL_FROM)[1]
    fragment.add("organizer", address(desk, site.name))
    # The house invites; were the desk also the guest, calendars would take the guest for the owner.
    if booking.organiser is not None and booking.organiser.email != desk:
        fragment.add("attendee", _guest(booking.organiser))
    return fragment.to_ical().decode()


def _guest(person: User) -> vCalAddress:
    guest = address(person.email, person.name)
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText("NEEDS-ACTION")
    guest.params["RSVP"] = vText("TRUE")
    return guest


def address(email: str, name: str) -> vCalAddress:
    """A calendar user by mail address and name."""
    user = vCalAddress(f"mailto:{email}")
    user.params["CN"] = vText(name)
    return user


def wall(moment: datetime) -> datetime:
    """On the clock of Brussels; the second pass of an hour that exists twice cannot be said there, so in UTC."""
    local = moment.astimezone(BRUSSELS)
    return moment.astimezone(UTC) if local.fold else local
