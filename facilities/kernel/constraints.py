"""Truths that both databases hold: named constraints that are exclusion constraints or triggers underneath.

On SQLite Django rebuilds a table on most alterations and drops its triggers without a word. Triggers emitted as
deferred `Statement`s over a `Table` reference are renamed and run again by that rebuild, so the guards survive it.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import F, Func, Q
from django.db.models.constraints import BaseConstraint


class Guard(BaseConstraint):
    """A named constraint held by triggers; subclasses say which, per vendor."""

    def statements(self, vendor: str, model: type[models.Model]) -> dict[str, str]:
        """Trigger name to its CREATE statement for `vendor`, with `%(table)s` standing for the table."""
        raise TypeError("a guard must say its triggers")

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Called while the table is created: queue the triggers behind it; nothing stands inside CREATE TABLE."""
        schema_editor.deferred_sql.extend(self._creations(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """All triggers as one statement."""
        return _joined(self._creations(model, schema_editor))

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Drop all triggers."""
        vendor = schema_editor.connection.vendor
        return _joined(
            _statement(self.removal(vendor, name), model, schema_editor) for name in self.statements(vendor, model)
        )

    @staticmethod
    def removal(vendor: str, name: str) -> str:
        """The statement that takes the trigger `name` away; PostgreSQL's function goes with it."""
        if vendor == "postgresql":
            return f"DROP FUNCTION {name}() CASCADE"
        return f"DROP TRIGGER {name}"

    def _creations(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> list[Statement]:
        texts = self.statements(schema_editor.connection.vendor, model).values()
        return [_statement(text, model, schema_editor) for text in texts]

    def validate(
        self, model: type[models.Model], instance: models.Model, exclude: set[str] | None = None, using: str = "default"
    ) -> None:
        """Nothing to ask before writing: the triggers answer."""


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field) or field.column is None:
        raise TypeError(f"{name} is not a column of {model.__name__}")
    return field.column


def _statement(text: str, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:
    return Statement(text, table=Table(model._meta.db_table, schema_editor.quote_name))


def _joined(statements: Any) -> Statement:  # Any: an iterable of Statement, which django-stubs leaves untyped
    statements = list(statements)
    return Statement(";\n".join(s.template for s in statements), **statements[0].parts)


class Immutable(Guard):
    """Rows, once written, may not be changed (`UPDATE`) or removed (`DELETE`), by nobody and no way.

    `forgetting` names what may be emptied, and nothing else of the row with it: people who are forgotten on time.
    """

    def __init__(
        self,
        *,
        name: str,
        against: Sequence[str] = ("UPDATE", "DELETE"),
        forgetting: Sequence[str] = (),
        violation_error_message: Any = None,
    ) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.against, self.forgetting = tuple(against), tuple(forgetting)

    def statements(self, vendor: str, model: type[models.Model]) -> dict[str, str]:
        """One trigger per forbidden deed."""
        return {name: text for deed in self.against for name, text in [self._one(vendor, deed, model)]}

    def _unless_forgotten(self, vendor: str, model: type[models.Model]) -> str:
        """The condition under which a change is one: a column differs that was not emptied by it."""
        differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
        told = []
        for field in model._meta.concrete_fields:
            old, new = f'OLD."{field.column}"', f'NEW."{field.column}"'
            change = f"{new} {differs} {old}"
            if field.name in self.forgetting:
                kept = "IS NOT NULL" if field.null else "<> ''"
                change = f"({change} AND {new} {kept})"
            told.append(change)
        return f"WHEN ({' OR '.join(told)}) "

    def _one(self, vendor: str, deed: str, model: type[models.Model]) -> tuple[str, str]:
        name = f"{self.name}_{deed.lower()}"
        when = self._unless_forgotten(vendor, model) if deed == "UPDATE" and self.forgetting else ""
        if vendor == "postgresql":
            return name, (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"RAISE EXCEPTION '{self.name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{self.name}'; "
                f"END $$;\nCREATE TRIGGER {name} BEFORE {deed} ON %(table)s FOR EACH ROW "
                f"{when}EXECUTE FUNCTION {name}()"
            )
        return name, (
            f"CREATE TRIGGER {name} BEFORE {deed} ON %(table)s {when}BEGIN SELECT RAISE(ABORT, '{self.name}'); END"
        )

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """As migrations write it."""
        path, args, kwargs = super().deconstruct()
        more = {"forgetting": self.forgetting} if self.forgetting else {}
        return path, args, kwargs | {"against": self.against} | more

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Immutable):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # compared, never hashed, like Django's own


class NoOverlap(Guard):
    """Rows with equal `within` (one column, or several) may not overlap in [`start`, `end`); no end means unbounded.

    PostgreSQL holds it as an exclusion constraint, SQLite as two triggers; both raise `IntegrityError` naming it.
    """

    def __init__(
        self,
        *,
        name: str,
        within: str | Sequence[str],
        start: str,
        end: str,
        violation_error_code: str = "overlap",
        violation_error_message: Any = None,
    ) -> None:
        super().__init__(
            name=name, violation_error_code=violation_error_code, violation_error_message=violation_error_message
        )
        self.within, self.start, self.end = within, start, end
        self.columns = (within,) if isinstance(within, str) else tuple(within)

    def _exclusion(self, model: type[models.Model]) -> ExclusionConstraint:
        dates = not isinstance(model._meta.get_field(self.start), models.DateTimeField)
        span = Func(
            F(self.start),
            F(self.end),
            RangeBoundary(),
            function="DATERANGE" if dates else "TSTZRANGE",
            output_field=DateRangeField() if dates else DateTimeRangeField(),
        )
        return ExclusionConstraint(
            name=self.name,
            expressions=[
                *((column, RangeOperators.EQUAL) for column in self.columns),
                (span, RangeOperators.OVERLAPS),
            ],
        )

    def statements(self, vendor: str, model: type[models.Model]) -> dict[str, str]:
        """Insert and update triggers on SQLite; none on PostgreSQL, where the exclusion constraint stands."""
        if vendor != "sqlite":
            return {}
        pk, start, end = (f'"{_column(model, name)}"' for name in (model._meta.pk.name, self.start, self.end))
        within = [f'"{_column(model, name)}"' for name in self.columns]
        same = " AND ".join(f"o.{column} = NEW.{column}" for column in within)
        unbounded = model._meta.get_field(self.end).null

        def clash(but: str = "") -> str:
            if unbounded:
                return (
                    f"SELECT RAISE(ABORT, '{self.name}') FROM %(table)s AS o WHERE {same}{but}"
                    f" AND (o.{end} IS NULL OR NEW.{start} < o.{end}) AND (NEW.{end} IS NULL OR o.{start} < NEW.{end})"
                )
            # Rows of one `within` never overlap, so the first that ends after the new start decides alone: one step
            # in an index on (within, end) however many rows there are.
            return (
                f"SELECT RAISE(ABORT, '{self.name}') WHERE (SELECT o.{start} FROM %(table)s AS o"
                f" WHERE {same} AND o.{end} > NEW.{start}{but} ORDER BY o.{end} LIMIT 1) < NEW.{end}"
            )

        name, others = self.name, f" AND o.{pk} <> OLD.{pk}"
        return {
            f"{name}_insert": f"CREATE TRIGGER {name}_insert BEFORE INSERT ON %(table)s BEGIN {clash()}; END",
            f"{name}_update": f"CREATE TRIGGER {name}_update BEFORE UPDATE ON %(table)s BEGIN {clash(others)}; END",
        }

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """The exclusion constraint inside CREATE TABLE, or the triggers behind it."""
        if schema_editor.connection.vendor == "postgresql":
            return self._exclusion(model).constraint_sql(model, schema_editor)
        return super().constraint_sql(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """As `constraint_sql`, on a table that stands."""
        if schema_editor.connection.vendor == "postgresql":
            return self._exclusion(model).create_sql(model, schema_editor)
        return super().create_sql(model, schema_editor)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Take it away again."""
        if schema_editor.connection.vendor == "postgresql":
            return self._exclusion(model).remove_sql(model, schema_editor)
        return super().remove_sql(model, schema_editor)

    def validate(
        self, model: type[models.Model], instance: models.Model, exclude: set[str] | None = None, using: str = "default"
    ) -> None:
        """Ask the same question as the database, so that a form can answer kindly."""
        start, end = getattr(instance, self.start), getattr(instance, self.end)
        within = {column: getattr(instance, _column(model, column)) for column in self.columns}
        if start is None or None in within.values() or (exclude and {*self.columns, self.start, self.end} & exclude):
            return
        rows = model._default_manager.using(using).filter(**within)
        rows = rows.filter(Q(**{f"{self.end}__isnull": True}) | Q(**{f"{self.end}__gt": start}))
        if end is not None:
            rows = rows.filter(**{f"{self.start}__lt": end})
        if rows.exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """As migrations write it."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"within": self.within, "start": self.start, "end": self.end}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NoOverlap):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]


def one_of(*names: str) -> Q:
    """Exactly one of the nullable columns `names` is filled."""
    whole = Q()
    for chosen in names:
        whole |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return whole


def violated(error: Exception) -> str:
    """The name of the constraint an `IntegrityError` tells of, or the database's own words where it names none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name or ""
    return str(error).removeprefix("CHECK constraint failed: ")
