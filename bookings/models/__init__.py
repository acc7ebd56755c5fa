"""The truths of room bookings, gathered for Django; import from the module that defines."""

from .bookings import Block, Booking
from .claims import Claim
from .rooms import Atom, Layout, Room

__all__ = ["Atom", "Block", "Booking", "Claim", "Layout", "Room"]
