"""One row a goal, as a table for people and a JSON line for machines."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured goal: `value` is a ratio or a count; `goal` and `floor` are its upper bounds."""

    id: str
    scenario: str
    where: str
    value: float
    goal: float | None
    floor: float | None
    note: str = ""

    @property
    def verdict(self) -> str:
        """What the value says of goal and floor."""
        if self.goal is None:
            return "shown"
        if self.value <= self.goal:
            return "goal met"
        return "FAILED" if self.floor is None or self.value > self.floor else "above goal"


def as_line(row: Row) -> str:
    """The row as one JSON line."""
    return json.dumps(asdict(row))


def from_line(line: str) -> Row:
    """The row a child process printed."""
    return Row(**json.loads(line))


def ratio(value: float) -> str:
    """A ratio below one as people read it: 1/114."""
    if 0 < value < 0.5:
        return f"1/{1 / value:.0f}"
    return f"{value:.3g}"


def table(rows: list[Row]) -> str:
    """All rows under one another."""
    head = f"{'id':4} {'where':11} {'value':>8} {'goal':>8} {'verdict':10} scenario"
    lines = [head, "-" * len(head)]
    for row in rows:
        goal = "" if row.goal is None else ratio(row.goal)
        lines.append(f"{row.id:4} {row.where:11} {ratio(row.value):>8} {goal:>8} {row.verdict:10} {row.scenario}")
        if row.note:
            lines.append(f"{'':16} {row.note}")
    return "\n".join(lines)
