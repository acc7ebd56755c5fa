"""Tasks around meetings: ticked off by the people of the house, and to be done anew when the meeting changes."""

from datetime import datetime

from facilities.deeds import Actor, deed
from facilities.models.people import User

from .. import rules
from ..errors import AlreadyCancelled, MeetingNotStarted, NothingToDo
from ..events import MeetingsChanged
from ..models.bookings import Booking
from ..models.tasks import DoneTask
from ..occupancy import site_of
from ..tasks import tasks_of
from ..touching import tasks_topic


@deed
def tick_task(*, by: Actor, booking: Booking, kind: str, at: datetime) -> DoneTask:
    """Say that it is done; saying it again leaves who said it first."""
    booking = _locked(by, booking)
    if booking.status == Booking.Status.CANCELLED:
        raise AlreadyCancelled
    task = next((task for task in tasks_of(booking) if task.kind == kind), None)
    if task is None:
        raise NothingToDo
    if task.done is not None:
        return task.done
    if kind == DoneTask.Kind.TEAR_DOWN and booking.starts_at > at:
        raise MeetingNotStarted
    done = DoneTask.objects.create(booking=booking, kind=kind, done_at=at, done_by=by if isinstance(by, User) else None)
    _tell("task.done", booking, kind, by=by)
    return done


@deed
def untick_task(*, by: Actor, booking: Booking, kind: str) -> None:
    """Say that it is still to be done after all; where nobody had said otherwise nothing changes."""
    booking = _locked(by, booking)
    count, _rows = DoneTask.objects.filter(booking=booking, kind=kind).delete()
    if count:
        _tell("task.undone", booking, kind, by=by)


def ask_again(booking: Booking) -> None:
    """Its tasks are to be done anew: the meeting moved or wants other things; called inside a deed."""
    DoneTask.objects.filter(booking=booking).delete()


def _locked(by: Actor, booking: Booking) -> Booking:
    booking = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("room__space__floor__building__site", "layout")
        .get(pk=booking.pk)
    )
    rules.require(rules.is_staff_of(by, booking.room))
    return booking


def _tell(verb: str, booking: Booking, kind: str, *, by: Actor) -> None:
    site = site_of(booking.room)
    deed.record(verb, booking, by=by, site=site, organisation=booking.organisation_id, kind=kind)
    deed.touch(tasks_topic(site))
    deed.announce(MeetingsChanged(site))
