"""What is to be done around the meetings of a day: rooms to set up before them, and to clear behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch

from facilities.kernel.intervals import Interval
from facilities.models.places import Site
from facilities.modes import mode_facts
from facilities.opening import today_at

from .models.bookings import Booking
from .models.claims import Claim
from .models.equipment import EquipmentLine
from .models.tasks import DoneTask
from .occupancy import used_by_meeting

Kind = DoneTask.Kind


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done in a room from `starts_at`, ready by `due_at`; `done` says when it was, and by whom."""

    booking: Booking
    kind: str
    starts_at: datetime
    due_at: datetime
    done: DoneTask | None

    @property
    def equipment(self) -> list[EquipmentLine]:
        """What has to be brought, or taken back."""
        return list(self.booking.equipment_lines.all())

    @property
    def word(self) -> str:
        """What is to be done."""
        return str(Kind(self.kind).label)


def tasks_of(booking: Booking) -> list[Task]:
    """What `booking` asks of the people of the house; nothing for most."""
    around, is_carried_to = used_by_meeting(booking), bool(booking.equipment_lines.all())
    done = {one.kind: one for one in booking.done_tasks.all()}
    found = []
    if booking.setup or booking.layout_id or is_carried_to:
        found.append(Task(booking, Kind.SET_UP, around.start, booking.starts_at, done.get(Kind.SET_UP)))
    if booking.teardown or is_carried_to:
        found.append(Task(booking, Kind.TEAR_DOWN, booking.ends_at, around.end, done.get(Kind.TEAR_DOWN)))
    return found


def tasks_during(site: Site, day: Interval) -> list[Task]:
    """The tasks of `site` some part of which falls in `day`, the first to be ready first; as many queries for one as
    for many."""
    # A claim spans the meeting with its set-up and clearing.
    held = Claim.objects.during(day).filter(booking__isnull=False, booking__room__space__floor__building__site=site)
    bookings = (
        Booking.objects.live()
        .filter(pk__in=held.values("booking"))
        .select_related("room__space__floor__building__site", "organisation", "layout")
        .prefetch_related(
            Prefetch("equipment_lines", EquipmentLine.objects.select_related("kind").order_by("kind__slug")),
            Prefetch("done_tasks", DoneTask.objects.select_related("done_by")),
        )
    )
    tasks = [task for booking in bookings for task in tasks_of(booking) if _falls_in(task, day)]
    return sorted(tasks, key=lambda task: (task.due_at, task.booking.room.name, task.kind))


def tasks_state(site: Site, *, at: datetime) -> dict[str, Any]:
    """What staff see of today's tasks; no live state names anybody."""
    return {"site": site.slug, **mode_facts(site), "tasks": list(told(tasks_during(site, today_at(site, at))))}


def desk_tasks(site: Site, day: Interval) -> list[dict[str, Any]]:
    """The same for the desk, which is told who ticked them off as well."""
    tasks = tasks_during(site, day)
    names = [task.done.done_by.name if task.done and task.done.done_by else "" for task in tasks]
    return [{**one, "done_by": name} for one, name in zip(told(tasks), names, strict=True)]


def told(tasks: list[Task]) -> Iterator[dict[str, Any]]:
    """Tasks as live states tell them; the names of equipment in both languages, for the page to choose."""
    for task in tasks:
        booking = task.booking
        yield {
            "booking": booking.pk,
            "kind": task.kind,
            "room": booking.room.name,
            "floor": booking.room.space.floor.name,
            "organisation": booking.organisation.name,
            "layout": booking.layout.name if booking.layout else "",
            "people": booking.attendees,
            "equipment": [
                {"count": line.count, "nl": line.kind.name_nl, "en": line.kind.name_en} for line in task.equipment
            ],
            "starts_at": _iso(task.starts_at),
            "due_at": _iso(task.due_at),
            "done_at": _iso(task.done.done_at) if task.done else None,
        }


def _falls_in(task: Task, day: Interval) -> bool:
    # What takes no minutes of its own falls on the day of its moment.
    return task.starts_at < day.end and (task.due_at > day.start or task.starts_at >= day.start)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
