"""The ground floor's truths, gathered for Django; import from the module that defines."""

from .devices import Board, BoardLine, Device
from .leases import Lease, LeaseLine, Letting, Notice
from .machinery import AuditEntry, IdempotencyKey, LiveTopic, OutboxMessage, PeriodicJob
from .modes import SiteMode
from .people import Invitation, Membership, Organisation, Role, Throttle, User
from .places import Amenity, Building, Floor, OpeningException, OpeningHours, Site, Space
from .rates import RateComponent

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
    "Lease",
    "LeaseLine",
    "Letting",
    "LiveTopic",
    "Membership",
    "Notice",
    "OpeningException",
    "OpeningHours",
    "Organisation",
    "OutboxMessage",
    "PeriodicJob",
    "RateComponent",
    "Role",
    "Site",
    "SiteMode",
    "Space",
    "Throttle",
    "User",
]
