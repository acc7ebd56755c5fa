"""Charts as plain geometry: a template draws them as SVG, so that they work without script and print."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from .reporting import Figure, Period

WIDTH, HEIGHT = 960, 300
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 12, 28


@dataclass(slots=True)
class Mark:
    """A word beside an axis, and where; coordinates are text, so that no language puts a comma into them."""

    text: str
    x: str
    y: str


@dataclass(slots=True)
class Bar:
    """One day of a month: from nothing to the mean, and a line at the most."""

    x: str
    y: str
    width: str
    height: str


@dataclass(slots=True)
class Chart:
    """A step line of vehicles over time, or bars a day."""

    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    lines: list[str] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    levels: list[Mark] = field(default_factory=list)
    moments: list[Mark] = field(default_factory=list)
    capacity: str | None = None


def draw(figures: Sequence[Figure], period: Period, places: int) -> Chart:
    """The chart of `figures`, as high as the places or the fullest moment."""
    most = max([places, *(figure.mean or 0 for figure in figures), 1])
    chart = Chart(
        levels=[Mark(str(round(most * n / 4)), "", _number(_y(most * n / 4, most))) for n in range(5)],
        moments=list(_moments(period)),
        capacity=_number(_y(places, most)) if places else None,
    )
    if period.view == "month":
        chart.bars = [_bar(figure, period, most) for figure in figures if figure.mean is not None]
    else:
        chart.lines = list(_steps(figures, period, most))
    return chart


def _steps(figures: Iterable[Figure], period: Period, most: float) -> Iterable[str]:
    """A line for each run of figures that are known: nothing is drawn over a gap."""
    points: list[str] = []
    before: datetime | None = None
    for figure in figures:
        if points and (figure.mean is None or figure.starts_at != before):
            yield " ".join(points)
            points = []
        if figure.mean is None:
            continue
        y = _number(_y(figure.mean, most))
        points += [f"{_number(_x(moment, period))},{y}" for moment in (figure.starts_at, figure.ends_at)]
        before = figure.ends_at
    if points:
        yield " ".join(points)


def _bar(figure: Figure, period: Period, most: float) -> Bar:
    start, end, top = _x(figure.starts_at, period), _x(figure.ends_at, period), _y(figure.mean or 0, most)
    gap = (end - start) * 0.15
    floor = HEIGHT - BOTTOM
    return Bar(_number(start + gap), _number(top), _number(end - start - 2 * gap), _number(floor - top))


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
