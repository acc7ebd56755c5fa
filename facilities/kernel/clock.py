"""The one clock, and the only place where local time becomes an instant."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

from .errors import AmbiguousLocalTime, NonexistentLocalTime
from .intervals import Interval

BRUSSELS = ZoneInfo("Europe/Brussels")


def now() -> datetime:
    """This instant, aware, UTC."""
    return timezone.now()


def today(tz: ZoneInfo = BRUSSELS) -> date:
    """The local day in `tz` at this instant."""
    return now().astimezone(tz).date()


def instant(local: datetime, tz: ZoneInfo = BRUSSELS, *, fold: int | None = None) -> datetime:
    """Turn the naive wall-clock time `local` in `tz` into UTC.

    `fold` chooses the first (0) or second (1) pass of an hour that exists twice. Raises `NonexistentLocalTime` in the
    spring gap and `AmbiguousLocalTime` in the autumn hour while `fold` is None.
    """
    first, second = (local.replace(tzinfo=tz, fold=n).astimezone(UTC) for n in (0, 1))
    if first.astimezone(tz).replace(tzinfo=None) != local:
        raise NonexistentLocalTime(local)
    if first != second and fold is None:
        raise AmbiguousLocalTime(local)
    return second if fold == 1 else first


def local_midnight(day: date, tz: ZoneInfo = BRUSSELS) -> datetime:
    """The instant (UTC) at which the local `day` begins in `tz`."""
    return datetime.combine(day, time.min, tz).astimezone(UTC)


def local_day(day: date, tz: ZoneInfo = BRUSSELS) -> Interval:
    """The whole local `day` in `tz`: 24 hours, 23 or 25 at a clock change."""
    return Interval(local_midnight(day, tz), local_midnight(day + timedelta(days=1), tz))


def at_minute(day: date, minute: int, tz: ZoneInfo = BRUSSELS) -> datetime:
    """The instant (UTC) at which the wall clock of `day` shows `minute` minutes after midnight (0 to 1440).

    A minute inside the spring gap means the instant after it; one that exists twice means the first (RFC 5545 §3.3.5).
    """
    if minute >= 24 * 60:
        return local_midnight(day + timedelta(days=1), tz)
    wall = datetime.combine(day, time(minute // 60, minute % 60), tz)
    return wall.astimezone(UTC)


def wall_text(moment: datetime, *, at: datetime, tz: ZoneInfo = BRUSSELS) -> str:
    """14:30 when `moment` falls on the day of `at`, else `Wed 08:00`, and `24/12 08:00` when no weekday would do."""
    local = moment.astimezone(tz)
    days = abs((local.date() - at.astimezone(tz).date()).days)
    return date_format(local, "H:i" if days == 0 else "D H:i" if days < 7 else "d/m H:i")
