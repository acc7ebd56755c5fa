"""The week of the timeline as tests take hold of it: the whole week after next, in a house open from nine to five."""

from datetime import timedelta

from django.utils import timezone

_next = timezone.localtime() + timedelta(days=14)
MONDAY = (_next - timedelta(days=_next.weekday())).date()
DAYS = [(MONDAY + timedelta(days=n)).isoformat() for n in range(7)]
WEEK = f"/timeline/buildings/week/?day={DAYS[0]}&in=main"


def cell(page, room, number):
    """The cell of a room on a day of the week, Monday 0."""
    return page.locator(f'[data-room="{room.pk}"] .wk-cell').nth(number)


def at(box, clock):
    """The place of a time of the day in a cell that shows nine to five."""
    hour, minute = map(int, clock.split(":"))
    return box["x"] + box["width"] * (hour * 60 + minute - 9 * 60) / (8 * 60) + 2, box["y"] + box["height"] / 2


def drag(page, room, first, start, last, end):
    """Press at `start` on one day and move to `end` on another; the button stays down."""
    page.mouse.move(*at(cell(page, room, first).bounding_box(), start))
    page.mouse.down()
    page.mouse.move(*at(cell(page, room, first).bounding_box(), start), steps=2)
    x, y = at(cell(page, room, last).bounding_box(), end)
    page.mouse.move(x - 6, y, steps=8)
