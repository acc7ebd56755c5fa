"""The facts that can stop a booking; each has one code, listed in docs/api.md."""

from django.utils.translation import gettext_lazy as _

from facilities.kernel.errors import DomainError


class InvalidRange(DomainError):
    """The end does not come after the start."""

    status = 400
    code = "invalid_range"
    message = _("The end must come after the start.")
    field = "ends_at"


class RoomTaken(DomainError):
    """Somebody or something has (part of) the room then; `conflicts` says what, `alternatives` what is left."""

    code = "overlap"
    message = _("%(room_name)s is taken during part of that time.")


class EquipmentOut(DomainError):
    """Too few items of a kind are free then; `shortages` says of which, `alternatives` when there are enough."""

    code = "equipment_out"
    message = _("Not enough is free during that time: %(what)s.")


class ItemIsNoPart(DomainError):
    """A room cannot consist of something that is carried around."""

    code = "item_is_no_part"
    message = _("Equipment that is carried around is no part of a room.")
    field = "atoms"


class RoomNotOffered(DomainError):
    """The room is not offered to this organisation, or to nobody."""

    code = "not_offered"
    message = _("%(room_name)s is not offered to %(organisation_name)s.")
    field = "room"


class OutsideOpeningHours(DomainError):
    """The site is closed during part of the booking; `alternatives` says when it is open and the room free."""

    code = "closed"
    message = _("%(site_name)s is closed during part of that time. Open that day: %(hours)s.")


class OffGrid(DomainError):
    """A start or end between two steps of the room's grid, counted from local midnight."""

    code = "off_grid"
    message = _("%(room_name)s is booked in steps of %(limit)s from midnight; the nearest time is %(nearest)s.")


class TooShort(DomainError):
    """Shorter than the room's shortest booking."""

    code = "too_short"
    message = _("%(room_name)s is booked for at least %(limit)s.")
    field = "ends_at"


class TooLong(DomainError):
    """Longer than the room's longest booking."""

    code = "too_long"
    message = _("%(room_name)s is booked for at most %(limit)s at a time.")
    field = "ends_at"


class TooSoon(DomainError):
    """Within the room's notice."""

    code = "too_soon"
    message = _("%(room_name)s is booked at least %(limit)s ahead; the first possible start is %(nearest)s.")
    field = "starts_at"


class BeyondHorizon(DomainError):
    """Starts after the last local day that may be booked."""

    code = "beyond_horizon"
    message = _("%(room_name)s can be booked up to and including %(nearest)s.")
    field = "starts_at"


class InThePast(DomainError):
    """Starts before now."""

    code = "in_the_past"
    message = _("That time has passed; the first possible start is %(nearest)s.")
    field = "starts_at"


class TooManyPeople(DomainError):
    """More people than the room, so furnished, seats."""

    code = "too_many_people"
    message = _("%(room_name)s seats at most %(limit)s people this way.")
    field = "attendees"


class LayoutOfAnotherRoom(DomainError):
    """The layout does not belong to the room."""

    code = "layout_of_another_room"
    message = _("%(room_name)s cannot be furnished that way.")
    field = "layout"


class OrganisationSuspended(DomainError):
    """The organisation may book nothing for now."""

    code = "organisation_suspended"
    message = _("%(organisation_name)s is suspended and cannot book.")
    field = "organisation"


class OrganiserOfAnotherOrganisation(DomainError):
    """The organiser does not belong to the organisation."""

    code = "organiser_of_another_organisation"
    message = _("The organiser does not belong to %(organisation_name)s.")
    field = "organiser"


class AlreadyCancelled(DomainError):
    """The booking was cancelled before."""

    code = "already_cancelled"
    message = _("This booking is already cancelled.")


class AlreadyEnded(DomainError):
    """The booking or block is over."""

    code = "already_ended"
    message = _("This has already ended.")


class NotStarted(DomainError):
    """Only what has started can end early; what has not is cancelled."""

    code = "not_started"
    message = _("This booking has not started yet; cancel it instead.")


class AlreadyLifted(DomainError):
    """The block was lifted before."""

    code = "already_lifted"
    message = _("This block is already lifted.")


# Defects


class DefectResolved(DomainError):
    """The defect was resolved before; what breaks again is reported again."""

    code = "defect_resolved"
    message = _("This defect is resolved already.")


class AlreadyBlocked(DomainError):
    """The room is out of use because of this defect already."""

    code = "already_blocked"
    message = _("The room is already out of use because of this defect.")


# Rooms themselves


class RoomHasBookings(DomainError):
    """Somebody holds the room from now on, on the atoms it has now."""

    code = "room_has_bookings"
    message = _("%(room_name)s is booked or blocked from now on; what it consists of changes once it is free.")


class AtomOfAnotherBuilding(DomainError):
    """A room is made of parts of its own building."""

    code = "atom_of_another_building"
    message = _("A room consists of parts of its own building.")
    field = "atoms"


class RoomWithoutAtoms(DomainError):
    """Without parts there is nothing to take, and everybody could book at once."""

    code = "room_without_atoms"
    message = _("A room consists of at least one part.")
    field = "atoms"


# Tasks around meetings


class NothingToDo(DomainError):
    """The meeting asks for no such task: no layout, no equipment and no minutes of its own."""

    code = "nothing_to_do"
    message = _("Nothing is to be done for this meeting.")


class MeetingNotStarted(DomainError):
    """Nobody clears away behind a meeting that is still to come."""

    code = "meeting_not_started"
    message = _("This meeting has not started yet.")


# Sensors


class ReadingRefused(DomainError):
    """A reading that cannot be read; `field` names what is wrong with it."""

    status = 422
    code = "unreadable_reading"
    message = _("This reading cannot be read: %(field)s.")


class ReadingDiffers(DomainError):
    """A reading of this number was taken already and said something else."""

    code = "reading_differs"
    message = _("Another reading already has this number.")


class TooManyReadings(DomainError):
    """More readings in one request than are taken at once."""

    status = 413
    code = "too_many_readings"
    message = _("Send %(most)s readings at most at once.")
