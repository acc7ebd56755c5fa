"""A visit as an invitation (RFC 5546) for the visitor's calendar."""

from datetime import UTC
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Event, vText

from bookings.ical import address, calendar, wall

from .models.visits import Visit


def invitation(visit: Visit) -> tuple[str, str]:
    """The calendar text of a mail about `visit` and its METHOD: CANCEL once it is cancelled, else REQUEST.

    It holds no link: calendars are shared, and the link is a key.
    """
    is_cancelled = visit.status == Visit.Status.CANCELLED
    method = "CANCEL" if is_cancelled else "REQUEST"
    site, host = visit.site, visit.host
    fragment = Event()
    fragment.add("uid", str(visit.public_id))
    fragment.add("sequence", visit.sequence)
    fragment.add("dtstamp", visit.changed_at.astimezone(UTC))
    fragment.add("dtstart", wall(visit.starts_at))
    fragment.add("dtend", wall(visit.ends_at))
    names = {"host": host.name if host else "", "firm": visit.organisation.name}
    fragment.add("summary", _("Visit to %(host)s, %(firm)s") % names)
    room = visit.booking.room.name if visit.booking is not None else ""
    town = f"{site.postcode} {site.city}".strip()
    fragment.add("location", ", ".join(part for part in (room, site.name, site.street, town) if part))
    fragment.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    desk = site.desk_email or parseaddr(settings.MAIL_FROM)[1]
    fragment.add("organizer", address(desk, site.name))
    guest = address(visit.visitor_email, visit.visitor_name)
    for name, value in (("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "NEEDS-ACTION"), ("RSVP", "FALSE")):
        guest.params[name] = vText(value)
    fragment.add("attendee", guest)
    return calendar([fragment.to_ical().decode()], method=method), method
