"""The ground floor's truths, gathered for Django; import from the module that defines."""

from .devices import Board, BoardLine, Device
from .indices import Indexation, IndexedRent, IndexLink, IndexValue
from .invoices import BilledPeriod, Invoice, InvoiceLine, InvoiceTax, Payment
from .journals import Journal, JournalYear
from .leases import Lease, LeaseLine, Letting, Notice
from .machinery import AuditEntry, IdempotencyKey, LiveTopic, OutboxMessage, PeriodicJob
from .modes import SiteMode
from .people import Invitation, Membership, Organisation, Role, Throttle, User
from .places import Amenity, Building, Floor, OpeningException, OpeningHours, Site, Space
from .rates import RateComponent

__all__ = [
    "Amenity",
    "AuditEntry",
    "BilledPeriod",
    "Board",
    "BoardLine",
    "Building",
    "Device",
    "Floor",
    "IdempotencyKey",
    "IndexLink",
    "IndexValue",
    "Indexation",
    "IndexedRent",
    "Invitation",
    "Invoice",
    "InvoiceLine",
    "InvoiceTax",
    "Journal",
    "JournalYear",
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
    "Payment",
    "PeriodicJob",
    "RateComponent",
    "Role",
    "Site",
    "SiteMode",
    "Space",
    "Throttle",
    "User",
]
