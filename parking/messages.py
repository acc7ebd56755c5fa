"""Reading what a sensor sent: one item of a batch becomes a `Message`, or the refusal that says why not.

Pure: nothing here asks the database, so a batch is read before its transaction begins.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.crypto import salted_hmac

from facilities.kernel.plain import is_plain

from .errors import EventRejected, NoOffset, TooLarge, TooOld, UnknownKind
from .models.areas import VehicleClass
from .models.ledger import CountEvent

MOST_VEHICLES = 500
MOST_TOTAL = 2**53
MOST_LEVEL = 100_000
EVENTS_KEPT = timedelta(days=90)
# Further ahead of the server than this is a wrong clock, not a fast network.
SKEW = timedelta(seconds=120)
CLASSES = frozenset(VehicleClass.values)
KINDS = frozenset({CountEvent.Kind.PASSAGE, CountEvent.Kind.TOTAL, CountEvent.Kind.LEVEL, CountEvent.Kind.HEARTBEAT})

Item = Any  # whatever JSON holds


@dataclass(slots=True, kw_only=True)
class Message:
    """One event as a sensor tells it."""

    external_id: str
    kind: str
    occurred_at: datetime
    effective_at: datetime
    body_hash: str = ""
    lane: str = ""
    area: str = ""
    direction: str = ""
    count: int = 0
    total_in: int | None = None
    total_out: int | None = None
    occupied: int | None = None
    free: int | None = None
    vehicle_class: str = VehicleClass.CAR.value
    subject: str = ""
    flags: list[str] = field(default_factory=list)


Told = tuple[str | None, Message | EventRejected]


def name_of(item: Item) -> str | None:
    """What the sender calls an item, also one that cannot be read; None where it says nothing fit."""
    given = item.get("id") if isinstance(item, Mapping) else None
    return given if isinstance(given, str) and is_plain(given, 120) else None


def read_all(
    items: Sequence[Item], *, at: datetime, zone: ZoneInfo | None = None, has_bad_clock: bool = False
) -> list[Told]:
    """What each item calls itself, with its message or why it has none."""
    told: list[Told] = []
    for item in items:
        try:
            message = read(item, at=at, zone=zone, has_bad_clock=has_bad_clock)
        except EventRejected as refusal:
            told.append((name_of(item), refusal))
        else:
            told.append((message.external_id, message))
    return told


def read(item: Item, *, at: datetime, zone: ZoneInfo | None = None, has_bad_clock: bool = False) -> Message:
    """The message in `item`, received at `at`; raises `EventRejected`.

    `zone` is that of a sensor which sends times without offset.
    """
    if not isinstance(item, Mapping):
        raise EventRejected(field="event")
    external_id = name_of(item)
    if not external_id:
        raise EventRejected(field="id")
    kind = item.get("kind", CountEvent.Kind.PASSAGE.value)
    if not isinstance(kind, str) or kind not in KINDS:
        raise UnknownKind
    spelled, occurred_at = _moment(item.get("occurred_at"), kind, at=at, zone=zone)
    if at - occurred_at > EVENTS_KEPT:
        raise TooOld
    is_skewed = has_bad_clock or occurred_at - at > SKEW
    message = Message(
        external_id=external_id,
        kind=kind,
        occurred_at=occurred_at,
        effective_at=at if is_skewed else occurred_at,
        flags=["clock_skew"] if is_skewed else [],
    )
    _CONTENTS[kind](message, item)
    message.body_hash = _hash(message, spelled)
    return message


def local_instant(local: datetime, zone: ZoneInfo, *, at: datetime) -> datetime:
    """A device's wall-clock time as an instant: in the hour that comes twice the pass nearest to `at`, in the hour
    that is skipped moved forward by the gap."""
    first, second = (local.replace(tzinfo=zone, fold=n).astimezone(UTC) for n in (0, 1))
    is_skipped = first.astimezone(zone).replace(tzinfo=None) != local
    return first if is_skipped or abs(at - first) <= abs(at - second) else second


def _moment(given: Item, kind: str, *, at: datetime, zone: ZoneInfo | None) -> tuple[str, datetime]:
    """The time as the body hash shall know it, and the instant."""
    if given is None and kind == CountEvent.Kind.HEARTBEAT:
        return "", at.astimezone(UTC)
    if not isinstance(given, str) or not 16 <= len(given) <= 40:
        raise EventRejected(field="occurred_at")
    try:
        read_as = datetime.fromisoformat(given)
    except ValueError as error:
        raise EventRejected(field="occurred_at") from error
    # Far from both ends of the calendar, where shifting by an offset is no date any more.
    if not 2000 <= read_as.year < 2200:
        raise EventRejected(field="occurred_at")
    if read_as.tzinfo is not None:
        moment = read_as.astimezone(UTC)
        return moment.isoformat(), moment
    if zone is None:
        raise NoOffset
    # As it was sent: which pass is meant depends on when it arrives, and a repetition must stay the same body.
    return read_as.isoformat(), local_instant(read_as, zone, at=at)


def _read_passage(message: Message, item: Mapping[str, Item]) -> None:
    message.lane = _slug(item, "lane")
    message.direction = _direction(item)
    message.count = _whole(item, "count", least=1, most=MOST_VEHICLES, missing=1)
    told = item.get("vehicle_class", VehicleClass.CAR.value)
    if not isinstance(told, str) or told not in CLASSES:
        raise EventRejected(field="vehicle_class")
    message.vehicle_class = told
    subject = item.get("subject")
    if subject is not None:
        if not isinstance(subject, str) or not is_plain(subject, 200):
            raise EventRejected(field="subject")
        # A plate must not lie in the ledger as it was read.
        message.subject = salted_hmac("parking.subject", subject, algorithm="sha256").hexdigest() if subject else ""


def _read_total(message: Message, item: Mapping[str, Item]) -> None:
    message.lane = _slug(item, "lane")
    for name in ("total_in", "total_out"):
        if item.get(name) is not None:
            setattr(message, name, _whole(item, name, least=0, most=MOST_TOTAL))
    if message.total_in is None and message.total_out is None:
        raise EventRejected(field="total_in")


def _read_level(message: Message, item: Mapping[str, Item]) -> None:
    message.area = _slug(item, "area")
    name = "free" if item.get("occupied") is None else "occupied"
    # Fewer than no vehicles is a count gone wrong and kept as it is; fewer than no places is how systems say "no data".
    setattr(message, name, _whole(item, name, least=0 if name == "free" else -MOST_LEVEL, most=MOST_LEVEL))


def _read_heartbeat(message: Message, item: Mapping[str, Item]) -> None:
    """A sign of life says nothing more."""


_CONTENTS: dict[str, Callable[[Message, Mapping[str, Item]], None]] = {
    CountEvent.Kind.PASSAGE: _read_passage,
    CountEvent.Kind.TOTAL: _read_total,
    CountEvent.Kind.LEVEL: _read_level,
    CountEvent.Kind.HEARTBEAT: _read_heartbeat,
}


def _hash(message: Message, spelled: str) -> str:
    said = (
        message.kind,
        spelled,
        message.lane or message.area,
        message.direction,
        message.count,
        message.total_in,
        message.total_out,
        message.occupied,
        message.free,
        message.vehicle_class,
        message.subject,
    )
    return hashlib.sha256(repr(tuple(map(str, said))).encode()).hexdigest()


def _direction(item: Mapping[str, Item]) -> str:
    given = item.get("direction")
    if given in (None, "", "unknown"):
        return ""
    if given not in ("in", "out"):
        raise EventRejected(field="direction")
    return str(given)


def _slug(item: Mapping[str, Item], name: str) -> str:
    given = item.get(name)
    if not isinstance(given, str) or not given or not is_plain(given, 50):
        raise EventRejected(field=name)
    return given


def _whole(item: Mapping[str, Item], name: str, *, least: int, most: int, missing: int | None = None) -> int:
    given = item.get(name, missing)
    if isinstance(given, bool) or not isinstance(given, int) or given < least:
        raise EventRejected(field=name)
    if given > most:
        raise TooLarge(most=most)
    return given
