"""The ground floor's truths, gathered for Django; import from the module that defines."""

from .devices import Board, BoardLine, Device
from .machinery import AuditEntry, IdempotencyKey, LiveTopic, OutboxMessage, PeriodicJob
from .people import Invitation, Membership, Organisation, Role, Throttle, User
from .places import Amenity, Building, Floor, OpeningException, OpeningHours, Site, Space

__all__ = [
    "Amenity",
    "AuditEntry",
    "Board",
    "BoardLine",
    "Building",
    "Device",
    "Floor",
    "IdempotencyKey",
    "Invitation",
    "LiveTopic",
    "Membership",
    "OpeningException",
    "OpeningHours",
    "Organisation",
    "OutboxMessage",
    "PeriodicJob",
    "Role",
    "Site",
    "Space",
    "Throttle",
    "User",
]
