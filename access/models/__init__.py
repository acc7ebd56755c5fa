"""The truths of visits, gathered for Django; import from the module that defines."""

from .blocked import BlockedVisitor
from .house_rules import HouseRules
from .visits import ClosedDay, Visit, VisitGroup, VisitPass, VisitStep

__all__ = ["BlockedVisitor", "ClosedDay", "HouseRules", "Visit", "VisitGroup", "VisitPass", "VisitStep"]
