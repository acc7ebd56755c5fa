"""The refusals of this storey, each named by the fact that stops you."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from .kernel.errors import DomainError

# People and organisations


class TooManyAttempts(DomainError):
    """Slow down: the window of this counter is full."""

    status = 429
    code = "too_many_attempts"
    message = _("Too many attempts. Try again in %(minutes)s min.")

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after, minutes=max(1, round(retry_after / 60)))


class NameTaken(DomainError):
    """Another organisation has this name."""

    code = "name_taken"
    field = "name"
    message = _("Another organisation has this name.")


class EnterpriseNumberTaken(DomainError):
    """Another organisation has this enterprise number."""

    code = "enterprise_number_taken"
    field = "enterprise_number"
    message = _("Another organisation has this enterprise number.")


class NoSite(DomainError):
    """A site manager's organisation sits at one of the manager's sites at least."""

    code = "no_site"
    field = "sites"
    message = _("Choose at least one site.")


class AlreadyMember(DomainError):
    """The person holds this role in this scope already."""

    code = "already_member"
    field = "email"
    message = _("This person already has that role.")


class InvitationNotOpen(DomainError):
    """The invitation was accepted, withdrawn, replaced or has expired."""

    code = "invitation_not_open"
    message = _("This invitation is no longer open. Ask for a new one.")


class WrongPassword(DomainError):
    """The password does not belong to the account the invitation is for."""

    code = "wrong_password"
    field = "password"
    message = _("This is not the password of your account.")


class LastPlatformAdmin(DomainError):
    """Somebody must be able to run the platform."""

    code = "last_platform_admin"
    message = _("This is the last platform admin. Appoint another one first.")


class OwnLastAdminRight(DomainError):
    """Giving up one's own last right to administer takes a second yes."""

    code = "own_last_admin_right"
    field = "knowingly"
    message = _("This is your own last right to administer. Tick the box if you are sure.")


# Places


class ValueRefused(DomainError):
    """A value cannot stand: it is missing, not of its kind, or already given to another."""

    code = "value_refused"

    def __init__(self, error: ValidationError) -> None:
        faults = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        super().__init__(faults=faults)
        self.fault_of = faults
        name = next(iter(faults))
        self.field = None if name == NON_FIELD_ERRORS else name  # type: ignore[misc]

    def __str__(self) -> str:
        return " ".join(message for messages in self.fault_of.values() for message in messages)


class StillUsed(DomainError):
    """Something else stands on it, so it cannot be removed."""

    code = "still_used"
    message = _("This cannot be removed while something still belongs to it: %(used_by)s.")


class HoursOverlap(DomainError):
    """Two stretches of one weekday share time."""

    code = "hours_overlap"
    message = _("Two stretches on one day overlap: %(day)s.")


class DrillDuringAlarm(DomainError):
    """Nobody practises while it is real: end that first."""

    code = "drill_during_alarm"
    field = "is_drill"
    message = _("This is no moment for a drill: an evacuation or a lockdown is going on.")


# Devices and boards


class PairingCodeUnknown(DomainError):
    """No screen shows this code now."""

    code = "pairing_code_unknown"
    message = _("No screen shows this code now. Codes change every quarter of an hour.")
    field = "code"


class NothingToShow(DomainError):
    """The site has no such thing to show on a screen."""

    code = "nothing_to_show"
    message = _("This site has no such thing to show.")
    field = "shows"


class DeviceRevoked(DomainError):
    """The device was revoked; it gets no new token."""

    code = "device_revoked"
    message = _("This device is revoked.")


# Requests sent twice


class IdempotencyKeyReused(DomainError):
    """The key was sent before, with another body."""

    status = 422
    code = "idempotency_key_reused"
    message = _("This key was sent before with another request. Send a new key with a new request.")


class IdempotencyKeyUnreadable(DomainError):
    """The header Idempotency-Key holds no key."""

    status = 400
    code = "idempotency_key_unreadable"
    message = _("A key consists of 1 to %(limit)s printable ASCII characters.")
