"""What the linters cannot see: foreign keys point down, files and functions stay small."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model

HEIGHT = {"facilities": 0, "bookings": 1, "parking": 1, "access": 2}
ROOTS = ["access", "bench", "bookings", "config", "facilities", "parking", "tests"]


def relations() -> Iterator[tuple[type[Model], Field, type[Model]]]:
    for model in apps.get_models():
        for field in model._meta.get_fields(include_parents=False):
            if field.is_relation and not field.auto_created and field.related_model is not None:
                yield model, field, field.related_model


def python_files() -> Iterator[Path]:
    for root in ROOTS:
        for path in sorted((Path(settings.BASE_DIR) / root).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(settings.BASE_DIR)


def may_point_at(above: str, below: str) -> bool:
    return above == below or above not in HEIGHT or below not in HEIGHT or HEIGHT[above] > HEIGHT[below]


def test_foreign_keys_point_down():
    known = list(relations())

    up = [
        f"{field} points at {target.__name__} in {target._meta.app_label}"
        for model, field, target in known
        if not may_point_at(model._meta.app_label, target._meta.app_label)
    ]

    assert len(known) > 50
    assert up == []


def test_no_python_file_is_longer_than_300_lines():
    lines = {path: len((settings.BASE_DIR / path).read_text().splitlines()) for path in python_files()}

    assert len(lines) > 500
    assert {str(path): count for path, count in lines.items() if count > 300} == {}


def test_no_function_is_longer_than_50_lines():
    long = [
        f"{path}: {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in python_files()
        for node in ast.walk(ast.parse((settings.BASE_DIR / path).read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > 50
    ]

    assert long == []
