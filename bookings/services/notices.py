"""The mails of a booking, each with its invitation, to whom it concerns."""

from facilities.deeds import deed
from facilities.mails import mail

from ..ical import invitation
from ..models.bookings import Booking
from ..occupancy import site_of


def tell(what: str, booking: Booking) -> None:
    """Mail `bookings/mail/<what>` to the organiser, and to whoever booked on his behalf; called inside a deed."""
    text, method = invitation(booking)
    context = {"booking": booking, "room": booking.room, "site": site_of(booking.room)}
    people = [booking.organiser]
    if booking.booked_by != booking.organiser:
        people.append(booking.booked_by)
    for person in people:
        if person is not None:
            template = f"bookings/mail/{what}"
            deed.send("mail", mail(template=template, to=person, context=context, calendar=text, method=method))
