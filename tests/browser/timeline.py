"""The timeline as tests take hold of it."""

from datetime import timedelta

from django.utils import timezone

from tests.factories import BRUSSELS

DAY = (timezone.localtime() + timedelta(days=7)).date().isoformat()
TIMELINE = f"/timeline/main/?day={DAY}"
OPEN_DIALOG = "#booking-dialog[open]"


def slot(page, room, start):
    return page.locator(f'[data-room="{room.pk}"] .tl-slot[href*="start={start.replace(":", "%3A")}&"]')


def drag(page, first, last):
    start, end = first.bounding_box(), last.bounding_box()
    page.mouse.move(start["x"] + 4, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 20)
    page.mouse.move(end["x"] + end["width"] - 4, end["y"] + 20, steps=5)


def times(booking):
    return tuple(f"{moment.astimezone(BRUSSELS):%H:%M}" for moment in (booking.starts_at, booking.ends_at))
