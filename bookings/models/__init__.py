"""The truths of room bookings, gathered for Django; import from the module that defines."""

from .bookings import Block, Booking
from .claims import Claim
from .defects import Defect
from .equipment import EquipmentLine, Item
from .holds import Hold
from .rooms import Atom, Layout, Room
from .sensors import RoomQuarter, RoomReading, RoomSensor
from .tasks import DoneTask

__all__ = [
    "Atom",
    "Block",
    "Booking",
    "Claim",
    "Defect",
    "DoneTask",
    "EquipmentLine",
    "Hold",
    "Item",
    "Layout",
    "Room",
    "RoomQuarter",
    "RoomReading",
    "RoomSensor",
]
