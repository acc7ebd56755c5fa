"""The free-room search as most tutorials write it: no booking of the room overlaps the wish."""

from django.db.models import Exists, OuterRef, QuerySet

from bookings.models import Booking, Room
from facilities.kernel.intervals import Interval


def free_rooms(interval: Interval, people: int) -> QuerySet[Room]:
    """Rooms for `people` without an overlapping confirmed booking, in no order."""
    overlapping = Booking.objects.filter(
        room=OuterRef("pk"), status="confirmed", starts_at__lt=interval.end, ends_at__gt=interval.start
    )
    return Room.objects.filter(~Exists(overlapping), seats__gte=people).order_by()
