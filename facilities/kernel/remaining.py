"""A truth that both databases hold: what is taken off a row, bit by bit, is never more than the row."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from .constraints import Guard

POSTGRESQL = """CREATE FUNCTION <name>_insert() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE whole numeric; taken numeric;
BEGIN
  IF NEW.<of> IS NULL THEN RETURN NEW; END IF;
  SELECT <amount> INTO whole FROM %(table)s WHERE id = NEW.<of> FOR UPDATE;
  SELECT COALESCE(SUM(<amount>), 0) + NEW.<amount> INTO taken FROM %(table)s WHERE <of> = NEW.<of>;
  IF NEW.<amount> * whole <= 0 OR ABS(taken) > ABS(whole) THEN
    RAISE EXCEPTION '<name>' USING ERRCODE = 'check_violation', CONSTRAINT = '<name>';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER <name>_insert BEFORE INSERT ON %(table)s FOR EACH ROW EXECUTE FUNCTION <name>_insert()"""
# SQLite keeps decimals as floats: whole cents are counted.
SQLITE = """CREATE TRIGGER <name>_insert BEFORE INSERT ON %(table)s WHEN NEW.<of> IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, '<name>') FROM %(table)s AS w WHERE w.id = NEW.<of> AND (
    NEW.<amount> * w.<amount> <= 0
    OR ABS(ROUND(100 * NEW.<amount>) + (
      SELECT COALESCE(SUM(ROUND(100 * o.<amount>)), 0) FROM %(table)s AS o WHERE o.<of> = NEW.<of>
    )) > ABS(ROUND(100 * w.<amount>)));
END"""


class NeverBeyond(Guard):
    """Rows that point with `of` at another row of their table take `amount` off it: together never more than it has.

    The amounts are of one sign, that of the row they point at. PostgreSQL locks that row, so that rivals wait for each
    other; SQLite has one writer.
    """

    def __init__(self, *, name: str, of: str, amount: str, violation_error_message: Any = None) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.of, self.amount = of, amount

    def statements(self, vendor: str, model: type[models.Model]) -> dict[str, str]:
        """One trigger on insertion: such rows are never changed, `Immutable` stands beside this."""
        column = getattr(model._meta.get_field(self.of), "column", self.of)
        text = (POSTGRESQL if vendor == "postgresql" else SQLITE).replace("<of>", f'"{column}"')
        text = text.replace("<amount>", f'"{self.amount}"').replace("<name>", self.name)
        return {f"{self.name}_insert": text}

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """As migrations write it."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"of": self.of, "amount": self.amount}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NeverBeyond):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # compared, never hashed, like Django's own
