"""What hearing a sensor says of the sensor itself: that it lives, and how its clock runs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from facilities.kernel.statements import ALLOWED, Statements

from . import anomalies
from .instants import written_instant
from .journal import Entry
from .models.ledger import Anomaly
from .projection import Held
from .quality import MISSED
from .sources import Source

# How far one request may move the running median of a clock's offset: an outage delivered late says little.
OFFSET_STEP, OFFSET_SHARE = 30.0, 1 / 16
HEARD = """
    UPDATE parking_sensor SET
        last_contact_at = CASE WHEN last_contact_at IS NULL OR last_contact_at < {moment} THEN {moment}
            ELSE last_contact_at END,
        clock_offset = %s
    WHERE id = %s AND {allowed}
"""


def heard(source: Source, counted: Sequence[Entry], *, at: datetime, into: Statements) -> Source:
    """Note that the sensor lives, whatever it said, and how its clock runs by what is new; gives what it now is."""
    moment, offset = written_instant(at), _offset(source, counted, at)
    instant = "%s" if isinstance(moment, str) else "%s::timestamptz"
    into.add(HEARD.format(moment=instant, allowed=ALLOWED), [moment, moment, offset, source.sensor_id])
    latest = at if source.last_contact_at is None else max(source.last_contact_at, at)
    return source._replace(last_contact_at=latest, clock_offset=offset)


def keeps_time(source: Source, counted: Sequence[Entry]) -> bool:
    """Whether what is new says of the sensor's clock what was known."""
    return not counted or source.has_bad_clock or _is_skewed(counted) == source.is_known_skewed


def judge_clock(source: Source, counted: Sequence[Entry], *, at: datetime) -> None:
    """Open or close what a person should know of the sensor's clock."""
    if keeps_time(source, counted):
        return
    if _is_skewed(counted):
        anomalies.begin(Anomaly.Kind.CLOCK_SKEW, car_park=source.car_park_id, sensor=source.sensor_id, at=at)
    else:
        anomalies.end(Anomaly.Kind.CLOCK_SKEW, sensor=source.sensor_id, at=at)


def _is_skewed(counted: Sequence[Entry]) -> bool:
    return any("clock_skew" in entry.flags for entry in counted)


def is_talkative(source: Source, held: Mapping[int, Held], at: datetime) -> bool:
    """Whether the sensor was heard so lately that hearing it again makes no count more trustworthy."""
    if source.last_contact_at is None:
        return False
    silence = (at - source.last_contact_at).total_seconds()
    return silence < min([source.expected_every * MISSED, *(area.stale_after for area in held.values())])


def _offset(source: Source, counted: Collection[Entry], at: datetime) -> float | None:
    """The running median of receipt minus occurrence: each request moves it a share of the way, and never far."""
    if not counted:
        return source.clock_offset
    seen = (at - _middle([entry.message.occurred_at for entry in counted])).total_seconds()
    if source.clock_offset is None:
        return seen
    step = (seen - source.clock_offset) * OFFSET_SHARE
    return source.clock_offset + max(-OFFSET_STEP, min(OFFSET_STEP, step))


def _middle(moments: list[datetime]) -> datetime:
    moments.sort()
    low, high = moments[(len(moments) - 1) // 2], moments[len(moments) // 2]
    return low + (high - low) / 2
