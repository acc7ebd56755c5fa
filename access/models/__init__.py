"""The truths of visits, gathered for Django; import from the module that defines."""

from .blocked import BlockedVisitor
from .house_rules import HouseRules
from .muster import Muster, MusterEntry, MusterMark, MusterReport
from .presence import Presence
from .terms import VisitorTerm
from .upkeep import ClosedDay, PurgeLine, PurgeReport
from .visits import Visit, VisitGroup, VisitPass, VisitStep

__all__ = [
    "BlockedVisitor",
    "ClosedDay",
    "HouseRules",
    "Muster",
    "MusterEntry",
    "MusterMark",
    "MusterReport",
    "Presence",
    "PurgeLine",
    "PurgeReport",
    "Visit",
    "VisitGroup",
    "VisitPass",
    "VisitStep",
    "VisitorTerm",
]
