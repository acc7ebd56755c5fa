"""One row a goal, as a table for people and as JSON for machines."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured goal: `value` is a ratio or a count, the lower the better; only one above `floor` fails the run."""

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
        if self.floor is not None and self.value > self.floor:
            return "FAILED"
        if self.goal is None:
            return "shown" if self.floor is None else "within floor"
        return "goal met" if self.value <= self.goal else "short of goal"


def as_line(row: Row) -> str:
    """The row as one JSON line."""
    return json.dumps(asdict(row))


def from_line(line: str) -> Row:
    """The row a child process printed."""
    return Row(**json.loads(line))


def as_json(rows: list[Row], facts: dict[str, str]) -> str:
    """All rows with their verdicts, and what was measured where."""
    return json.dumps({**facts, "rows": [asdict(row) | {"verdict": row.verdict} for row in rows]}, indent=1)


def ratio(value: float | None) -> str:
    """A ratio below one as people read it: 1/114."""
    if value is None:
        return "–"
    if 0 < value < 0.1:
        return f"1/{1 / value:.0f}"
    return f"{value:.2g}"


def table(rows: list[Row], facts: dict[str, str]) -> str:
    """All rows under one another, below what was measured where."""
    head = f"{'id':4} {'where':11} {'value':>7} {'goal':>7} {'floor':>7}  {'verdict':13} scenario"
    lines = [*(f"{name}: {fact}" for name, fact in facts.items()), "", head, "-" * len(head)]
    for row in rows:
        figures = " ".join(f"{ratio(figure):>7}" for figure in (row.value, row.goal, row.floor))
        lines.append(f"{row.id:4} {row.where:11} {figures}  {row.verdict:13} {row.scenario}")
        if row.note:
            lines.append(f"{'':17}{row.note}")
    return "\n".join(lines)
