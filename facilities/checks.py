"""System checks: what the storeys declare fits together, and the database holds what the models declare."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from .kernel.constraints import Guard, NoOverlap
from .live.topics import patterns
from .permissions import table, topic_table, view_names

# Settings that name code by dotted path; the first kind leads to modules, the second to things inside them.
MODULES = {"RUIMTE_TOPICS": "", "RUIMTE_ROUTES": ".ROUTES", "RUIMTE_JOBS": ".JOBS"}
THINGS = (
    "RUIMTE_BOARD_PROVIDERS",
    "RUIMTE_SCREENS",
    "RUIMTE_SITE_PANELS",
    "RUIMTE_SENDERS",
    "RUIMTE_LISTENERS",
    "RUIMTE_AGREED",
    "RUIMTE_CHARGES",
)


@register(Tags.urls)
def check_routes(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every route has its row in the permission table, every row its route."""
    routes = {name or str(pattern.pattern) for name, pattern in view_names()}
    rows = set(table())
    return [
        *(
            Error(f"The route {name!r} has no row in the permission table.", id="ruimte.E001")
            for name in sorted(routes - rows)
        ),
        *(
            Error(f"The permission table names {name!r}, which is no route.", id="ruimte.E002")
            for name in sorted(rows - routes)
        ),
    ]


@register()
def check_topics(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every live topic has its row in the permission table, every row its topic."""
    known, rows = set(patterns()), set(topic_table())
    return [
        *(
            Error(f"The topic {name!r} has no row in the permission table.", id="ruimte.E003")
            for name in sorted(known - rows)
        ),
        *(
            Error(f"The permission table names {name!r}, which is no topic.", id="ruimte.E004")
            for name in sorted(rows - known)
        ),
    ]


@register()
def check_paths(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every dotted path in the settings leads somewhere."""
    return [
        Error(f"{setting} names {path!r}: {error}", id="ruimte.E005")
        for setting, path in _paths()
        if (error := _import_error(path))
    ]


@register(Tags.database)
def check_guards(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The guards that stand in the database are those the models declare; asked by `check --database default`."""
    return [message for alias in databases or () for message in _check_guards_of(connections[alias])]


def declared_guards(vendor: str) -> dict[tuple[str, str], str]:
    """(table, name) of every declared guard to its statement, empty where only the name can be compared."""
    found: dict[tuple[str, str], str] = {}
    for model in apps.get_models():
        for guard in model._meta.constraints:
            if isinstance(guard, Guard):
                found |= _parts(guard, model, vendor)
    return found


def standing_guards(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str]:
    """(table, name) of every trigger and exclusion constraint that stands in the database, with its statement."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
            return {(table, name): _plain(sql) for table, name, sql in cursor.fetchall()}
        cursor.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
            " UNION SELECT relname, conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
            " WHERE contype = 'x' AND relnamespace = current_schema()::regnamespace"
        )
        return dict.fromkeys(cursor.fetchall(), "")


def _check_guards_of(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        # Guards come with the migrations that wait.
        return []
    declared, standing = declared_guards(connection.vendor), standing_guards(connection)
    return [
        Warning(f"{_difference(key, declared, standing)}: {key[1]} on {key[0]}.", id="ruimte.W006")
        for key in sorted(declared.keys() | standing.keys())
        if declared.get(key) != standing.get(key)
    ]


def _difference(key: tuple[str, str], declared: dict[Any, str], standing: dict[Any, str]) -> str:
    if key not in standing:
        return "A guard is missing from the database"
    if key not in declared:
        return "The database holds a guard that no model declares"
    return "A guard in the database is not the declared one"


def _parts(guard: Guard, model: type[models.Model], vendor: str) -> dict[tuple[str, str], str]:
    name = model._meta.db_table
    if vendor == "postgresql":
        names = [guard.name] if isinstance(guard, NoOverlap) else list(guard.statements(vendor, model))
        return {(name, part): "" for part in names}
    return {(name, part): _plain(sql % {"table": name}) for part, sql in guard.statements(vendor, model).items()}


def _plain(sql: str) -> str:
    # A rebuild of the table quotes its name and keeps the rest as it was written.
    return re.sub(r"\s+", " ", sql.replace('"', "")).strip().rstrip(";")


def _paths() -> Iterator[tuple[str, str]]:
    for setting, attribute in MODULES.items():
        yield from ((setting, f"{module}{attribute}") for module in getattr(settings, setting))
    for setting in THINGS:
        value = getattr(settings, setting)
        yield from ((setting, path) for path in (value.values() if isinstance(value, dict) else value))


def _import_error(path: str) -> str:
    try:
        import_string(path)
    except ImportError as error:
        return str(error)
    return ""
