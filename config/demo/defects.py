"""What is broken in the demonstration: one defect of each state, at the first house."""

from datetime import datetime, timedelta

from bookings.models.defects import Defect
from bookings.models.rooms import Room
from facilities.models.people import User

from .people import HOST

REPORTED = (
    ("newton", "Rechterscherm blijft zwart", "Ook na uit- en aanzetten.", "reported", 3),
    ("lamarck", "Te koud in de ochtend", "", "in_progress", 26),
    ("curie", "Stift van het whiteboard leeg", "", "resolved", 50),
)


def fill(*, at: datetime) -> None:
    """The three, unless somebody has reported anything already; nobody gets a mail about them."""
    rooms = {room.slug: room for room in Room.objects.filter(slug__in=[slug for slug, *_ in REPORTED])}
    people = {user.email.partition("@")[0]: user for user in User.objects.filter(email__endswith=HOST)}
    if Defect.objects.exists() or "collega" not in people:
        return
    desk = people.get("onthaal.niel")
    for slug, summary, details, state, hours in REPORTED:
        reported = at - timedelta(hours=hours)
        is_resolved = state == "resolved"
        Defect.objects.create(
            room=rooms[slug],
            summary=summary,
            details=details,
            state=state,
            reported_by=people["collega"],
            reported_at=reported,
            handled_by=None if state == "reported" else desk,
            taken_up_at=None if state == "reported" else reported + timedelta(hours=1),
            resolved_at=reported + timedelta(hours=4) if is_resolved else None,
            outcome="Nieuwe stiften gelegd." if is_resolved else "",
        )
