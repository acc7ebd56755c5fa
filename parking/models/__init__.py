"""Parking's truths, gathered for Django; import from the module that defines."""

from .areas import Area, Capacity, Lane, Sensor, VehicleClass
from .car_parks import CarPark, GateException, GateHours, Override
from .history import DayStat, DirtyQuarter, MinuteStat, QuarterStat, Watermark
from .holds import Hold
from .ledger import Anchor, Anomaly, AreaState, CarParkState, CountEvent, Fullness, Quality

__all__ = [
    "Anchor",
    "Anomaly",
    "Area",
    "AreaState",
    "Capacity",
    "CarPark",
    "CarParkState",
    "CountEvent",
    "DayStat",
    "DirtyQuarter",
    "Fullness",
    "GateException",
    "GateHours",
    "Hold",
    "Lane",
    "MinuteStat",
    "Override",
    "Quality",
    "QuarterStat",
    "Sensor",
    "VehicleClass",
    "Watermark",
]
