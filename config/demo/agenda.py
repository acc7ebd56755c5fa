"""What happens on a day of the demonstration: drawn by the day itself, so that every start draws the same."""

import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from facilities.kernel.intervals import Interval

from .organisations import FIRMS
from .people import STRANGERS
from .rooms import PLANS, Plan

QUARTER = timedelta(minutes=15)
# Between two meetings of a furnished or cleaned room: tear-down, turnover and set-up of whoever comes next.
BREATH = timedelta(minutes=75)
TITLES = (
    "Teamoverleg", "Klantgesprek", "Projectvergadering", "Sprintplanning", "Kennismaking leverancier", "Werklunch",
    "Bespreking offerte", "Stuurgroep", "Veiligheidsoverleg", "Retrospectieve", "Budgetbespreking", "Brainstorm",
    "Voortgang onderzoek", "Demonstratie prototype", "Overleg subsidiedossier", "Maandoverleg verkoop",
)  # fmt: skip
GATHERINGS = (
    "Opleiding eerste hulp", "Studiedag", "Infosessie", "Workshop presenteren", "Netwerkontbijt", "Productvoorstelling",
)  # fmt: skip
PRIVATE = ("Sollicitatiegesprek", "Functioneringsgesprek", "Raad van bestuur", "Overleg met de boekhouder")


@dataclass(frozen=True, slots=True)
class Meeting:
    """One entry of the agenda; `booked_at` is its name as well, down to the microsecond.

    The least `eagerness` (0 to 1) is booked the longest ahead.
    """

    room: str
    firm: str
    person: int
    title: str
    interval: Interval
    people: int
    is_private: bool
    booked_at: datetime
    eagerness: float


@dataclass(frozen=True, slots=True)
class Fixed:
    """A meeting that comes back, so that each demo account finds something of its own."""

    room: str
    weekdays: str
    minute: int
    minutes: int
    firm: str
    person: int
    title: str


FIXED = (
    Fixed("curie", "01234", 60, 90, "Zilverzwam Biotech", 0, "Labvergadering"),
    Fixed("mendel", "01234", 180, 60, "Zilverzwam Biotech", 1, "Afstemming kweekproeven"),
    Fixed("newton", "024", 390, 60, "Zilverzwam Biotech", 1, "Gesprek met klankbordgroep"),
    Fixed("lamarck", "0123", 330, 150, "Wilgenkatje Opleidingen", 0, "Cursus projectleiding"),
)


def agenda(site: str, rooms: list[str], day: date, opened: Interval) -> Iterator[Meeting]:
    """The meetings of one house on one day, within its opening hours; nothing in the weekend."""
    if day.weekday() > 4:
        return
    whole_hall = _draw(site, day).random() < 0.4
    for plan in PLANS:
        if plan.slug not in rooms or (plan.parts and (len(plan.parts) > 1) != whole_hall):
            continue
        draw = _draw(plan.slug, day)
        if plan.rules.get("takes_whole_day"):
            if draw.random() < 0.35:
                yield _meeting(plan, draw, Interval(opened.start + 6 * QUARTER, opened.end - 8 * QUARTER))
            continue
        yield from _of_room(plan, draw, day, opened)


def _of_room(plan: Plan, draw: random.Random, day: date, opened: Interval) -> Iterator[Meeting]:
    fixed = [
        (Interval(start, start + timedelta(minutes=each.minutes)), each)
        for each in FIXED
        if each.room == plan.slug and str(day.weekday()) in each.weekdays
        for start in [opened.start + timedelta(minutes=each.minute)]
    ]
    for interval, each in fixed:
        yield _meeting(plan, draw, interval, fixed=each)
    breath = BREATH if plan.layouts else timedelta(minutes=int(str(plan.rules.get("turnover", 0))))
    at = opened.start + draw.randrange(0, 13) * QUARTER
    while True:
        length = draw.choice((2, 3, 4, 4, 4, 6, 6, 8)) * QUARTER * (2 if plan.layouts else 1)
        length = min(length, timedelta(minutes=int(str(plan.rules.get("longest", 1440)))))
        if at + length > opened.end - 2 * QUARTER:
            return
        interval = Interval(at, at + length)
        if not any(interval.overlaps(other.widened(before=breath, after=breath)) for other, _ in fixed):
            yield _meeting(plan, draw, interval)
        at += length + breath + draw.choice((0, 1, 2, 3, 4, 6, 8, 10)) * QUARTER


def _meeting(plan: Plan, draw: random.Random, interval: Interval, fixed: Fixed | None = None) -> Meeting:
    is_private = fixed is None and not plan.layouts and draw.random() < 0.12
    if fixed:
        title = fixed.title
    elif plan.layouts or plan.kind == "auditorium":
        title = draw.choice(GATHERINGS)
    else:
        title = draw.choice(PRIVATE if is_private else TITLES)
    name = f"{plan.slug} {interval.start.isoformat()}"
    return Meeting(
        room=plan.slug,
        firm=fixed.firm if fixed else draw.choice(_firms_for(plan)),
        person=fixed.person if fixed else draw.randrange(100),
        title=title,
        interval=interval,
        people=max(1, round(min(plan.seats, 16 if plan.seats < 30 else plan.seats // 2) * draw.uniform(0.3, 1))),
        is_private=is_private,
        booked_at=_booked_at(name, interval.start),
        eagerness=0 if fixed or plan.kind == "auditorium" else draw.random(),
    )


def _firms_for(plan: Plan) -> list[str]:
    outsiders = {"external", "public_body"} if plan.rules.get("audience") == "everyone" else set()
    return [
        name
        for name, kind, houses in FIRMS
        if name not in STRANGERS and plan.site in houses and (kind in {"tenant", "operator"} or kind in outsiders)
    ]


def _booked_at(name: str, start: datetime) -> datetime:
    number = zlib.crc32(name.encode())
    days, minutes = 15 + number % 30, number % 600
    day = (start - timedelta(days=days)).replace(hour=7, minute=0, second=0, microsecond=number % 1_000_000)
    return day.astimezone(UTC) + timedelta(minutes=minutes)


def _draw(name: str, day: date) -> random.Random:
    return random.Random(f"{name} {day.isoformat()}")  # noqa: S311 - a day to look at, no secret
