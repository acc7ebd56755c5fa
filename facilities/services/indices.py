"""Published index numbers come in from files: whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint

from ..deeds import Actor, deed
from ..leasing.errors import IndexRefused, IndexUsed
from ..leasing.published import Coefficient, Number, read
from ..models.indices import Indexation, IndexLink, IndexValue
from ..rules import may_import_indices, require


@dataclass(frozen=True, slots=True)
class Report:
    """What a file brings: new rows, rows that correct what stood, rows that were known."""

    added: Sequence[IndexValue | IndexLink]
    corrected: Sequence[IndexValue | IndexLink]
    known: int


@deed
def import_indices(*, by: Actor, text: str, at: datetime, dry_run: bool = False) -> Report:
    """Take in a file of numbers and coefficients; with `dry_run` only say what it would bring.

    Raises `UnreadableIndices`, `IndexRefused`, and `IndexUsed` where a number that rents followed would change.
    """
    require(may_import_indices(by))
    rows: dict[tuple[object, ...], IndexValue | IndexLink] = {}
    rows |= {(value.series, value.base, value.month): value for value in IndexValue.objects.all()}
    rows |= {(link.series, link.from_base, link.to_base): link for link in IndexLink.objects.all()}
    added: list[IndexValue | IndexLink] = []
    corrected: list[IndexValue | IndexLink] = []
    known = 0
    for row in read(text):
        key = (row.series, row.base, row.month if isinstance(row, Number) else row.to_base)
        stands = rows.get(key)
        if stands is not None and _number(stands) == _number(row):
            known += 1
            continue
        if stands is not None and _is_used(stands):
            raise IndexUsed(line=row.line)
        rows[key] = _filled(stands, row, at)
        (added if stands is None else corrected).append(rows[key])
    if not dry_run:
        _write(added, corrected)
        for new in (*added, *corrected):
            deed.record("index.imported", new, by=by, number=str(_number(new)))
    return Report(added, corrected, known)


def _filled(stands: IndexValue | IndexLink | None, row: Number | Coefficient, at: datetime) -> IndexValue | IndexLink:
    if isinstance(row, Number):
        facts = {"series": row.series, "base": row.base, "month": row.month, "value": row.value}
        new = stands or IndexValue()
    else:
        facts = {"series": row.series, "from_base": row.base, "to_base": row.to_base, "coefficient": row.coefficient}
        new = stands or IndexLink()
    for name, value in (facts | {"source": row.source, "imported_at": at}).items():
        setattr(new, name, value)
    try:
        # Whether it is the only one of its month was asked above, of all rows at once.
        new.full_clean(validate_unique=False, validate_constraints=False)
        _check_rules(new)
    except ValidationError as error:
        raise IndexRefused(line=row.line, reason=" ".join(error.messages)) from error
    return new


def _check_rules(new: IndexValue | IndexLink) -> None:
    for constraint in new._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            constraint.validate(type(new), new)


def _write(added: list[IndexValue | IndexLink], corrected: list[IndexValue | IndexLink]) -> None:
    IndexValue.objects.bulk_create(row for row in added if isinstance(row, IndexValue))
    IndexLink.objects.bulk_create(row for row in added if isinstance(row, IndexLink))
    for row in corrected:
        row.save()


def _is_used(row: IndexValue | IndexLink) -> bool:
    used = Indexation.objects.all()
    if isinstance(row, IndexLink):
        return used.filter(link=row.pk).exists()
    return used.filter(initial=row.pk).exists() or used.filter(new=row.pk).exists()


def _number(row: IndexValue | IndexLink | Number | Coefficient) -> object:
    return row.value if isinstance(row, (IndexValue, Number)) else row.coefficient
