"""The truths of visits, gathered for Django; import from the module that defines."""

from .blocked import BlockedVisitor
from .house_rules import HouseRules
from .upkeep import ClosedDay, PurgeReport
from .visits import Visit, VisitGroup, VisitPass, VisitStep

__all__ = [
    "BlockedVisitor",
    "ClosedDay",
    "HouseRules",
    "PurgeReport",
    "Visit",
    "VisitGroup",
    "VisitPass",
    "VisitStep",
]
