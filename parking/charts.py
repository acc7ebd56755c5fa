"""Charts as plain geometry: a template draws them as SVG, so that they work without script and print."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from .reporting import Figure, Period

# Narrow enough to be read on a phone without moving it to and fro.
WIDTH, HEIGHT = 720, 270
LEFT, RIGHT, TOP, BOTTOM = 58, 4, 12, 30


@dataclass(slots=True)
class Mark:
    """A word beside an axis, and where; coordinates are text, so that no language puts a comma into them."""

    text: str
    x: str
    y: str


@dataclass(slots=True)
class Bar:
    """One day of a month: from nothing to the mean; `is_whole` when all of the day is known."""

    x: str
    y: str
    width: str
    height: str
    is_whole: bool


@dataclass(slots=True)
class Run:
    """Figures one after the other that are known as far: their line, and what lies below it."""

    line: str
    ground: str
    is_whole: bool


@dataclass(slots=True)
class Chart:
    """A step line of vehicles over time, or bars a day."""

    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    runs: list[Run] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    levels: list[Mark] = field(default_factory=list)
    moments: list[Mark] = field(default_factory=list)
    capacity: str | None = None

    @property
    def has_parts(self) -> bool:
        """Whether anything in it is known only in part."""
        return not (all(run.is_whole for run in self.runs) and all(bar.is_whole for bar in self.bars))


def draw(figures: Sequence[Figure], period: Period, places: int) -> Chart:
    """The chart of `figures`, as high as the places or the fullest moment."""
    most = max([places, *(figure.mean or 0 for figure in figures), 4])
    chart = Chart(
        levels=[Mark(str(round(most * n / 4)), "", _number(_y(most * n / 4, most))) for n in range(5)],
        moments=list(_moments(period)),
        capacity=_number(_y(places, most)) if places else None,
    )
    if period.view == "month":
        chart.bars = [_bar(figure, period, most) for figure in figures if figure.mean is not None]
    else:
        chart.runs = list(_runs(figures, period, most))
    return chart


def _runs(figures: Iterable[Figure], period: Period, most: float) -> Iterable[Run]:
    """Stretches that are known as far; nothing is drawn over a gap."""
    held: list[Figure] = []
    joint: str | None = None
    for figure in figures:
        follows = bool(held) and figure.mean is not None and figure.starts_at == held[-1].ends_at
        if held and not (follows and figure.is_whole == held[0].is_whole):
            run = _run(held, period, most, joint)
            yield run
            joint = run.line.rsplit(" ", 1)[-1] if follows else None
            held = []
        if figure.mean is not None:
            held.append(figure)
    if held:
        yield _run(held, period, most, joint)


def _run(held: list[Figure], period: Period, most: float, joint: str | None) -> Run:
    """`joint` is the point where the run before ended, when nothing lies between."""
    points = []
    for figure in held:
        y = _number(_y(figure.mean or 0, most))
        points += [f"{_number(_x(moment, period))},{y}" for moment in (figure.starts_at, figure.ends_at)]
    floor = _number(HEIGHT - BOTTOM)
    first, last = (_number(_x(moment, period)) for moment in (held[0].starts_at, held[-1].ends_at))
    ground = [f"{first},{floor}", *points, f"{last},{floor}"]
    line = [joint, *points] if joint else points
    return Run(" ".join(line), " ".join(ground), held[0].is_whole)


def _bar(figure: Figure, period: Period, most: float) -> Bar:
    start, end, top = _x(figure.starts_at, period), _x(figure.ends_at, period), _y(figure.mean or 0, most)
    gap = (end - start) * 0.15
    floor = HEIGHT - BOTTOM
    width, height = _number(end - start - 2 * gap), _number(floor - top)
    return Bar(_number(start + gap), _number(top), width, height, figure.is_whole)


def _moments(period: Period) -> Iterable[Mark]:
    """Hours of a day, days of a week or month; by the wall clock, on days that have 23 or 25 hours too."""
    within, y = period.interval, _number(HEIGHT - 8)
    if period.view == "day":
        for moment in _hours(within.start, within.end, period.zone):
            if moment.hour % 3 == 0:
                yield Mark(date_format(moment, "H:i"), _number(_x(moment, period)), y)
        return
    day = period.first
    while day <= period.last:
        start = datetime(day.year, day.month, day.day, tzinfo=period.zone)
        text = date_format(day, "D j" if period.view == "week" else "j")
        if period.view == "week" or day.day % 3 == 1:
            yield Mark(text, _number(_x(start, period)), y)
        day += timedelta(days=1)


def _hours(start: datetime, end: datetime, zone: ZoneInfo) -> Iterable[datetime]:
    while start < end:
        yield start.astimezone(zone)
        start += timedelta(hours=1)


def _x(moment: datetime, period: Period) -> float:
    within = period.interval
    return LEFT + (WIDTH - LEFT - RIGHT) * ((moment - within.start) / (within.end - within.start))


def _y(value: float, most: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / most


def _number(value: float) -> str:
    return f"{value:.1f}"
