"""Refusals of this storey."""

from django.utils.translation import gettext_lazy as _

from facilities.kernel.errors import DomainError

# Events of sensors. One that cannot count is refused by itself; the rest of its batch counts.


class EventRejected(DomainError):
    """An event says too little, or something that cannot be read; `field` names it."""

    status = 422
    code = "unreadable_event"
    message = _("This event cannot be read: %(field)s.")


class UnknownKind(EventRejected):
    """Events of this kind are not taken."""

    code = "unknown_kind"
    message = _("There is no such kind of event.")


class UnknownLane(EventRejected):
    """The event names a lane that does not exist."""

    code = "unknown_lane"
    message = _("There is no such lane.")


class LaneNotYours(EventRejected):
    """The event names a lane that another sensor watches."""

    status = 403
    code = "lane_not_yours"
    message = _("Another sensor watches this lane.")


class UnknownArea(EventRejected):
    """The event tells the level of an area that the sensor's car park does not have."""

    code = "unknown_area"
    message = _("This car park has no such area.")


class CountedOtherwise(EventRejected):
    """The event tells the level of an area that is not counted by another system."""

    code = "counted_otherwise"
    message = _("This area does not take its level from another system.")


class NoOffset(EventRejected):
    """A local time of a sensor that has no time zone is no instant."""

    code = "no_offset"
    message = _("The time needs an offset from UTC.")


class NoDirection(EventRejected):
    """A passage over a lane that goes both ways says no direction."""

    code = "no_direction"
    message = _("This lane goes both ways: say the direction.")


class TooLarge(EventRejected):
    """More vehicles in one event than ever pass at once."""

    code = "too_large"
    message = _("An event counts %(most)s vehicles at most.")


class TooOld(EventRejected):
    """The event is older than the ledger reaches, so nobody could tell whether it was counted before."""

    code = "too_old"
    message = _("The event is older than what the ledger keeps.")


class EventDiffers(DomainError):
    """An event of this number was counted already and said something else."""

    code = "event_differs"
    message = _("Another event already has this number.")


class TooManyEvents(DomainError):
    """More events in one request than are taken at once."""

    status = 413
    code = "too_many_events"
    message = _("Send %(most)s events at most at once.")


class BodyTooLarge(DomainError):
    """A request of more bytes than are read."""

    status = 413
    code = "body_too_large"
    message = _("Send %(most)s bytes at most at once.")


# Recounts


class CountedInTheFuture(DomainError):
    """Nobody has counted yet what will be there later."""

    code = "counted_in_the_future"
    field = "counted_at"
    message = _("This moment has yet to come.")


class CountOutOfRange(DomainError):
    """A recount says fewer than no vehicles, or more than any area could hold."""

    status = 400
    code = "count_out_of_range"
    field = "value"
    message = _("Count between %(least)s and %(most)s vehicles.")


class SumOfItsParts(DomainError):
    """An area with areas of its own is their sum; its parts are counted."""

    code = "sum_of_its_parts"
    field = "area"
    message = _("This area is the sum of others: count those.")


# Held places


class NoPlaceLeft(DomainError):
    """Every place is held or taken then."""

    code = "no_place_left"
    message = _("No place is left to hold at that time.")


class HoldWithoutLabel(DomainError):
    """A place is held for somebody; without a name nobody could tell for whom."""

    status = 400
    code = "hold_without_label"
    field = "label"
    message = _("Say for whom the place is held.")


class HoldIsOver(DomainError):
    """A place that was released is held anew, not moved."""

    code = "hold_over"
    message = _("This place was released before.")


# Laying out


class NotOfThisCarPark(DomainError):
    """An area, sensor or floor belongs to another car park."""

    code = "not_of_this_car_park"
    message = _("%(name)s does not belong to this car park.")


class NestedTooDeep(DomainError):
    """A part of an area cannot have parts of its own."""

    code = "nested_too_deep"
    field = "parent"
    message = _("An area that is part of another cannot have parts itself.")


# Overrides


class OverrideEndsInThePast(DomainError):
    """An override that would be over at once."""

    code = "override_in_the_past"
    message = _("An override must end later than now.")
    field = "ends_at"


class OverrideWithoutReason(DomainError):
    """Nobody could tell afterwards why the count was not shown."""

    status = 400
    code = "override_without_reason"
    message = _("Say why the count is not shown.")
    field = "reason"


class OverrideIsOver(DomainError):
    """What is over cannot be lifted."""

    code = "override_over"
    message = _("This override has ended or was lifted before.")
